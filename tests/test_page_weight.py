"""Pages are light: what issue and README promise about their weight, for every lesson and every other page."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.test import Client

from accounts.models import User
from catalog.files import read_catalog
from content.models import Lesson
from content.services.loading import load
from every_url import World, routes
from page_weight import weigh

LESSON = 150_000  # bytes, compressed, for a lesson without an explainer
SCRIPTS = 30_000
SCRIPTS_OF_A_LAB = 250_000
FRAMEWORKS = ("admin/", "api/")  # scripted by what they are made of


def test_a_lesson_without_an_explainer_weighs_little(
    client: Client, db: None, record_property: Callable[[str, object], None]
) -> None:
    load(read_catalog(settings.CONTENT_DIR))
    weights = {
        lesson.slug: weigh(client, lesson.get_absolute_url())
        for lesson in Lesson.objects.filter(is_published=True)
        if "](explainer:" not in lesson.body
    }
    assert len(weights) > 40
    heaviest = max(weights, key=lambda slug: weights[slug].whole)
    record_property("said", f"the heaviest lesson is {heaviest} with {weights[heaviest].whole} bytes")
    assert {slug: weight.whole for slug, weight in weights.items() if weight.whole > LESSON} == {}


def test_scripts_are_small_on_every_page_of_a_learner(
    client: Client, ada: User, cleo: User, record_property: Callable[[str, object], None]
) -> None:
    world = World(ada, cleo)
    client.force_login(ada)
    scripts: dict[str, int] = {}
    for route in routes():
        if route.pattern.startswith(FRAMEWORKS):
            continue
        response = client.get(path := world.path(route))
        if response.status_code == 200 and not response.streaming and b"<html" in response.content:
            weight = weigh(client, path)
            scripts[path] = weight.scripts
            uses_htmx = re.search(rb' hx-(get|post)="', response.content) or b"lab-live.js" in response.content
            assert "vendor/htmx.min.js" not in weight.files or uses_htmx, path
    lab = scripts.pop(world.lab.get_absolute_url())
    record_property("said", f"the lab page has {lab} bytes of scripts, other pages at most {max(scripts.values())}")
    assert 100_000 < lab <= SCRIPTS_OF_A_LAB
    assert len(scripts) > 25
    assert {path: size for path, size in scripts.items() if size > SCRIPTS} == {}
