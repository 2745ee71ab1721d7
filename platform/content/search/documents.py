"""What of each thing is searched. Never an answer: of a quiz item the stem alone, of a question its prompt."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.text import Truncator

from content.models import Item, Lab, Lesson, Question, Term
from content.models.quizzes import Behaviour
from content.models.search import SearchEntry, SearchKind
from content.search.plain import plain, tidy

Row = Lesson | Term | Question | Lab | Item
_TITLE = 120  # characters of a stem that make a title

KINDS: dict[type[Row], SearchKind] = {
    Lesson: SearchKind.LESSON,
    Term: SearchKind.TERM,
    Question: SearchKind.QUESTION,
    Lab: SearchKind.LAB,
    Item: SearchKind.ITEM,
}
# The fields that an entry is made of; a save of others alone leaves it as it is.
FIELDS: dict[type[Row], frozenset[str]] = {
    Lesson: frozenset({"slug", "title", "question", "summary", "body", "is_published"}),
    Term: frozenset({"slug", "title", "text"}),
    Question: frozenset({"slug", "title", "prompt", "is_published"}),
    Lab: frozenset({"slug", "title", "summary", "statement", "is_published"}),
    Item: frozenset({"stem", "quiz", "is_retired"}),
}


def published() -> Iterator[Row]:
    """Give all that learners may find."""
    rows: list[QuerySet[Lesson] | QuerySet[Term] | QuerySet[Question] | QuerySet[Lab] | QuerySet[Item]] = [
        Lesson.objects.filter(is_published=True),
        Term.objects.all(),
        Question.objects.filter(is_published=True),
        Lab.objects.filter(is_published=True),
        Item.objects.filter(quiz__is_published=True).exclude(quiz__behaviour=Behaviour.EXAM).select_related("quiz"),
    ]
    for some in rows:
        yield from some


def is_public(row: Row) -> bool:
    """Say whether learners may find `row`. What an exam asks they are to meet in the exam."""
    if isinstance(row, Term):
        return True
    if isinstance(row, Item):
        return not row.is_retired and row.quiz.is_published and row.quiz.behaviour != Behaviour.EXAM
    return row.is_published


def entry_of(row: Row) -> SearchEntry:
    """Return the entry of `row`, not saved."""
    entry = SearchEntry(kind=KINDS[type(row)], row=row.pk, url=row.get_absolute_url())
    if isinstance(row, Item):
        entry.body, entry.code = plain(row.stem)
        entry.title = Truncator(entry.body or "Quiz question").chars(_TITLE)
        entry.summary = tidy(f"In the quiz “{row.quiz.title}”")
        return entry
    entry.title = tidy(row.title)
    if isinstance(row, Lesson):
        entry.question, entry.summary = tidy(row.question), plain(row.summary)[0]
        entry.body, entry.code = plain(row.body)
    elif isinstance(row, Lab):
        entry.summary = plain(row.summary)[0]
        entry.body, entry.code = plain(row.statement)
    else:
        entry.body, entry.code = plain(row.text if isinstance(row, Term) else row.prompt)
    return entry
