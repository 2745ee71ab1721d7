"""Problem details: one shape for every error."""

from __future__ import annotations

import pytest
from django.http import Http404
from rest_framework import exceptions

from submissions.api import problems
from submissions.errors import LabClosed, Refused, TooManyUnfinished, UnusableSource


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (exceptions.PermissionDenied(), 403),
        (exceptions.ParseError("Broken."), 400),
        (exceptions.MethodNotAllowed("PUT"), 405),
        (Http404(), 404),
        (problems.Conflict("Closed."), 409),
    ],
)
def test_errors_have_one_shape(error: Exception, status: int) -> None:
    answer = problems.answer(error, {})
    assert answer is not None
    assert set(answer.data) == {"type", "title", "status", "detail", "reference"}
    assert (answer.status_code, answer.data["status"]) == (status, status)
    assert answer.content_type == "application/problem+json"


def test_bad_input_is_named_by_field() -> None:
    answer = problems.answer(exceptions.ValidationError({"a": ["No."], "non_field_errors": ["Never."]}), {})
    assert answer is not None
    assert answer.data["errors"] == {"a": ["No."], "": ["Never."]}


def test_bad_input_of_no_field_is_kept() -> None:
    answer = problems.answer(exceptions.ValidationError(["No."]), {})
    assert answer is not None
    assert answer.data["errors"] == {"": ["No."]}


def test_a_fault_of_ours_is_left_to_django() -> None:
    assert problems.answer(RuntimeError("ours"), {}) is None


@pytest.mark.parametrize(("refusal", "status"), [(TooManyUnfinished, 429), (LabClosed, 409), (UnusableSource, 400)])
def test_each_refusal_has_its_status(refusal: type[Refused], status: int) -> None:
    error = problems.of_refusal(refusal("A sentence."))
    assert error.status_code == status
    assert "A sentence." in str(error.detail)
