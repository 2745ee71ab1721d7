"""Read what a learner has done; each function costs the same number of queries however many rows there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, FloatField, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from attempts.models import Attempt
from attempts.selectors import quizzes_for
from content.models import Lab, Lesson, Question, Quiz
from interviews.models import Practice
from submissions.models import Submission, Verdict

RECENT = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to learn from, or how much of it one learner has done."""

    lessons: int
    labs: int
    quizzes: int
    questions: int


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


def labs_for(learner: User) -> QuerySet[Lab]:
    """Give the published labs in order, each with `best` points, `is_passed` and `tried_at`; None when never tried."""
    own = Submission.objects.filter(learner=learner, lab=OuterRef("pk")).order_by()
    best = own.exclude(verdict=Verdict.INTERNAL_ERROR).values("lab").annotate(best=Max("points")).values("best")
    tried = own.values("lab").annotate(last=Max("created_at")).values("last")
    return (
        Lab.objects.filter(is_published=True)
        .only("slug", "title", "summary", "level", "points", "minutes", "order", "lesson_id")
        .annotate(
            best=Subquery(best, output_field=FloatField()),
            is_passed=Exists(own.filter(verdict=Verdict.PASSED)),
            tried_at=Subquery(tried),
        )
    )


@dataclass(frozen=True, slots=True)
class Questions:
    """The published interview questions: how many, how many rehearsed to the end, and the first that is not."""

    total: int
    rehearsed: int
    next: Question | None


def questions_for(learner: User) -> Questions:
    """Two queries."""
    rehearsed = Exists(Practice.objects.filter(learner=learner, question=OuterRef("pk"), finished_at__isnull=False))
    questions = Question.objects.filter(is_published=True).annotate(rehearsed=rehearsed)
    counts = questions.aggregate(total=Count("pk"), done=Count("pk", filter=Q(rehearsed=True)))
    following = questions.filter(rehearsed=False).only("slug", "title").first()
    return Questions(total=counts["total"], rehearsed=counts["done"], next=following)


@dataclass(frozen=True, slots=True)
class Progress:
    """One learner's state over everything published. `lessons` carry no mark of having been read."""

    lessons: tuple[Lesson, ...]
    labs: tuple[Lab, ...]
    quizzes: tuple[Quiz, ...]
    questions: Questions

    @property
    def labs_passed(self) -> int:
        return sum(lab.is_passed for lab in self.labs)  # type: ignore[attr-defined]

    @property
    def quizzes_taken(self) -> int:
        return sum(quiz.best is not None for quiz in self.quizzes)  # type: ignore[attr-defined]

    @property
    def has_begun(self) -> bool:
        tried = any(lab.tried_at for lab in self.labs)  # type: ignore[attr-defined]
        return bool(tried or self.quizzes_taken or self.questions.rehearsed)


def progress(learner: User) -> Progress:
    """Gather a learner's state. Five queries."""
    lessons = Lesson.objects.filter(is_published=True).only("slug", "title", "question", "summary", "order", "level")
    return Progress(
        lessons=tuple(lessons),
        labs=tuple(labs_for(learner)),
        quizzes=tuple(quizzes_for(learner)),
        questions=questions_for(learner),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """Something worth doing next: `why` is a sentence, `action` the words on the link."""

    kind: str
    title: str
    why: str
    action: str
    url: str


def next_steps(state: Progress, limit: int = 3) -> list[Step]:
    """Say what to do next: finish what is open, then the first lesson with work left, then a question. No queries."""
    steps = [*_open_quizzes(state), *_unsolved_labs(state), *_next_lesson(state), *_next_question(state)]
    by_address = {step.url: step for step in reversed(steps)}
    return [step for step in steps if by_address.get(step.url) is step][:limit]


def _open_quizzes(state: Progress) -> list[Step]:
    return [
        Step(
            "Quiz", quiz.title, "You have begun it; your answers are kept.", "Finish the quiz", quiz.get_absolute_url()
        )
        for quiz in state.quizzes
        if quiz.is_open  # type: ignore[attr-defined]
    ]


def _unsolved_labs(state: Progress) -> list[Step]:
    labs = [lab for lab in state.labs if lab.tried_at and not lab.is_passed]  # type: ignore[attr-defined]
    labs.sort(key=lambda lab: lab.tried_at, reverse=True)  # type: ignore[attr-defined]
    return [Step("Lab", lab.title, _how_far(lab), "Go on with the lab", lab.get_absolute_url()) for lab in labs]


def _how_far(lab: Lab) -> str:
    best: float | None = lab.best  # type: ignore[attr-defined]
    if not best:
        return "You have handed in code; no check has passed yet."
    return f"{best:g} of {lab.points:g} points so far; the report says what is missing."


def _next_lesson(state: Progress) -> list[Step]:
    """The first lesson whose quiz isn't taken or whose lab isn't passed, and that piece of work."""
    for lesson in state.lessons:
        quizzes = [q for q in state.quizzes if q.lesson_id == lesson.pk and q.best is None]  # type: ignore[attr-defined]
        labs = [lab for lab in state.labs if lab.lesson_id == lesson.pk and not lab.is_passed]  # type: ignore[attr-defined]
        if not quizzes and not labs:
            continue
        return [
            Step("Lesson", lesson.title, lesson.summary, "Read the lesson", lesson.get_absolute_url()),
            *(Step("Quiz", q.title, "Check what stayed.", "Take the quiz", q.get_absolute_url()) for q in quizzes),
            *(Step("Lab", lab.title, lab.summary, "Open the lab", lab.get_absolute_url()) for lab in labs),
        ]
    return []


def _next_question(state: Progress) -> list[Step]:
    question = state.questions.next
    if question is None:
        return []
    why = "Answer it as if somebody asked you, then mark yourself point by point."
    return [Step("Question", question.title, why, "Rehearse the answer", question.get_absolute_url())]
