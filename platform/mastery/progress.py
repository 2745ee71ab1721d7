"""How far a learner is, by concept, lesson, lab and quiz, with what needs attention first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value

from accounts.models import User
from attempts.selectors import quizzes_with_last
from attempts.told import told_marks
from content.models import Concept, Item, Lab, Lesson, Question, Quiz
from interviews.models import Practice, State
from mastery import estimates
from mastery.estimates import Estimate, Evidence, Word
from mastery.models import LessonRead
from mastery.paths import ENOUGH
from mastery.selectors import LabState, lab_states


class Standing(StrEnum):
    """Which part of a list something stands in, in that order."""

    BEGUN = "begun"
    NEW = "new"
    DONE = "done"


class Placed(Protocol):
    @property
    def standing(self) -> Standing: ...


@dataclass(frozen=True, slots=True)
class ConceptRow:
    concept: Concept
    estimate: Estimate

    @property
    def standing(self) -> Standing:
        match self.estimate.word:
            case Word.NOT_BEGUN:
                return Standing.NEW
            case Word.SOLID | Word.STRONG:
                return Standing.DONE
            case _:
                return Standing.BEGUN


@dataclass(frozen=True, slots=True)
class LabRow:
    state: LabState

    @property
    def standing(self) -> Standing:
        if self.state.is_passed:
            return Standing.DONE
        return Standing.BEGUN if self.state.tried_at else Standing.NEW


@dataclass(frozen=True, slots=True)
class QuizRow:
    """A quiz with the `best` and the `last` result in whole per cent; None until an attempt is finished."""

    quiz: Quiz
    best: int | None
    last: int | None
    is_open: bool

    @property
    def standing(self) -> Standing:
        if self.best is None and not self.is_open:
            return Standing.NEW
        return Standing.DONE if not self.is_open and (self.best or 0) >= ENOUGH else Standing.BEGUN


@dataclass(frozen=True, slots=True)
class QuestionState:
    """An interview question with the score (0 to 1) of its latest rehearsal, None without one."""

    question: Question
    score: float | None


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson with when it was marked as read, and what hangs on it."""

    lesson: Lesson
    read_at: datetime | None
    quizzes: tuple[QuizRow, ...]
    labs: tuple[LabRow, ...]
    questions: tuple[QuestionState, ...]

    @property
    def labs_passed(self) -> int:
        return sum(row.standing is Standing.DONE for row in self.labs)

    @property
    def rehearsed(self) -> int:
        return sum(state.score is not None for state in self.questions)

    @property
    def standing(self) -> Standing:
        parts = [quiz.standing for quiz in self.quizzes] + [lab.standing for lab in self.labs]
        parts += [Standing.NEW if state.score is None else Standing.DONE for state in self.questions]
        parts.append(Standing.DONE if self.read_at else Standing.NEW)
        if all(part is Standing.DONE for part in parts):
            return Standing.DONE
        return Standing.NEW if all(part is Standing.NEW for part in parts) else Standing.BEGUN


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is published, each kind sorted by standing and in it by what needs attention first."""

    concepts: tuple[ConceptRow, ...]
    lessons: tuple[LessonRow, ...]
    labs: tuple[LabRow, ...]
    quizzes: tuple[QuizRow, ...]
    questions: tuple[QuestionState, ...]

    @property
    def lessons_read(self) -> int:
        return sum(row.read_at is not None for row in self.lessons)

    @property
    def labs_passed(self) -> int:
        return sum(row.standing is Standing.DONE for row in self.labs)

    @property
    def quizzes_taken(self) -> int:
        return sum(row.best is not None for row in self.quizzes)

    @property
    def rehearsed(self) -> int:
        return sum(state.score is not None for state in self.questions)


def overview(learner: User) -> Overview:
    """Gather a learner's progress. Seven queries, however much there is."""
    links = _links()
    labs = [LabRow(state) for state in lab_states(learner)]
    quizzes = [
        QuizRow(quiz, quiz.best, quiz.last, quiz.is_open)  # type: ignore[attr-defined]  # annotated
        for quiz in quizzes_with_last(learner)
    ]
    questions = _questions(learner)
    evidence = _evidence(learner, labs, questions)
    concepts = [ConceptRow(concept, _estimate(concept, links, evidence)) for concept in Concept.objects.all()]
    lessons = [_lesson_row(lesson, labs, quizzes, questions, links) for lesson in _lessons(learner)]
    return Overview(
        concepts=tuple(sorted(concepts, key=lambda row: (_place(row), row.estimate.share))),
        lessons=tuple(sorted(lessons, key=_place)),
        labs=tuple(sorted(sorted(labs, key=_last_tried, reverse=True), key=_place)),
        quizzes=tuple(sorted(quizzes, key=lambda row: (_place(row), not row.is_open, row.best or 0))),
        questions=tuple(questions.values()),
    )


