"""What other programs read."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from accounts.models import User
from content.models import Lesson, Quiz

pytestmark = pytest.mark.usefixtures("loaded")
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def draft() -> Lesson:
    return Lesson.objects.create(slug="draft", title="Draft", question="?", group="G", body="```python\nx\n```\n")


def structured(page: str) -> dict[str, object]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(found)  # type: ignore[no-any-return]


def test_the_site_map_lists_what_anybody_may_read(client: Client, draft: Lesson) -> None:
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    pages = {
        page.findtext(f"{MAP}loc", "").removeprefix("http://testserver"): page.findtext(f"{MAP}lastmod")
        for page in ET.fromstring(response.content)
    }
    assert pages["/lessons/dropout/"] == "2026-11-21"
    for address in (
        "/",
        "/faq/",
        "/glossary/",
        "/labs/scale-rows/",
        "/quizzes/dropout/",
        "/concepts/dropout/",
        "/paths/two-steps/",
    ):
        assert address in pages
        assert client.get(address).status_code == 200, address
    assert "/lessons/draft/" not in pages


def test_robots_are_told_what_is_closed_and_where_the_map_is(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /accounts/\n" in text
    assert "Disallow: /lessons/" not in text
    assert "Sitemap: http://testserver/sitemap.xml\n" in text


def test_the_feed_gives_published_lessons_newest_first(client: Client, draft: Lesson) -> None:
    Lesson.objects.filter(slug="forward-pass").update(published_on=dt.date(2026, 11, 25))
    response = client.get("/lessons/feed.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    entries = ET.fromstring(response.content).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["The forward pass", "Dropout"]
    assert entries[0].findtext(f"{ATOM}published") == "2026-11-25T12:00:00+00:00"
    assert entries[1].find(f"{ATOM}link").get("href") == "http://testserver/lessons/dropout/"  # type: ignore[union-attr]


def test_a_lesson_with_code_is_given_as_a_notebook(client: Client, draft: Lesson, cleo: User) -> None:
    Lesson.objects.filter(slug="dropout").update(body="```python\nprint(1)\n```\n\n```text\n1\n```\n")
    assert "Download as notebook" in client.get("/lessons/dropout/").content.decode()
    response = client.get("/lessons/dropout/notebook.ipynb")
    assert response.headers["Content-Disposition"] == 'attachment; filename="dropout.ipynb"'
    nbformat.validate(json.loads(response.content))
    assert client.get("/lessons/draft/notebook.ipynb").status_code == 404
    client.force_login(cleo)
    assert "notebook" not in client.get("/lessons/draft/").content.decode()


def test_a_lesson_without_code_has_no_notebook(client: Client) -> None:
    assert "notebook" not in client.get("/lessons/forward-pass/").content.decode()
    assert client.get("/lessons/forward-pass/notebook.ipynb").status_code == 404


def test_a_lesson_tells_what_it_is(client: Client) -> None:
    page = client.get("/lessons/dropout/").content.decode()
    data = structured(page)
    assert (data["headline"], data["dateModified"], data["teaches"]) == ("Dropout", "2026-11-21", ["Dropout"])
    assert data["url"] == "http://testserver/lessons/dropout/"
    assert '<meta property="og:title" content="Dropout">' in page
    assert '<link rel="canonical" href="http://testserver/lessons/dropout/">' in page


def test_a_shared_link_shows_a_picture_that_is_served(client: Client) -> None:
    page = client.get("/lessons/dropout/").content.decode()
    assert '<meta property="og:image" content="http://testserver/static/img/card.png">' in page
    assert '<meta property="og:image:alt" content="Forward Pass:' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    picture = Path(finders.find("img/card.png") or "").read_bytes()
    assert picture[12:24] == b"IHDR" + (1200).to_bytes(4) + (630).to_bytes(4)
    assert len(picture) < 60_000


def test_a_course_and_a_quiz_tell_what_they_are(client: Client) -> None:
    course = structured(client.get("/paths/two-steps/").content.decode())
    assert (course["@type"], len(course["hasPart"])) == ("Course", 2)  # type: ignore[arg-type]
    quiz = structured(client.get("/quizzes/dropout/").content.decode())
    assert (quiz["@type"], quiz["about"]) == ("Quiz", {"@type": "Thing", "name": "Dropout"})
    assert "150" not in json.dumps(quiz), "an answer"


def test_data_cannot_end_its_element(client: Client) -> None:
    Quiz.objects.update(title="</script><script>steal()</script> & co", summary='"quoted"')
    page = client.get("/quizzes/dropout/").content.decode()
    assert "<script>steal" not in page
    assert structured(page)["name"] == "</script><script>steal()</script> & co"
