"""The interactive explainers: what there is, and a page for each; lessons include the same templates."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.models import Lesson


@dataclass(frozen=True, slots=True)
class Explainer:
    """`name` is the stem of its template and of its module; `lessons` are the slugs of those that include it."""

    name: str
    title: str
    summary: str
    lessons: tuple[str, ...]

    @property
    def template(self) -> str:
        return f"content/explainers/{self.name}.html"

    @property
    def module(self) -> str:
        return f"js/explainers/{self.name}.js"

    def get_absolute_url(self) -> str:
        return reverse("explainer", args=[self.name])


EXPLAINERS = {
    explainer.name: explainer
    for explainer in (
        Explainer(
            "forward-backprop",
            "Forward and back, one operation at a time",
            "A network of two hidden units. Change its numbers, step through the forward pass, carry the gradient "
            "back, and let the parameters move.",
            ("forward-and-backprop",),
        ),
        Explainer(
            "activations",
            "Twelve activation functions, value and slope",
            "Read value and slope at any input, and choose by task.",
            ("activation-functions",),
        ),
        Explainer(
            "convolution",
            "Convolution and pooling, window by window",
            "Move a kernel or a pooling window over a small image and see each product and each sum.",
            ("cnns", "pooling"),
        ),
        Explainer(
            "dropout",
            "One mask, a hundred masks, and the mean",
            "Draw dropout masks and watch why survivors are scaled up.",
            ("dropout",),
        ),
        Explainer(
            "learning-curves",
            "When does the larger model win?",
            "Classical and deep learning as data grow: a sketch with noise and capacity to play with.",
            ("dl-vs-ml",),
        ),
    )
}


@require_safe
def explainer_list(request: HttpRequest) -> HttpResponse:
    """List the explainers."""
    return render(request, "content/explainers/_list.html", {"explainers": EXPLAINERS.values()})


@require_safe
def explainer(request: HttpRequest, name: str) -> HttpResponse:
    """Show one explainer on a page of its own, with the lessons it belongs to."""
    if name not in EXPLAINERS:
        raise Http404
    shown = EXPLAINERS[name]
    lessons = Lesson.objects.filter(is_published=True, slug__in=shown.lessons).only("slug", "title", "order")
    return render(request, "content/explainers/_page.html", {"explainer": shown, "lessons": lessons})