def in_standing(rows: Sequence[Placed], standing: Standing) -> list[Placed]:
    """Give the rows of one standing, in their order."""
    return [row for row in rows if row.standing is standing]


def _place(row: Placed) -> int:
    return list(Standing).index(row.standing)


def _last_tried(row: LabRow) -> float:
    """Order labs so that the one tried last comes first; untried ones keep their own order."""
    return row.state.tried_at.timestamp() if row.state.tried_at else 0.0


def _lessons(learner: User) -> QuerySet[Lesson]:
    read = LessonRead.objects.filter(learner=learner, lesson=OuterRef("pk")).values("read_at")
    lessons = Lesson.objects.filter(is_published=True).only("slug", "title", "order", "group")
    return lessons.annotate(read_at=Subquery(read))


def _lesson_row(
    lesson: Lesson,
    labs: Iterable[LabRow],
    quizzes: Iterable[QuizRow],
    questions: Mapping[int, QuestionState],
    links: Links,
) -> LessonRow:
    return LessonRow(
        lesson,
        lesson.read_at,  # type: ignore[attr-defined]  # annotated
        quizzes=tuple(row for row in quizzes if row.quiz.lesson_id == lesson.pk),
        labs=tuple(row for row in labs if row.state.lab.lesson_id == lesson.pk),
        questions=tuple(questions[key] for _, key in links["lesson"][lesson.pk] if key in questions),
    )


def _questions(learner: User) -> dict[int, QuestionState]:
    done = Practice.objects.filter(learner=learner, question=OuterRef("pk"), state=State.DONE)
    last = done.order_by("-finished_at").values("score")[:1]
    questions = Question.objects.filter(is_published=True).only("slug", "title", "order").annotate(last=Subquery(last))
    return {question.pk: QuestionState(question, question.last) for question in questions}


Thing = tuple[str, int]
Links = Mapping[str, Mapping[int, list[Thing]]]
"""What is published about each concept (`concept`) and asked about each lesson (`lesson`), by its key."""


def _links() -> Links:
    """Read who is about whom, from four tables. One query."""
    items = Item.concepts.through.objects.filter(item__quiz__is_published=True, item__is_retired=False)
    labs = Lab.concepts.through.objects.filter(lab__is_published=True)
    questions = Question.concepts.through.objects.filter(question__is_published=True)
    asked = Question.lessons.through.objects.filter(question__is_published=True)
    parts = [
        _pairs(items, "concept", "concept_id", "item"),
        _pairs(labs, "concept", "concept_id", "lab"),
        _pairs(questions, "concept", "concept_id", "question"),
        _pairs(asked, "lesson", "lesson_id", "question"),
    ]
    links: dict[str, dict[int, list[Thing]]] = {"concept": defaultdict(list), "lesson": defaultdict(list)}
    for side, key, kind, other in parts[0].union(*parts[1:], all=True):
        links[side][key].append((kind, other))
    return links


def _pairs(rows: QuerySet[Any], side: str, key: str, kind: str) -> QuerySet[Any, Any]:
    named: QuerySet[Any, Any] = rows.order_by().annotate(
        side=Value(side, CharField()), key=F(key), kind=Value(kind, CharField()), other=F(f"{kind}_id")
    )
    return named.values_list("side", "key", "kind", "other")


WEIGHTS = {"item": estimates.ITEM, "lab": estimates.LAB, "question": estimates.QUESTION}


def _evidence(
    learner: User, labs: Iterable[LabRow], questions: Mapping[int, QuestionState]
) -> Mapping[Thing, Evidence]:
    """Give what each thing that was tried says about what it is about. One query."""
    shares: dict[Thing, float] = {("item", key): share for key, share in told_marks(learner).items()}
    for row in labs:
        if row.state.is_passed or row.state.best is not None:
            earned = (row.state.best or 0.0) / (row.state.lab.points or 1.0)
            shares["lab", row.state.lab.pk] = 1.0 if row.state.is_passed else min(1.0, earned)
    for key, state in questions.items():
        if state.score is not None:
            shares["question", key] = state.score
    return {(kind, key): Evidence(WEIGHTS[kind], share) for (kind, key), share in shares.items()}


def _estimate(concept: Concept, links: Links, evidence: Mapping[Thing, Evidence]) -> Estimate:
    about = links["concept"][concept.pk]
    untried = sum(WEIGHTS[thing[0]] for thing in about if thing not in evidence)
    return estimates.estimate((evidence[thing] for thing in about if thing in evidence), untried=untried)
