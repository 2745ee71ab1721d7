"""Read what a learner has done; each function costs the same number of queries however many rows there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, FloatField, Max, OuterRef, Q, Subquery

from accounts.models import User
from attempts.models import Attempt
from attempts.selectors import quizzes_for
from content.models import Lab, Lesson, Question, Quiz
from interviews.models import Practice
from submissions.models import Submission, Verdict

RECENT = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to learn from."""

    lessons: int
    labs: int
    quizzes: int
    questions: int


@dataclass(frozen=True, slots=True)
class LabState:
    """A lab and how far one learner has come with it; `best` and `tried_at` are None until something is handed in."""

    lab: Lab
    best: float | None
    is_passed: bool
    tried_at: datetime | None


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
class Progress:
    """One learner's state over everything published. That a lesson was read is not recorded."""

    lessons: tuple[Lesson, ...]
    labs: tuple[LabState, ...]
    quizzes: tuple[QuizState, ...]
    questions: QuestionsState

    @property
    def labs_passed(self) -> int:
        return sum(state.is_passed for state in self.labs)

    @property
    def quizzes_taken(self) -> int:
        return sum(state.best is not None for state in self.quizzes)

    @property
    def has_begun(self) -> bool:
        return any(state.tried_at for state in self.labs) or bool(self.quizzes_taken or self.questions.rehearsed)


def published_counts() -> Counts:
    """Count what learners see. Four queries."""
    return Counts(
        lessons=Lesson.objects.filter(is_published=True).count(),
        labs=Lab.objects.filter(is_published=True).count(),
        quizzes=Quiz.objects.filter(is_published=True).count(),
        questions=Question.objects.filter(is_published=True).count(),
    )


def recent_submissions(learner: User, limit: int = RECENT) -> list[Submission]:
    """Give a learner's last submissions, newest first, without source and report. One query."""
    submissions = Submission.objects.filter(learner=learner).select_related("lab")
    return list(submissions.defer("source", "report", "progress").order_by("-created_at")[:limit])


def recent_attempts(learner: User, limit: int = RECENT) -> list[Attempt]:
    """Give a learner's last quiz attempts, newest first, without the items frozen in them. One query."""
    attempts = Attempt.objects.filter(learner=learner).select_related("quiz").defer("items")
    return list(attempts.order_by("-started_at")[:limit])


def progress(learner: User) -> Progress:
    """Gather a learner's state. Five queries."""
    lessons = Lesson.objects.filter(is_published=True).only("slug", "title", "summary", "order")
    return Progress(
        lessons=tuple(lessons),
        labs=_labs(learner),
        quizzes=tuple(
            QuizState(quiz, quiz.best, quiz.is_open)  # type: ignore[attr-defined]
            for quiz in quizzes_for(learner)
        ),
        questions=_questions(learner),
    )


def _labs(learner: User) -> tuple[LabState, ...]:
    own = Submission.objects.filter(learner=learner, lab=OuterRef("pk")).order_by()
    best = own.exclude(verdict=Verdict.INTERNAL_ERROR).values("lab").annotate(best=Max("points")).values("best")
    tried = own.values("lab").annotate(last=Max("created_at")).values("last")
    labs = (
        Lab.objects.filter(is_published=True)
        .only("slug", "title", "summary", "points", "order", "lesson_id")
        .annotate(
            best=Subquery(best, output_field=FloatField()),
            is_passed=Exists(own.filter(verdict=Verdict.PASSED)),
            tried_at=Subquery(tried),
        )
    )
    return tuple(LabState(lab, lab.best, lab.is_passed, lab.tried_at) for lab in labs)


def _questions(learner: User) -> QuestionsState:
    rehearsed = Exists(Practice.objects.filter(learner=learner, question=OuterRef("pk"), finished_at__isnull=False))
    questions = Question.objects.filter(is_published=True).annotate(is_rehearsed=rehearsed)
    counts = questions.aggregate(total=Count("pk"), done=Count("pk", filter=Q(is_rehearsed=True)))
    following = questions.filter(is_rehearsed=False).only("slug", "title", "order").first()
    return QuestionsState(total=counts["total"], rehearsed=counts["done"], next=following)
