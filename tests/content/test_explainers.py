"""Pages of the explainers: each has its template and its module, and links the lessons that learners may read."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from content.explainers import EXPLAINERS, Explainer
from content.models import Lesson

EACH = pytest.mark.parametrize("explainer", EXPLAINERS.values(), ids=lambda explainer: explainer.name)


@EACH
def test_an_explainer_is_a_template_and_a_module(explainer: Explainer) -> None:
    template = (settings.PLATFORM / "templates" / explainer.template).read_text()
    assert f'data-explainer="{explainer.name}"' in template
    assert explainer.title in template
    assert f'start("{explainer.name}", ' in (settings.PLATFORM / "static" / explainer.module).read_text()


@EACH
def test_a_template_needs_nothing_from_the_page_around_it(explainer: Explainer) -> None:
    template = (settings.PLATFORM / "templates" / explainer.template).read_text()
    assert "{{" not in template
    assert "{%" not in template
    assert "style=" not in template
    assert "<script" not in template


@EACH
def test_every_field_has_a_label(explainer: Explainer) -> None:
    template = (settings.PLATFORM / "templates" / explainer.template).read_text()
    outside = re.sub(r"<label\b.*?</label>", "", template, flags=re.DOTALL)
    assert re.findall(r"<(?:input|select)\b", template)
    assert re.findall(r"<(?:input|select)\b", outside) == []


@pytest.mark.django_db
def test_the_list_links_every_page(client: Client) -> None:
    page = client.get("/explainers/").content.decode()
    assert '<a href="/explainers/" aria-current="page">' in page
    for explainer in EXPLAINERS.values():
        assert f'href="/explainers/{explainer.name}/"' in page
        assert client.get(explainer.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_a_page_links_its_published_lessons_alone(client: Client) -> None:
    common = {"question": "?", "summary": "s", "group": "g", "body": "b"}
    Lesson.objects.create(slug="cnns", title="Networks that see", is_published=True, **common)
    Lesson.objects.create(slug="pooling", title="Not yet written", **common)
    page = client.get("/explainers/convolution/").content.decode()
    assert 'href="/lessons/cnns/"' in page
    assert "Not yet written" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nothing", "_page", "shared"])
def test_what_is_no_explainer_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/explainers/{name}/").status_code == 404
