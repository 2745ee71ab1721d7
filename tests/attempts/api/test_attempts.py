"""Attempts over the REST interface: one's own, paged, and with keys only once the quiz gives them out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import User
from attempts import checking, services
from attempts.models import Attempt
from attempts.services import Draft
from content.models import Item, Quiz

SECRETS = ("EXPLAINS", "FEEDBACK", "SOURCE", "SECRET", "0.1234", "correct", "authored", '"item-')


@pytest.fixture
def api(ada: User) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=ada).key}")
    return client


@pytest.fixture
def every_kind(quiz: Quiz) -> Quiz:
    """Add to the quiz of three kinds the other six, each with a key that stands nowhere else."""
    more: list[tuple[str, dict[str, Any]]] = [
        ("truth", {"details": {"truth": True}, "choices": [{"text": "so", "correct": True}, {"text": "not so"}]}),
        ("text", {"details": {"text": {"accepted": ["SECRET"]}}}),
        ("ordering", {"details": {"sequence": ["one", "two", "three"]}}),
        ("matching", {"details": {"pair": [{"left": "a", "right": "x"}, {"left": "b", "right": "y"}]}}),
        ("cloze", {"stem": "A {{g}}.", "details": {"gap": [{"name": "g", "accepted": ["SECRET"]}]}}),
        ("output", {"details": {"code": "print(1)", "output": "SECRET"}}),
    ]
    for position, (kind, values) in enumerate(more, 4):
        about = {"stem": f"Stem {position}?", **values}
        Item.objects.create(
            quiz=quiz,
            position=position,
            slug=f"item-{position}",
            kind=kind,
            explanation=f"EXPLAINS {position}",
            source=f"SOURCE {position}",
            **about,
        )
    return quiz


def _body(api: APIClient, attempt: Attempt) -> Any:
    return api.get(f"/api/v1/attempts/{attempt.pk}/").json()


def test_a_list_holds_ones_own_attempts_and_no_items(
    api: APIClient, ada: User, ben: User, quiz: Quiz, attempt: Attempt
) -> None:
    services.start(learner=ben, quiz=quiz)
    body = api.get("/api/v1/attempts/").json()
    (row,) = body["results"]
    assert (body["count"], row["id"], row["quiz"], row["state"]) == (1, str(attempt.pk), "dropout", "in_progress")
    assert (row["score"], row["max_score"], row["percent"]) == (None, 4.0, None)
    assert row["url"] == f"http://testserver/api/v1/attempts/{attempt.pk}/"
    assert "answers" not in row


def test_strangers_and_visitors_see_nothing(ben: User, cleo: User, attempt: Attempt) -> None:
    client = APIClient()
    assert client.get(f"/api/v1/attempts/{attempt.pk}/").status_code == 401
    assert client.get("/api/v1/attempts/").status_code == 401
    for other in (ben, cleo):
        client.force_authenticate(other)
        answer = client.get(f"/api/v1/attempts/{attempt.pk}/")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_an_open_attempt_holds_no_key_of_any_kind(api: APIClient, ada: User, every_kind: Quiz) -> None:
    attempt = services.start(learner=ada, quiz=every_kind)
    services.save_answers(attempt=attempt, drafts={1: Draft({"choices": [0]}, 0)})
    text = api.get(f"/api/v1/attempts/{attempt.pk}/").content.decode()
    assert [secret for secret in SECRETS if secret in text] == []
    body = json.loads(text)
    assert len(body["answers"]) == 9
    assert {row["feedback"] for row in body["answers"]} == {None}
    assert body["answers"][0]["answer"] == {"choices": [0]}


def test_a_finished_attempt_gives_every_key_out(api: APIClient, ada: User, every_kind: Quiz) -> None:
    attempt = services.finish(attempt=services.start(learner=ada, quiz=every_kind))
    answers = _body(api, attempt)["answers"]
    keys = [row["feedback"]["key"] for row in answers]
    choices = answers[0]["shown"]["choices"]
    assert keys[0] == {"choices": [choices.index("right")]}
    assert keys[2]["number"]["value"] == 0.1234
    assert keys[4] == keys[8] == {"accepted": ["SECRET"]}
    assert keys[5] == {"order": ["one", "two", "three"]}
    assert keys[6] == {"pairs": {"a": "x", "b": "y"}}
    assert keys[7] == {"gaps": {"g": ["SECRET"]}}
    assert answers[1]["feedback"]["explanation"] == "EXPLAINS 2"


@pytest.mark.parametrize(
    ("policy", "days", "is_told"), [("never", None, False), ("after_date", 1, False), ("after_date", 0, True)]
)
def test_the_quizs_policy_holds_after_the_end(
    api: APIClient, ada: User, every_kind: Quiz, policy: str, days: int | None, is_told: bool
) -> None:
    attempt = services.finish(attempt=services.start(learner=ada, quiz=every_kind))
    day = None if days is None else timezone.localdate() + dt.timedelta(days=days)
    Quiz.objects.filter(pk=every_kind.pk).update(feedback=policy, feedback_after=day)
    text = api.get(f"/api/v1/attempts/{attempt.pk}/").content.decode()
    assert [secret for secret in ("EXPLAINS", "SECRET", "SOURCE") if secret in text] == (
        ["EXPLAINS", "SECRET", "SOURCE"] if is_told else []
    )
    assert json.loads(text)["feedback_policy"] == policy


def test_practice_tells_what_was_checked_and_nothing_else(
    api: APIClient, ada: User, quiz: Quiz, places: Callable[..., dict[str, object]]
) -> None:
    quiz.behaviour = "practice"
    quiz.save()
    attempt = services.start(learner=ada, quiz=quiz)
    services.save_answers(attempt=attempt, drafts={1: Draft(places(attempt, 1, "right"), 0)})
    checking.check(attempt=attempt, position=1)
    first, second, third = _body(api, attempt)["answers"]
    assert first["feedback"]["mark"] == 1.0
    assert second["feedback"] is third["feedback"] is None


def test_looking_at_an_overdue_attempt_finishes_it(api: APIClient, attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(due_at=timezone.now() - dt.timedelta(minutes=1))
    assert _body(api, attempt)["state"] == "finished"


def test_pages_ask_the_database_no_more_when_there_is_more(api: APIClient, ada: User, quiz: Quiz) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert api.get(path).status_code == 200
        return len(counted)

    first = services.finish(attempt=services.start(learner=ada, quiz=quiz))
    few = queries("/api/v1/attempts/"), queries(f"/api/v1/attempts/{first.pk}/")
    for position in range(4, 12):
        Item.objects.create(
            quiz=quiz,
            position=position,
            slug=f"more-{position}",
            stem="?",
            explanation=".",
            choices=[{"text": "a", "correct": True}, {"text": "b"}],
        )
    for _ in range(4):
        last = services.finish(attempt=services.start(learner=ada, quiz=quiz))
    assert (queries("/api/v1/attempts/"), queries(f"/api/v1/attempts/{last.pk}/")) == few
