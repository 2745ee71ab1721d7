"""What a learner takes along."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest_django
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from rest_framework.authtoken.models import Token, TokenProxy

from accounts import services
from accounts.models import User
from attempts import services as attempts
from mastery import export
from mastery.models import PortfolioLab

from .conftest import Site, Submit, open_exam

ELSEWHERE: dict[type[Model], str] = {
    EmailAddress: "in account.json",
    Token: "its day is in account.json, its key never",
    TokenProxy: "the same",
    LogEntry: "what staff did in the admin, a record of the site",
    PortfolioLab: "in portfolio.json",
}


def exported(learner: User) -> dict[str, Any]:
    """Read an export back: each file's name with its JSON, the README's with its text."""
    with ZipFile(io.BytesIO(b"".join(export.archive(learner)))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    return {name: json.loads(text) if name.endswith(".json") else text for name, text in texts.items()}


def test_everything_of_ones_own_is_there_and_nothing_of_anybody_elses(traces: None, ada: User) -> None:
    found = exported(ada)
    whole = json.dumps(found)
    assert "ben" not in whole
    mine = {name for name, content in found.items() if "WRITTEN_BY_ada" in json.dumps(content)}
    assert {f"{name}.json" for name in ("submissions", "check-reports", "drafts", "interviews", "portfolio")} == mine
    assert [row["lesson_slug"] for row in found["reading.json"]] == ["first"]
    assert [row["lab_slug"] for row in found["reviews.json"]] == ["lab"]
    assert [row["is_current"] for row in found["drafts.json"]] == [True, False]
    assert found["submissions.json"][0]["source"] == "pass"
    assert found["account.json"]["email"] == "ada@example.org"


def test_the_readme_explains_each_file(traces: None, ada: User) -> None:
    found = exported(ada)
    assert [name for name in found if name not in found["README.txt"] and name != "README.txt"] == []


def test_every_model_that_points_at_an_account_is_in_it_or_left_out_for_a_reason() -> None:
    covered = {model for part in export.PARTS for model in part.models} | set(ELSEWHERE)
    pointing = {
        model
        for model in apps.get_models()
        if any(field.is_relation and field.concrete and field.related_model is User for field in model._meta.fields)
    }
    assert pointing - covered == set()


def test_keys_of_a_quiz_stay_where_they_are_until_it_tells_them(site: Site, ada: User) -> None:
    open_exam(ada, site.quiz)
    [attempt] = exported(ada)["attempts.json"]
    assert attempt["answers"][0]["feedback"] is None
    assert "correct" not in json.dumps(attempt)
    assert "EXPLANATION" not in json.dumps(attempt)
    attempts.finish(attempt=ada.attempts.get())
    [attempt] = exported(ada)["attempts.json"]
    assert attempt["answers"][0]["feedback"]["explanation"] == "EXPLANATION"


def test_neither_password_nor_token_is_there(ada: User) -> None:
    key = services.make_token(user=ada)
    whole = json.dumps(exported(ada))
    assert key not in whole
    assert ada.password not in whole


def test_ten_times_the_rows_cost_the_same_queries(
    site: Site, submit: Submit, ada: User, django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        submit(ada, site.lab)
    with django_assert_max_num_queries(14):
        assert len(exported(ada)["submissions.json"]) == 20
