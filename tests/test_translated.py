"""Every sentence that a learner sees goes through gettext: proved by a language in which each of them is marked."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import pytest_django
from django.test import Client
from django.urls import reverse

import pseudo_locale
from accounts.models import User
from content.explainers import EXPLAINERS
from content.models import Concept, Lab, LearningPath, Lesson, Question, Quiz
from every_url import World, routes
from submissions.models import Submission

pytestmark = pytest.mark.django_db

NOT_A_LEARNERS = ("/admin/", "/api/", "/metrics", "/healthz", "/readyz", "/styleguide/")
# What no language translates: names, units, addresses, and what the test's own learner is called, wrote and looked for.
NAMES = re.compile(
    r"Forward Pass|Marked|\bUTC\b|\bms\b|https?://\S+|ada@example\.org|\bada\b|I build things\.|"
    r"dropuot|dropout|xyzzyx|^gradient ·"
)


@pytest.fixture(autouse=True)
def marked_language(settings: pytest_django.Settings, tmp_path: Path) -> Iterator[None]:
    with pseudo_locale.offered(settings, tmp_path):
        yield


def _pages(client: Client, world: World) -> Iterator[tuple[str, str]]:
    """Give each page of the site with its address, and those that answer mistakes."""
    paths = [world.path(route) for route in routes()]
    extra = [
        "/search/?q=dropuot",
        "/search/?q=gradient&page=2",
        "/search/?q=!!",
        "/search/?q=xyzzyx",
        "/lessons/?level=beginner&group=none",
        "/labs/?level=advanced&standing=passed",
        "/questions/?progress=weak",
        f"/submissions/{world.broken.pk}/",
        f"/attempts/{world.exam.pk}/",
    ]
    for path in dict.fromkeys([*paths, *extra]):
        if not path.startswith(NOT_A_LEARNERS) or path == reverse("api-reference"):
            yield path, _html(client.get(path, follow=True))
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/change/"):
        yield f"POST {path}", _html(client.post(path, {"email": "no address", "password1": "1", "password2": "2"}))
    for action in ("check-1", "save", "finish"):
        sent = {"action": action, "q1": "abc", "r1": "0"}
        yield f"POST {action}", _html(client.post(f"/attempts/{world.attempt.pk}/", sent, follow=True))


def _later_pages(client: Client, world: World) -> Iterator[tuple[str, str]]:
    """Give what a learner meets while something is under way: runs, hints, the marking of an interview answer."""
    for state in ("queued", "cancelled"):
        run = Submission.objects.get(pk=world.broken.pk)
        run.pk, run.state, run.verdict, run.report, run.finished_at = uuid.uuid4(), state, "", None, None
        run.save(force_insert=True)
        yield f"a {state} submission", _html(client.get(run.get_absolute_url()))
        yield f"the lab with a {state} submission", _html(client.get(world.lab.get_absolute_url()))
    for _ in range(5):
        hint = client.post(reverse("lab-hint", args=[world.lab.slug]), follow=True)
        yield "a hint", _html(hint)
    question = reverse("question", args=["pooling"])
    for action in ("draft", "hand-in", "unknown", "mark"):
        yield f"POST {action}", _html(client.post(question, {"action": action}, follow=True))


def _content() -> set[str]:
    """Give the titles and summaries of what authors wrote."""
    rows = (Lesson, Lab, Quiz, Question, Concept, LearningPath)
    told = [row for model in rows for row in model.objects.all()]
    written = [(row.title, getattr(row, "summary", "")) for row in (*told, *EXPLAINERS.values())]
    return {" ".join(text.split()) for texts in written for text in texts}


def _html(answer: object) -> str:
    is_html = getattr(answer, "headers", {}).get("Content-Type", "").startswith("text/html")
    return answer.content.decode() if is_html else ""  # type: ignore[attr-defined]


def test_every_sentence_comes_from_the_catalogue(
    ada: User, cleo: User, record_property: Callable[[str, object], None]
) -> None:
    world = World(ada, cleo)
    visitor, learner = (Client(headers={"Accept-Language": pseudo_locale.CODE}) for _ in range(2))
    learner.force_login(ada)
    content = _content()
    seen: set[str] = set()
    left: dict[str, str] = {}
    pages = 0
    for who in (visitor, learner):
        later = _later_pages(who, world) if who is learner else ()
        for path, page in (*_pages(who, world), *later):
            found = pseudo_locale.texts(page, content=content)
            pages += bool(found)
            seen.update(found)
            for text in found:
                if rest := pseudo_locale.unmarked(NAMES.sub("", text)):
                    left.setdefault(rest, path)
    record_property("said", f"{len(seen)} texts on {pages} pages, {len(left)} of them not from the catalogue")
    assert not left, "\n".join(f"{path}: {text}" for text, path in sorted(left.items()))


def test_a_sentence_outside_the_catalogue_is_seen() -> None:
    page = '<html lang="xx"><p title="Hello you">⟦Marked ~~~~⟧ left over</p><p lang="en">Content</p><code>one</code>'
    assert [pseudo_locale.unmarked(text) for text in pseudo_locale.texts(page)] == ["Hello you", "left over"]
