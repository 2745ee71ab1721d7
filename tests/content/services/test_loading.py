from __future__ import annotations

from pathlib import Path

import pytest

from catalog.files import read_catalog
from content.models import FactRecord, Item, Lab, LabVersion, LearningPath, Lesson, Question, Quiz, Term
from content.services.loading import Tally, load

pytestmark = pytest.mark.django_db


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_loading_fills_every_field(loaded: None) -> None:
    lesson = Lesson.objects.get(slug="dropout")
    assert (lesson.order, lesson.level, str(lesson.published_on)) == (2, "intermediate", "2026-11-20")
    assert lesson.key_points == ["Only training drops units.", "Survivors are scaled."]
    assert [figure.name for figure in lesson.figures.all()] == ["mask.svg"]
    assert [concept.slug for concept in lesson.concepts.all()] == ["dropout"]
    assert [before.slug for before in lesson.prerequisites.all()] == ["forward-pass"]
    fact = FactRecord.objects.get()
    assert (fact.lesson, fact.value, str(fact.review_by)) == (lesson, "0.5", "2027-11-21")
    assert Term.objects.get(slug="mask").lesson == "dropout"
    assert LearningPath.objects.get().stages[1] == {
        "title": "Dropout",
        "summary": "Read it, write it.",
        "lessons": ["dropout"],
        "labs": ["scale-rows", "nobody-wrote-this-lab"],
    }
    item = Item.objects.get(slug="survivor-scale")
    assert item.choices[0] == {"text": "1.25", "correct": True, "feedback": ""}
    assert Item.objects.get(slug="zeros").numeric == {"value": 150, "absolute": 0.5, "unit": "units"}
    assert item.quiz.lesson == lesson
    question = Question.objects.get()
    assert question.rubric[0] == {
        "text": "At inference nothing is dropped.",
        "keywords": ["eval", "identity"],
        "critical": True,
    }


def test_loading_twice_changes_nothing(loaded: None, tree: Path) -> None:
    versions = list(LabVersion.objects.values_list("pk", "version"))
    tallies = load(read_catalog(tree))
    assert {slug for tally in tallies.values() for slug in (*tally.created, *tally.updated, *tally.kept)} == set()
    assert tallies["lessons"].unchanged == ["dropout", "forward-pass"]
    assert list(LabVersion.objects.values_list("pk", "version")) == versions


def test_a_changed_file_updates_its_row_alone(loaded: None, tree: Path) -> None:
    edit(tree / "lessons/dropout/lesson.md", 'title = "Dropout"', 'title = "Dropping out"')
    tallies = load(read_catalog(tree))
    assert tallies["lessons"] == Tally(updated=["dropout"], unchanged=["forward-pass"])
    assert Lesson.objects.get(slug="dropout").title == "Dropping out"


def test_what_an_author_changed_is_kept_and_listed(loaded: None, tree: Path) -> None:
    Lesson.objects.filter(slug="dropout").update(summary="An author's words.")
    edit(tree / "lessons/dropout/lesson.md", 'title = "Dropout"', 'title = "Dropping out"')
    assert load(read_catalog(tree))["lessons"].kept == ["dropout"]
    assert Lesson.objects.get(slug="dropout").title == "Dropout"


def test_an_author_s_change_to_an_item_keeps_the_quiz(loaded: None, tree: Path) -> None:
    Item.objects.filter(slug="when").update(stem="Changed")
    edit(tree / "quizzes/dropout.toml", "minutes = 5", "minutes = 6")
    assert load(read_catalog(tree))["quizzes"].kept == ["dropout"]


def test_a_row_that_was_written_in_the_admin_is_never_overwritten(tree: Path) -> None:
    Quiz.objects.create(slug="dropout", title="Mine", summary="Mine.")
    assert load(read_catalog(tree))["quizzes"].kept == ["dropout"]
    assert Quiz.objects.get().title == "Mine"


def test_a_file_that_takes_over_an_author_s_words_is_followed_again(loaded: None, tree: Path) -> None:
    Lesson.objects.filter(slug="dropout").update(title="Dropping out")
    path = tree / "lessons/dropout/lesson.md"
    edit(path, 'title = "Dropout"', 'title = "Dropping out"')
    assert "dropout" in load(read_catalog(tree))["lessons"].unchanged
    edit(path, 'title = "Dropping out"', 'title = "Drop out"')
    assert load(read_catalog(tree))["lessons"].updated == ["dropout"]


def test_a_dry_run_says_the_same_and_changes_nothing(tree: Path) -> None:
    assert load(read_catalog(tree), dry_run=True)["labs"].created == ["scale-rows"]
    assert not Lab.objects.exists()
    assert not Lesson.objects.exists()


def test_an_item_that_left_its_quiz_is_retired_and_can_come_back(loaded: None, tree: Path) -> None:
    before = Item.objects.get(slug="zeros").pk
    path = tree / "quizzes/dropout.toml"
    whole = path.read_text()
    path.write_text(whole[: whole.rindex("[[item]]")])
    load(read_catalog(tree))
    assert [item.slug for item in Quiz.objects.get().items.all()] == ["survivor-scale", "when"]
    assert Item.with_retired.get(slug="zeros").pk == before
    path.write_text(whole)
    load(read_catalog(tree))
    assert Item.objects.get(slug="zeros").pk == before


def test_a_question_is_linked_to_what_arrives_later(loaded: None, tree: Path) -> None:
    question = Question.objects.get()
    assert [lab.slug for lab in question.labs.all()] == ["scale-rows"]
    assert question.awaited == {"lessons": ["nobody-wrote-this-lesson"], "labs": ["nobody-wrote-this-lab"]}
    (tree / "labs/scale-rows").rename(tree / "labs/nobody-wrote-this-lab")
    tallies = load(read_catalog(tree))
    question.refresh_from_db()
    assert tallies["questions"].unchanged == ["dropout-at-test-time"]
    assert {lab.slug for lab in question.labs.all()} == {"scale-rows", "nobody-wrote-this-lab"}
    assert question.awaited == {"lessons": ["nobody-wrote-this-lesson"]}


def test_a_loaded_lab_is_published_in_a_shipped_version(loaded: None) -> None:
    lab = Lab.objects.get()
    assert lab.is_published
    assert lab.current_version is not None
    assert (lab.current_version.is_shipped, lab.current_version.verified) == (True, False)
    assert lab.current_version.version == lab.entry().version


def test_changed_code_makes_a_new_version_and_keeps_the_old(loaded: None, tree: Path) -> None:
    old = Lab.objects.get().current_version
    assert old is not None
    before = old.entry()
    edit(tree / "labs/scale-rows/reference.py", "x.sum(1, keepdim=True)", "x.sum(-1, keepdim=True)")
    load(read_catalog(tree))
    lab = Lab.objects.get()
    assert lab.is_published
    assert lab.current_version != old
    assert LabVersion.objects.get(pk=old.pk).entry() == before


def test_changed_wording_makes_no_new_version(loaded: None, tree: Path) -> None:
    edit(tree / "labs/scale-rows/statement.md", "Write", "Please write")
    load(read_catalog(tree))
    assert LabVersion.objects.count() == 1


def test_a_draft_is_loaded_unpublished(tree: Path) -> None:
    edit(tree / "labs/scale-rows/lab.toml", "minutes = 15", "minutes = 15\ndraft = true")
    load(read_catalog(tree))
    assert not Lab.objects.get().is_published


def test_a_failure_half_way_leaves_nothing(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("content.services.loading.freeze", fail)
    with pytest.raises(RuntimeError):
        load(read_catalog(tree))
    assert not Lesson.objects.exists()
