"""What of each thing can be found, and what never."""

from __future__ import annotations

import pytest

from content.models import Item, Lab, Lesson, Question, Quiz, Term
from content.models.quizzes import Behaviour
from content.search import documents, index, search
from content.search.documents import FIELDS, KINDS, entry_of


def found(text: str) -> list[str]:
    return [f"{hit.kind}: {hit.plain_title}" for hit in search(text)]


def test_each_kind_is_found_by_what_it_says(lesson: Lesson, item: Item, others: None) -> None:
    assert found("squeeze through pipes") == ["lesson: Ferrets at work"]
    assert found("polecat") == ["term: Ferret"]
    assert found("telecommunication") == ["question: Ferrets in telecommunication"]
    assert found("metres") == ["lab: Let a ferret run"]
    assert "item: Which animal lays cables in pipes?" in found("which animal lays cables")


@pytest.mark.parametrize(
    "secret",
    [
        "weaselish", "mustelid", "burrows", "burrowing",
        "starterword", "referenceword", "checksword", "explanationword",
    ],
)  # fmt: skip
def test_answers_and_solutions_are_never_found(secret: str, lesson: Lesson, item: Item, others: None) -> None:
    assert found(secret) == []


def test_code_is_found_but_not_shown(lesson: Lesson) -> None:
    (hit,) = search("ferret.squeeze")
    assert "0.5" not in "".join(piece.text for piece in hit.snippet)


def test_drafts_are_not_found(lesson: Lesson, item: Item, others: None) -> None:
    Lesson.objects.update(is_published=False)
    Quiz.objects.update(is_published=False)
    Question.objects.update(is_published=False)
    Lab.objects.update(is_published=False)
    index.rebuild()
    assert found("ferret cables") == []
    assert found("ferret") == ["term: Ferret"]


def test_what_an_exam_asks_is_not_found(item: Item) -> None:
    assert found("cables")
    item.quiz.behaviour = Behaviour.EXAM
    item.quiz.save()
    assert found("cables") == []
    assert list(documents.published()) == []


def test_what_is_public_is_what_is_published(lesson: Lesson, item: Item, others: None) -> None:
    rows = {(type(row), row.pk) for row in documents.published()}
    everything = [row for model in KINDS for row in model._default_manager.all()]
    assert {(type(row), row.pk) for row in everything if documents.is_public(row)} == rows
    assert len(rows) == 5


def test_every_field_that_is_watched_exists() -> None:
    for model, fields in FIELDS.items():
        assert fields <= {field.name for field in model._meta.get_fields()}


def test_an_entry_fits_its_columns() -> None:
    term = Term(pk=1, slug="x" * 80, title="t" * 200, text="\0 text \ud800")
    entry = entry_of(term)
    entry.full_clean(validate_unique=False, validate_constraints=False)
    assert entry.body == "text"
