"""Pages that lead to lessons: the FAQ, the glossary and the concepts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content import gathering, structured


@require_safe
def faq(request: HttpRequest) -> HttpResponse:
    """List the founding questions, each with its short answer and its lessons."""
    summary, answered = gathering.questions_and_answers()
    return render(
        request,
        "content/faq.html",
        {"summary": summary, "answered": answered, "data": structured.faq_page(answered) if answered else None},
    )


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """List what the words mean, from A to Z."""
    letters = gathering.glossary()
    return render(request, "content/glossary.html", {"letters": letters, "count": sum(len(x.terms) for x in letters)})


@require_safe
def concept_list(request: HttpRequest) -> HttpResponse:
    """List every concept."""
    return render(request, "content/concept_list.html", {"concepts": gathering.concepts()})


@require_safe
def concept(request: HttpRequest, slug: str) -> HttpResponse:
    """Gather everything about one concept."""
    shown = get_object_or_404(gathering.concepts_gathered(), slug=slug)
    return render(request, "content/concept.html", {"concept": shown, "quizzes": gathering.quizzes_about(shown)})
