from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from content.models import Concept, Item, Lab, Lesson, Question, Quiz
from content.models.labs import UNVERIFIED

pytestmark = pytest.mark.usefixtures("loaded")


def sentences(row: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    return refused.value.messages


@pytest.mark.parametrize("model", [Concept, Lesson, Question, Quiz, Item, Lab])
def test_what_was_loaded_is_valid_and_has_an_address(model: Any) -> None:
    row = model.objects.first()
    row.full_clean()
    assert row.get_absolute_url().startswith("/")


def test_changed_code_cannot_be_published() -> None:
    lab = Lab.objects.get()
    lab.reference = "def scale(x):\n    return x\n"
    assert sentences(lab) == [UNVERIFIED]


def test_a_lab_that_has_no_version_cannot_be_published() -> None:
    lab = Lab.objects.get()
    lab.current_version = None
    assert sentences(lab) == [UNVERIFIED]


def test_changed_wording_can_stay_published() -> None:
    lab = Lab.objects.get()
    lab.statement = "Please write `scale`."
    lab.full_clean()


@pytest.mark.parametrize(
    ("model", "change", "expected"),
    [
        (Lesson, {"slug": "Bad Slug"}, "Enter a valid"),
        (Lesson, {"sources": [{"url": "x"}]}, "source[1].title: is missing; expected text"),
        (Question, {"rubric": []}, "expected at least one [[rubric]] point"),
        (Item, {"choices": []}, "choice: expected at least two choices, found 0"),
        (Lab, {"seeds": ["a"]}, "seeds: expected a list of at least one whole number"),
        (Lab, {"checks": "def ("}, "line 1: not valid Python"),
    ],
)
def test_a_row_that_no_file_may_hold_is_refused_in_a_sentence(
    model: Any, change: dict[str, Any], expected: str
) -> None:
    row = model.objects.first()
    for name, value in change.items():
        setattr(row, name, value)
    assert any(expected in sentence for sentence in sentences(row))


def test_a_version_costs_one_query_to_rebuild(django_assert_num_queries: Any) -> None:
    version = Lab.objects.select_related("current_version__lab").get().current_version
    assert version is not None
    with django_assert_num_queries(1):
        version.entry()
