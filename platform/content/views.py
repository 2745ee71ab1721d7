"""Pages of lessons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content import reading, structured
from content.filtering import LessonFilter
from content.markdown import reading_minutes, render_parts, table_of_contents
from content.markdown import render as render_markdown
from content.notebooks import has_code
from content.placing import place


@require_safe
def lesson_list(request: HttpRequest) -> HttpResponse:
    """List the published lessons by group; `?group=`, `?level=` and `?concept=` narrow them down."""
    wanted = LessonFilter(request.GET)
    lessons = list(reading.published_lessons(**wanted.narrowing))
    context = {
        "groups": reading.grouped(lessons),
        "count": len(lessons),
        "wanted": wanted,
        "paths": reading.paths(),
    }
    return render(request, "content/lesson_list.html", context)


@require_safe
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a lesson with its figures, and what to do after it. Staff see drafts too."""
    shown = get_object_or_404(reading.lessons_open_to(request.user), slug=slug)
    figures = {figure.name: figure.svg for figure in shown.figures.all()}
    parts = place(render_parts(shown.body, figures, reading.definitions_in(shown.body)), shown)
    key_points = [render_markdown(point) for point in shown.key_points]
    minutes = reading_minutes(shown.body)
    context = {
        "lesson": shown,
        "data": structured.article(shown, address=request.build_absolute_uri(), minutes=minutes),
        "has_notebook": shown.is_published and has_code(shown.body),
        "parts": parts,
        "explainers": [placed.context["explainer"] for placed in parts if "explainer" in placed.context],
        "has_items": any(placed.part.kind == "item" for placed in parts),
        "contents": table_of_contents(shown.body),
        "minutes": minutes,
        "key_points": key_points,
        "sources": reading.sources_of(shown),
        "around": reading.surroundings(shown),
    }
    return render(request, "content/lesson.html", context)
