"""Let a learner mark a lesson as read, and take that back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from content.models import Lesson
from mastery.models import LessonRead


def mark(*, learner: User, lesson: Lesson) -> None:
    """Note that the learner read a lesson; a second time changes nothing."""
    LessonRead.objects.get_or_create(learner=learner, lesson=lesson)


def unmark(*, learner: User, lesson: Lesson) -> None:
    """Forget the mark; without one, nothing happens."""
    LessonRead.objects.filter(learner=learner, lesson=lesson).delete()


@login_required
@require_POST
def lesson_read(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark a published lesson as read, or with the field `undo` no longer."""
    learner = cast("User", request.user)
    lesson = get_object_or_404(Lesson.objects.only("slug"), slug=slug, is_published=True)
    if "undo" in request.POST:
        unmark(learner=learner, lesson=lesson)
        messages.success(request, _("This lesson is no longer marked as read."))
    else:
        mark(learner=learner, lesson=lesson)
        messages.success(request, _("Marked as read."))
    return redirect(f"{lesson.get_absolute_url()}#read")  # back to the button, not to the top of a long page
