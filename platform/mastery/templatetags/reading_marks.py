"""The mark on a lesson's page that says it was read."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from content.models import Lesson
from mastery.models import LessonRead

register = template.Library()


@register.inclusion_tag("mastery/_reading_mark.html", takes_context=True)
def reading_mark(context: Context, lesson: Lesson) -> dict[str, Any]:
    """Draw the button to mark a published lesson as read, or when it was. One query for a learner, none for others."""
    user = context["user"]
    is_offered = user.is_authenticated and lesson.is_published
    mark = LessonRead.objects.filter(learner=user, lesson=lesson).first() if is_offered else None
    return {"lesson": lesson, "is_offered": is_offered, "mark": mark, "csrf_token": context.get("csrf_token")}
