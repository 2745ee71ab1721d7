"""The row on search: what it times, and that a failing search is no figure."""

from __future__ import annotations

import pytest
from django.test import Client

from config.bench import search
from config.bench.rows import BenchError
from content.models import Lesson

pytestmark = pytest.mark.django_db


def test_every_question_is_timed(client: Client) -> None:
    for number in range(2):
        Lesson.objects.create(
            slug=f"l{number}", title="T", question="Why?", summary="s", group="g", body="b", is_published=True
        )
    (row,) = search.rows(client)
    assert (row.id, row.unit, row.budget) == ("search_p50_ms", "ms", 50)
    assert row.value > 0
    assert "median of 39 requests" in row.how
    assert "over 2 entries: 2 questions" in row.how


def test_a_search_that_fails_is_no_figure(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_WORDS", ("x",))
    monkeypatch.setattr(Client, "get", lambda *_, **__: type("Answer", (), {"status_code": 500})())
    with pytest.raises(BenchError, match="answered 500"):
        search.rows(client)
