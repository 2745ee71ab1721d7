"""What the lesson pages show."""

from __future__ import annotations

from content import reading
from content.models import Concept, FactRecord, Lesson


def put(slug: str, order: int, *, is_published: bool = True) -> Lesson:
    return Lesson.objects.create(
        slug=slug, title=slug, question="Why?", summary="", group="G", order=order, body="", is_published=is_published
    )


def test_neighbours_skip_drafts_and_end_with_none(db: None) -> None:
    first, _draft, last = put("first", 1), put("draft", 2, is_published=False), put("last", 3)
    around_first, around_last = reading.surroundings(first), reading.surroundings(last)
    assert (around_first.before, around_first.after) == (None, last)
    assert (around_last.before, around_last.after) == (first, None)


def test_neighbours_follow_the_order_of_the_lessons_not_that_in_which_they_were_stored(db: None) -> None:
    last, first, middle = put("last", 3), put("first", 1), put("middle", 2)
    assert [(around.before, around.after) for around in map(reading.surroundings, (first, middle, last))] == [
        (None, middle),
        (first, last),
        (middle, None),
    ]


def test_a_draft_has_no_neighbours(db: None) -> None:
    put("first", 1)
    around = reading.surroundings(put("draft", 2, is_published=False))
    assert (around.before, around.after) == (None, None)


def test_related_lessons_share_concepts_and_are_no_prerequisites(db: None) -> None:
    lesson, first, near, far, apart = (put(slug, n) for n, slug in enumerate(["here", "first", "near", "far", "apart"]))
    draft = put("draft", 9, is_published=False)
    a, b, c = (Concept.objects.create(slug=slug, title=slug, summary="") for slug in "abc")
    for other, concepts in (
        (lesson, [a, b]),
        (first, [a, b]),
        (near, [a, b, c]),
        (far, [b]),
        (apart, [c]),
        (draft, [a]),
    ):
        other.concepts.set(concepts)
    lesson.prerequisites.set([first, draft])
    around = reading.surroundings(lesson)
    assert around.prerequisites == (first,)
    assert around.related == (near, far)


def test_sources_are_numbered_with_the_facts_that_rest_on_them(db: None) -> None:
    lesson = put("first", 1)
    lesson.sources = [{"title": "A", "url": "https://a.org", "accessed": "2026-11-21"}, {"title": "B"}]
    fact = FactRecord.objects.create(
        lesson=lesson, name="Size", value="3", as_of="2026-01-01", source="B", review_by="2027-01-01"
    )
    first, second = reading.sources_of(lesson)
    assert (first.number, str(first.accessed), first.facts) == (1, "2026-11-21", ())
    assert (second.number, second.accessed, second.facts) == (2, None, (fact,))


def test_a_group_stands_where_its_first_lesson_stands() -> None:
    lessons = [Lesson(slug="1", group="A"), Lesson(slug="2", group="B"), Lesson(slug="3", group="A")]
    groups = [(group.title, [lesson.slug for lesson in group.lessons]) for group in reading.grouped(lessons)]
    assert groups == [("A", ["1", "3"]), ("B", ["2"])]
