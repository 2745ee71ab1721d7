"""Quizzes and items as rows say what their files say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from catalog.entries import Behaviour, Catalog, Feedback, Item, ItemKind, Level, Pool
from catalog.entries import Quiz as QuizEntry
from catalog.files import read_catalog
from content.models import Item as ItemRow
from content.models import Quiz
from content.services.dumping import dump
from content.services.loading import load
from each_kind import DRAWN, EACH

ITEMS = (*EACH.values(), DRAWN)
EVERY_KIND = QuizEntry("every-kind", "Every kind", "One of each.", ITEMS, behaviour=Behaviour.PRACTICE)
SKILL_TEST = QuizEntry(
    *("skill-test", "Skill test", "Thirty of them.", ()),
    behaviour=Behaviour.EXAM,
    minutes=30,
    feedback=Feedback.AFTER_DATE,
    feedback_after="2026-12-24",
    negative=True,
    pools=(Pool(Level.BEGINNER, 20), Pool(Level.ADVANCED, 10, (), (ItemKind.NUMERIC, ItemKind.CLOZE))),
)
CATALOG = Catalog(quizzes=(EVERY_KIND, SKILL_TEST))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.slug)
def test_a_row_holds_all_that_an_item_says(item: Item, db: None) -> None:
    quiz = Quiz.objects.create(slug="quiz", title="Quiz", summary="All.")
    row = ItemRow(quiz=quiz)
    row.hold(item)
    row.save()
    row.refresh_from_db()
    assert row.entry() == item


def test_every_kind_comes_back_from_the_database_as_it_was_loaded(db: None, tmp_path: Path) -> None:
    load(CATALOG)
    assert dump(tmp_path).quizzes == CATALOG.quizzes
    again = read_catalog(tmp_path)
    assert again.quizzes == CATALOG.quizzes
    tally = load(again)["quizzes"]
    assert (tally.unchanged, tally.updated, tally.kept) == (["every-kind", "skill-test"], [], [])


def test_an_item_that_becomes_another_kind_keeps_nothing_of_the_old_one(db: None) -> None:
    load(Catalog(quizzes=(replace(EVERY_KIND, items=(DRAWN,)),)))
    changed = replace(EACH[ItemKind.TRUTH], slug=DRAWN.slug)
    load(Catalog(quizzes=(replace(EVERY_KIND, items=(changed,)),)))
    assert ItemRow.objects.get().entry() == changed


def test_an_exam_without_a_time_limit_is_refused_with_a_sentence(db: None) -> None:
    quiz = Quiz(slug="quiz", title="Quiz", summary="All.", behaviour="exam")
    with pytest.raises(ValidationError, match="an exam expects a time limit"):
        quiz.full_clean()


def test_a_quiz_that_lacks_only_its_items_passes(db: None) -> None:
    Quiz(slug="quiz", title="Quiz", summary="All.").full_clean()
