"""Pages of the admin that show authors how their items do: all quizzes, one quiz, one item, and both as CSV."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path

from attempts import exports, statistics
from attempts.models import Response
from attempts.statistics_plot import plot
from content.models import Item, Quiz
from scoring.statistics import ATTEMPTS_TO_JUDGE, LEAST_ATTEMPTS


class StatisticsPages:
    """Adds the pages to the admin of answers; who may look at answers may look at them."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        own = [
            path("statistics/", wrap(self.all_quizzes), name="quiz-statistics"),
            path("statistics/<slug:slug>/", wrap(self.one_quiz), name="quiz-statistics-quiz"),
            path("statistics/<slug:slug>/items.csv", wrap(self.items_csv), name="quiz-statistics-items"),
            path("statistics/<slug:slug>/results.csv", wrap(self.results_csv), name="quiz-statistics-results"),
            path("statistics/<slug:slug>/<int:pk>/", wrap(self.one_item), name="quiz-statistics-item"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def all_quizzes(self, request: HttpRequest) -> HttpResponseBase:
        counted = Count("attempts", filter=Q(attempts__counted_total__isnull=False))
        quizzes = Quiz.objects.annotate(counted=counted, started=Count("attempts")).order_by("-counted", "title")
        return self._page(request, "all", "Quiz statistics", {"quizzes": quizzes})

    def one_quiz(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        quiz = get_object_or_404(Quiz, slug=slug)
        found = statistics.report(quiz)
        is_empty = found.statistics.attempts < LEAST_ATTEMPTS
        shown = {
            "quiz": quiz,
            "report": found,
            "is_empty": is_empty,
            "plot": plot(found.rows),
            "elsewhere": _elsewhere(quiz) if is_empty else (),
        }
        return self._page(request, "quiz", f"Statistics: {quiz}", shown)

    def one_item(self, request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
        quiz = get_object_or_404(Quiz, slug=slug)
        item = get_object_or_404(Item.with_retired.select_related("quiz"), pk=pk)
        shown = {"quiz": quiz, "row": statistics.item_report(quiz, item), "most": statistics.MOST_ANSWERS}
        return self._page(request, "item", f"Statistics: {item.slug}", shown)

    def items_csv(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        self._check(request)
        quiz = get_object_or_404(Quiz, slug=slug)
        return exports.as_csv(exports.rows_of_items(statistics.report(quiz)), name=f"{slug}-items")

    def results_csv(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        self._check(request)
        return exports.as_csv(exports.rows_of_results(get_object_or_404(Quiz, slug=slug)), name=f"{slug}-results")

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied

    def _page(self, request: HttpRequest, name: str, title: str, shown: dict[str, Any]) -> HttpResponseBase:
        self._check(request)
        about = {"title": title, "least": LEAST_ATTEMPTS, "to_judge": ATTEMPTS_TO_JUDGE}
        context = {**self.admin_site.each_context(request), **about, **shown}  # type: ignore[attr-defined]
        return render(request, f"admin/attempts/statistics_{name}.html", context)


def _elsewhere(quiz: Quiz) -> list[dict[str, Any]]:
    """Return the quizzes whose counted attempts drew items of this one."""
    drawn = Response.objects.filter(item__quiz=quiz, attempt__counted_total__isnull=False).exclude(attempt__quiz=quiz)
    grouped = drawn.order_by("attempt__quiz__title").values("attempt__quiz__slug", "attempt__quiz__title")
    return [dict(row) for row in grouped.annotate(answers=Count("pk"))]
