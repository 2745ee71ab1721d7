"""Pages of lessons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content import reading
from content.markdown import reading_minutes, table_of_contents
from content.markdown import render as render_markdown
from content.models.authored import Level


@require_safe
def lesson_list(request: HttpRequest) -> HttpResponse:
    """List the published lessons by group; `?level=` and `?concept=` narrow them down."""
    level = request.GET.get("level", "")
    if level not in Level.values:
        level = ""
    concept = reading.concept_named(request.GET.get("concept", ""))
    lessons = reading.published_lessons(level=level, concept=concept.slug if concept else "")
    context = {"groups": reading.grouped(lessons), "levels": Level.choices, "level": level, "concept": concept}
    return render(request, "content/lesson_list.html", context)


@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a lesson with its figures, and what to do after it. Staff see drafts too."""
    shown = get_object_or_404(reading.lessons_open_to(request.user), slug=slug)
    before, after = reading.neighbours(shown)
    context = {
        "lesson": shown,
        "body": render_markdown(shown.body, {figure.name: figure.svg for figure in shown.figures.all()}),
        "contents": table_of_contents(shown.body),
        "minutes": reading_minutes(shown.body),
        "key_points": [render_markdown(point) for point in shown.key_points],
        "before": before,
        "after": after,
    }
    return render(request, "content/lesson.html", context)
