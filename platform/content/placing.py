"""Puts quiz items and explainers into the places that a lesson's text holds open for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

from content.explainers import EXPLAINERS
from content.markdown import Part
from content.models import Lesson

PROSE = "content/_part.html"


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of the page: a template and what it shows."""

    part: Part
    template: str
    context: dict[str, Any] = field(default_factory=dict)


def place(parts: Iterable[Part], lesson: Lesson) -> list[Placed]:
    """Return the parts in order, without those for which there is nothing to show. Quizzes are to be prefetched."""
    return [placed for part in parts if (placed := _PLACES[part.kind](part, lesson))]


def _prose(part: Part, _lesson: Lesson) -> Placed:
    return Placed(part, PROSE)


def _item(part: Part, lesson: Lesson) -> Placed | None:
    """Lead to an item of the quiz that has the lesson's slug."""
    quiz = next((quiz for quiz in lesson.quizzes.all() if quiz.slug == lesson.slug), None)
    if quiz is None:
        return None
    try:
        address = reverse("item-practice", args=[quiz.slug, part.name])
    except NoReverseMatch:
        address = quiz.get_absolute_url()
    return Placed(part, "content/_item.html", {"address": address})


def _explainer(part: Part, _lesson: Lesson) -> Placed | None:
    explainer = EXPLAINERS.get(part.name)
    return Placed(part, explainer.template, {"explainer": explainer}) if explainer else None


_PLACES = {"prose": _prose, "item": _item, "explainer": _explainer}
