"""One item by itself: answered without an attempt, told about at once, never stored, and only where practice is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from attempts.models import Attempt
from catalog.entries import Behaviour, Catalog, Feedback, Item
from catalog.entries import Quiz as QuizEntry
from content.models import Quiz
from content.services.loading import load
from each_kind import DRAWN, EACH
from scoring.marks import right_answer
from scoring.snapshots import freeze, thaw

ITEMS = (*EACH.values(), DRAWN)
QUIZ = QuizEntry("quiz", "Quiz", "Some.", ITEMS, behaviour=Behaviour.PRACTICE)
SEED = re.compile(r'name="seed" value="(\d+)"')


@pytest.fixture(autouse=True)
def _quiz(db: None) -> None:
    load(Catalog(quizzes=(QUIZ,)))


def address(item: Item) -> str:
    return f"/quizzes/quiz/items/{item.slug}/"


def controls_of(item: Item, answer: dict[str, Any]) -> dict[str, Any]:
    key, given = item.slug, dict(answer)
    if "truth" in given:
        given[f"v{key}"] = str(given.pop("truth")).lower()
    for n, pair in enumerate(item.pairs, 1):
        given[f"q{key}.{n}"] = given["pairs"][pair.left]
    for name, text in given.get("gaps", {}).items():
        given[f"q{key}.{name}"] = text
    plain = next((given[name] for name in ("choices", "order", "text") if name in given), None)
    return {name: value for name, value in (given | {f"q{key}": plain}).items() if key in name and value is not None}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.slug)
def test_anyone_answers_an_item_and_is_told_at_once(client: Client, item: Item) -> None:
    shown = client.get(address(item)).content.decode()
    assert "EXPLAINS" not in shown
    found = SEED.search(shown)
    assert found is not None
    asked = thaw(freeze(item, seed=int(found[1])))
    sent = {"seed": found[1], "action": "check", **controls_of(asked, right_answer(asked))}
    told = client.post(address(item), sent).content.decode().replace("&nbsp;", " ")
    assert '<span class="badge good">Right</span>' in told
    assert asked.explanation in told
    again = client.post(address(item), sent | {"action": "again"}).content.decode().replace("&nbsp;", " ")
    assert asked.explanation not in again
    assert SEED.findall(again) == [found[1]]
    assert not Attempt.objects.exists()


def test_htmx_gets_the_item_without_the_page_around_it(client: Client) -> None:
    item = ITEMS[0]
    shown = client.get(address(item), headers={"HX-Request": "true"}).content.decode()
    assert shown.lstrip().startswith("<form")
    assert "csrfmiddlewaretoken" in shown
    assert "<html" not in shown
    told = client.post(
        address(item), {"seed": "1", "action": "check", f"q{item.slug}": "0"}, headers={"HX-Request": "1"}
    )
    assert "EXPLAINS single-item" in told.content.decode()
    assert "<html" not in told.content.decode()


def test_new_numbers_are_drawn_at_will(client: Client) -> None:
    seeds = {
        SEED.findall(client.post(address(DRAWN), {"action": "new", "seed": "7"}).content.decode())[0] for _ in range(5)
    }
    assert len(seeds) == 5


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"qnumeric-item": "a lot"}, "is not a number"),
        ({"qnumeric-item": ""}, "Answer the question before you check it."),
    ],
)
def test_what_cannot_be_marked_is_said_and_tells_nothing(client: Client, sent: dict[str, str], sentence: str) -> None:
    shown = client.post("/quizzes/quiz/items/numeric-item/", {"seed": "1", "action": "check"} | sent).content.decode()
    assert sentence in shown
    assert "EXPLAINS" not in shown


@pytest.mark.parametrize("seed", ["", "-1", "x", "9" * 400, "²"])
def test_a_forged_seed_is_no_error(client: Client, seed: str) -> None:
    for action in ("check", "again", "new", "whatever"):
        assert client.post(address(DRAWN), {"seed": seed, "action": action, "qdrawn": "3"}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"behaviour": Behaviour.DEFERRED},
        {"behaviour": Behaviour.EXAM},
        {"behaviour": Behaviour.CERTAINTY},
        {"feedback": Feedback.AFTER_ATTEMPT},
        {"feedback": Feedback.NEVER},
        {"is_published": False},
    ],
    ids=str,
)
def test_items_of_other_quizzes_are_not_given_away(client: Client, cleo: User, change: dict[str, object]) -> None:
    Quiz.objects.update(**change)
    client.force_login(cleo)
    assert client.get(address(DRAWN)).status_code == 404
    assert client.post(address(DRAWN), {"seed": "1", "action": "check", "qdrawn": "1"}).status_code == 404


def test_a_retired_or_unknown_item_is_not_there(client: Client) -> None:
    Quiz.objects.get().items.filter(slug="drawn").update(is_retired=True)
    assert client.get(address(DRAWN)).status_code == 404
    assert client.get("/quizzes/quiz/items/unknown/").status_code == 404


def test_an_item_costs_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(4):
        client.get(address(ITEMS[0]))
