"""Read questions, practice and scores."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Floor
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.models import Lab, Lesson, Question
from interviews.models import Practice, State

Visitor = User | AnonymousUser
GOOD_PERCENT = 80


class Progress(models.TextChoices):
    """Which questions to list, by how the visitor has done."""

    NEW = "new", _("Not practised yet")
    WEAK = "weak", _("Best score below 80 %")


def questions_for(visitor: Visitor, *, level: str = "", progress: str = "") -> QuerySet[Question]:
    """Give the published questions in order, with the visitor's `best` score (whole percent) and if one `is_open`.

    `level` and `progress` narrow the list; empty means all.
    """
    own = Practice.objects.filter(question=OuterRef("pk"), learner_id=visitor.pk)
    done = own.filter(state=State.DONE).order_by().values("question")
    best = done.annotate(best=Floor(100.0 * Max("score") + 1e-9)).values("best")
    questions = Question.objects.filter(is_published=True).annotate(
        best=Subquery(best), is_open=Exists(own.exclude(state=State.DONE))
    )
    if level:
        questions = questions.filter(level=level)
    if progress == Progress.NEW:
        questions = questions.filter(best__isnull=True)
    if progress == Progress.WEAK:
        questions = questions.filter(best__lt=GOOD_PERCENT)
    return questions.defer("prompt", "model_answer", "rubric", "wrong_answers", "follow_ups")


def published_questions() -> QuerySet[Question]:
    """Give the published questions with the published lessons and labs they point at. Two queries more."""
    return Question.objects.filter(is_published=True).prefetch_related(
        Prefetch("lessons", Lesson.objects.filter(is_published=True)),
        Prefetch("labs", Lab.objects.filter(is_published=True)),
    )


def open_practice(*, learner: User, question: Question) -> Practice | None:
    """Give the practice that the learner has not finished, if there is one."""
    return Practice.objects.filter(learner=learner, question=question).exclude(state=State.DONE).first()


def finished(*, learner: User, question: Question) -> list[Practice]:
    """Give the learner's finished practice of a question, newest first."""
    return list(Practice.objects.filter(learner=learner, question=question, state=State.DONE).order_by("-finished_at"))
