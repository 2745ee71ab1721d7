"""The page that says how far a learner is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from mastery.progress import Placed, Standing, in_standing, overview
from mastery.streak import calendar

TABS = {
    "concepts": _("Concepts"),
    "lessons": _("Lessons"),
    "labs": _("Labs"),
    "quizzes": _("Quizzes"),
}
_LOOK_AGAIN = {Standing.BEGUN: _("Worth another look"), Standing.NEW: _("Not begun"), Standing.DONE: _("Going well")}
_TO_THE_END = {Standing.BEGUN: _("Begun"), Standing.NEW: _("Not begun"), Standing.DONE: _("Done")}
TITLES = {"concepts": _LOOK_AGAIN, "lessons": _TO_THE_END, "labs": _TO_THE_END, "quizzes": _LOOK_AGAIN}
SHOWN_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one standing: the `first` few, and the `others`, folded away. The first section of a page is open."""

    title: str
    first: Sequence[Placed]
    others: Sequence[Placed]
    is_open: bool

    @property
    def count(self) -> int:
        return len(self.first) + len(self.others)


@login_required
@never_cache
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Show how far a learner is with everything of one kind, `?show=lessons`; concepts without it."""
    learner = cast("User", request.user)
    shown = request.GET.get("show", "")
    shown = shown if shown in TABS else "concepts"
    state = overview(learner)
    context = {
        "state": state,
        "calendar": calendar(learner) if learner.shows_days else None,
        "tabs": [(name, label, name == shown) for name, label in TABS.items()],
        "shown": shown,
        "row_template": f"mastery/progress_{shown}.html",
        "sections": _sections(getattr(state, shown), shown),
    }
    return render(request, "mastery/progress.html", context)


def _sections(rows: Sequence[Placed], kind: str) -> list[Section]:
    """Group rows by standing, leaving out what is empty."""
    groups = [(TITLES[kind][standing], in_standing(rows, standing)) for standing in Standing]
    filled = [(title, group) for title, group in groups if group]
    return [
        Section(str(title), group[:SHOWN_AT_ONCE], group[SHOWN_AT_ONCE:], place == 0)
        for place, (title, group) in enumerate(filled)
    ]
