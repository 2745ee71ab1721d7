"""Puts quiz items and explainers into the places that a lesson's text holds open for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from content.explainers import EXPLAINERS
from content.markdown import Part
from content.models import Lesson
from content.models.quizzes import Behaviour, Feedback

PROSE = "content/_part.html"
AT_ONCE = ("", Feedback.IMMEDIATELY)


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
    """Put in an item of the quiz that has the lesson's slug, if that quiz gives feedback at once."""
    quiz = next((quiz for quiz in lesson.quizzes.all() if quiz.slug == lesson.slug), None)
    if quiz is None or quiz.behaviour != Behaviour.PRACTICE or quiz.feedback not in AT_ONCE:
        return None
    return Placed(part, "content/_item.html", {"address": reverse("item-practice", args=[quiz.slug, part.name])})


def _explainer(part: Part, _lesson: Lesson) -> Placed | None:
    explainer = EXPLAINERS.get(part.name)
    return Placed(part, explainer.template, {"explainer": explainer}) if explainer else None


_PLACES = {"prose": _prose, "item": _item, "explainer": _explainer}
