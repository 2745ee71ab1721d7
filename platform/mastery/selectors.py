"""Read what a learner has done; each function costs the same number of queries however many rows there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, FloatField, Max, OuterRef, Prefetch, Subquery
from django.db.models.functions import Length

from accounts.models import User
from attempts.selectors import practice_items, quizzes_for
from content.models import Item, Lab, Lesson, Question, Quiz
from content.models.quizzes import ItemKind
from interviews.models import Practice
from mastery.models import Card, LessonRead, Rating
from submissions.models import Draft, Submission, Verdict


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to learn from."""

    lessons: int
    labs: int
    quizzes: int
    questions: int


@dataclass(frozen=True, slots=True)
class LabState:
    """A lab and how far one learner has come with it; `best` and `tried_at` are None until something is handed in.

    `draft_at` is when what stands in its editor was last kept, None where nothing was ever typed.
    """

    lab: Lab
    best: float | None
    is_passed: bool
    tried_at: datetime | None
    draft_at: datetime | None = None

    @property
    def touched_at(self) -> datetime | None:
        """Return when something was last typed or handed in."""
        return max(filter(None, (self.tried_at, self.draft_at)), default=None)


@dataclass(frozen=True, slots=True)
class QuizState:
    """A quiz and one learner's best result in per cent; None until an attempt is finished."""

    quiz: Quiz
    best: float | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class QuestionsState:
    """The interview questions: how many, how many one learner rehearsed to the end, and the first that is not."""

    total: int
    rehearsed: int
    next: Question | None


@dataclass(frozen=True, slots=True)
class LessonState:
    """A lesson, how long its text is, and what one learner says and shows about it.

    `missed` counts the quiz items about its concepts that the learner last got wrong.
    """

    lesson: Lesson
    characters: int
    is_read: bool
    missed: int


@dataclass(frozen=True, slots=True)
class Progress:
    """One learner's state over everything published."""

    lessons: tuple[LessonState, ...]
    labs: tuple[LabState, ...]
    quizzes: tuple[QuizState, ...]
    questions: QuestionsState

    @property
    def lessons_read(self) -> int:
        return sum(state.is_read for state in self.lessons)

    @property
    def labs_passed(self) -> int:
        return sum(state.is_passed for state in self.labs)

    @property
    def quizzes_taken(self) -> int:
        return sum(state.best is not None for state in self.quizzes)

    @property
    def has_begun(self) -> bool:
        return (
            any(state.touched_at for state in self.labs)
            or any(state.is_open for state in self.quizzes)
            or any(state.is_read for state in self.lessons)
            or bool(self.quizzes_taken or self.questions.rehearsed)
        )


def published_counts() -> Counts:
    """Count what learners see. Four queries."""
    return Counts(
        lessons=Lesson.objects.filter(is_published=True).count(),
        labs=Lab.objects.filter(is_published=True).count(),
        quizzes=Quiz.objects.filter(is_published=True).count(),
        questions=Question.objects.filter(is_published=True).count(),
    )


def published_lab(slug: str) -> Lab | None:
    """Return a lab that learners see, enough of it to link to. One query."""
    return Lab.objects.filter(slug=slug, is_published=True).only("slug", "title").first()


def item_to_try(lab_slug: str) -> Item | None:
    """Return a single choice for visitors to answer: one about a lab's lesson where there is one. One query."""
    lesson = Lab.objects.filter(slug=lab_slug, lesson=OuterRef("quiz__lesson"))
    items = practice_items().filter(kind=ItemKind.SINGLE).annotate(fits=Exists(lesson))
    return items.order_by("-fits", "quiz", "position").first()


def progress(learner: User) -> Progress:
    """Gather a learner's state. Five queries."""
    return Progress(
        lessons=_lessons(learner),
        labs=lab_states(learner),
        quizzes=tuple(
            QuizState(quiz, quiz.best, quiz.is_open)  # type: ignore[attr-defined]
            for quiz in quizzes_for(learner)
        ),
        questions=_questions(learner),
    )


def lab_states(learner: User) -> tuple[LabState, ...]:
    """Give every published lab with how far a learner has come. One query."""
    own = Submission.objects.filter(learner=learner, lab=OuterRef("pk")).order_by()
    best = own.exclude(verdict=Verdict.INTERNAL_ERROR).values("lab").annotate(best=Max("points")).values("best")
    tried = own.values("lab").annotate(last=Max("created_at")).values("last")
    labs = (
        Lab.objects.filter(is_published=True)
        .only("slug", "title", "points", "minutes", "order", "lesson_id")
        .annotate(
            best=Subquery(best, output_field=FloatField()),
            is_passed=Exists(own.filter(verdict=Verdict.PASSED)),
            tried_at=Subquery(tried),
            draft_at=Subquery(Draft.objects.filter(learner=learner, lab=OuterRef("pk")).values("saved_at")),
        )
    )
    return tuple(LabState(lab, lab.best, lab.is_passed, lab.tried_at, lab.draft_at) for lab in labs)


def _lessons(learner: User) -> tuple[LessonState, ...]:
    """Give every published lesson with its published prerequisites. Two queries."""
    lapsed = Card.objects.filter(
        learner=learner, last_rating=Rating.AGAIN, is_removed=False, item__concepts__lessons=OuterRef("pk")
    )
    missed = lapsed.order_by().values("learner").annotate(count=Count("pk", distinct=True)).values("count")
    first = Prefetch("prerequisites", Lesson.objects.filter(is_published=True).only("slug", "title", "order"))
    lessons = (
        Lesson.objects.filter(is_published=True)
        .only("slug", "title", "order")
        .prefetch_related(first)
        .annotate(
            characters=Length("body"),
            is_read=Exists(LessonRead.objects.filter(learner=learner, lesson=OuterRef("pk"))),
            missed=Subquery(missed),
        )
    )
    return tuple(LessonState(lesson, lesson.characters, lesson.is_read, lesson.missed or 0) for lesson in lessons)


def _questions(learner: User) -> QuestionsState:
    rehearsed = Exists(Practice.objects.filter(learner=learner, question=OuterRef("pk"), finished_at__isnull=False))
    questions = Question.objects.filter(is_published=True).only("slug", "title", "order")
    rows = list(questions.annotate(is_rehearsed=rehearsed))
    new = [question for question in rows if not question.is_rehearsed]
    return QuestionsState(total=len(rows), rehearsed=len(rows) - len(new), next=new[0] if new else None)
