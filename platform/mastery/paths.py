"""A learning path and how far one learner has come on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from attempts.selectors import quizzes_for
from content import structured
from content.models import Lab, LearningPath, Lesson, Quiz
from content.models.paths import PathKind
from submissions.models import Submission, Verdict

ENOUGH = 70  # per cent in a lesson's quiz


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A lesson with its quiz and the learner's best result there, in per cent. That it was read counts for nothing."""

    lesson: Lesson
    quiz: Quiz | None
    best: float | None

    @property
    def is_done(self) -> bool:
        return self.best is not None and self.best >= ENOUGH


@dataclass(frozen=True, slots=True)
class LabStep:
    lab: Lab
    is_done: bool


@dataclass(frozen=True, slots=True)
class StageState:
    """What is published of a stage. Only lessons with a quiz and labs count: nothing else can be shown to be done."""

    title: str
    summary: str
    lessons: tuple[LessonStep, ...]
    labs: tuple[LabStep, ...]

    @property
    def total(self) -> int:
        return sum(step.quiz is not None for step in self.lessons) + len(self.labs)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.lessons) + sum(step.is_done for step in self.labs)


@dataclass(frozen=True, slots=True)
class PathState:
    stages: tuple[StageState, ...]

    @property
    def total(self) -> int:
        return sum(stage.total for stage in self.stages)

    @property
    def done(self) -> int:
        return sum(stage.done for stage in self.stages)

    @property
    def next(self) -> Lesson | Lab | None:
        """Return the first lesson or lab with something left to do; lessons of a stage come before its labs."""
        for stage in self.stages:
            for lesson in stage.lessons:
                if lesson.quiz and not lesson.is_done:
                    return lesson.lesson
            for lab in stage.labs:
                if not lab.is_done:
                    return lab.lab
        return None

    @property
    def prerequisites(self) -> list[Lesson]:
        """Return what its lessons build on and it does not hold itself."""
        lessons = [step.lesson for stage in self.stages for step in stage.lessons]
        own = {lesson.pk for lesson in lessons}
        outside = {first.pk: first for lesson in lessons for first in lesson.prerequisites.all() if first.pk not in own}
        return sorted(outside.values(), key=lambda lesson: lesson.order)


def state_of(path: LearningPath, visitor: User | AnonymousUser) -> PathState:
    """Look up what a path names, and what a learner has done of it. Five queries."""
    lessons = Lesson.objects.filter(is_published=True, slug__in=[s for stage in path.stages for s in stage["lessons"]])
    first = Prefetch("prerequisites", Lesson.objects.filter(is_published=True).only("slug", "title", "order"))
    lessons = lessons.only("slug", "title", "summary", "level", "order").prefetch_related(first)
    labs = Lab.objects.filter(is_published=True, slug__in=[s for stage in path.stages for s in stage["labs"]])
    quizzes = {quiz.lesson_id: quiz for quiz in quizzes_for(visitor).filter(lesson__isnull=False)}
    passed = Submission.objects.filter(learner_id=visitor.pk, verdict=Verdict.PASSED).values_list("lab_id", flat=True)
    done = set(passed) if visitor.is_authenticated else set()
    lesson_steps = {lesson.slug: _lesson_step(lesson, quizzes.get(lesson.pk)) for lesson in lessons}
    lab_steps = {lab.slug: LabStep(lab, lab.pk in done) for lab in labs.only("slug", "title", "summary", "minutes")}
    return PathState(
        tuple(
            StageState(
                stage["title"],
                stage["summary"],
                tuple(lesson_steps[slug] for slug in stage["lessons"] if slug in lesson_steps),
                tuple(lab_steps[slug] for slug in stage["labs"] if slug in lab_steps),
            )
            for stage in path.stages
        )
    )


def _lesson_step(lesson: Lesson, quiz: Quiz | None) -> LessonStep:
    return LessonStep(lesson, quiz, quiz.best if quiz else None)  # type: ignore[attr-defined]  # annotated


@require_safe
def path_list(request: HttpRequest) -> HttpResponse:
    """List the courses and learning paths."""
    return render(request, "mastery/path_list.html", {"paths": LearningPath.objects.exclude(kind=PathKind.FAQ)})


@require_safe
def path(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a path's stages and the learner's progress; the FAQ has a page of its own."""
    shown = get_object_or_404(LearningPath, slug=slug)
    if shown.kind == PathKind.FAQ:
        return redirect("faq")
    context = {"path": shown, "state": state_of(shown, request.user)}
    if shown.kind == PathKind.COURSE:
        context["data"] = structured.course(shown, address=request.build_absolute_uri())
    return render(request, "mastery/path.html", context)
