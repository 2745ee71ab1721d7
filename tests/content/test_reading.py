"""What the lesson pages show."""

from __future__ import annotations

from content import reading
from content.models import Lesson


def put(slug: str, order: int, *, is_published: bool = True) -> Lesson:
    return Lesson.objects.create(
        slug=slug, title=slug, question="Why?", summary="", group="G", order=order, body="", is_published=is_published
    )


def test_neighbours_skip_drafts_and_end_with_none(db: None) -> None:
    first, _draft, last = put("first", 1), put("draft", 2, is_published=False), put("last", 3)
    assert reading.neighbours(first) == (None, last)
    assert reading.neighbours(last) == (first, None)


def test_a_draft_has_no_neighbours(db: None) -> None:
    put("first", 1)
    assert reading.neighbours(put("draft", 2, is_published=False)) == (None, None)


def test_a_group_stands_where_its_first_lesson_stands() -> None:
    lessons = [Lesson(slug="1", group="A"), Lesson(slug="2", group="B"), Lesson(slug="3", group="A")]
    groups = [(group.title, [lesson.slug for lesson in group.lessons]) for group in reading.grouped(lessons)]
    assert groups == [("A", ["1", "3"]), ("B", ["2"])]
