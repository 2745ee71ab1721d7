"""A lab's page as one visitor finds it. What a visitor without an account types and opens is kept in the session."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest

from content.markdown import render
from content.models import Lab
from submissions import selectors, services
from submissions.errors import UnusableSource
from submissions.models import Submission

SHOWN_SUBMISSIONS = 20
_SOURCES = "lab_sources"
_HINTS = "lab_hints"


def source_to_show(request: HttpRequest, lab: Lab) -> str:
    """Return what belongs in the editor: what was typed before signing in, the draft, the last submission, the starter.

    A draft older than the last submission gives way to it.
    """
    kept = request.session.get(_SOURCES, {}).get(lab.slug)
    if not request.user.is_authenticated:
        return kept or lab.starter
    if kept:
        services.keep_draft(learner=request.user, lab=lab, source=kept)
        request.session[_SOURCES] = {
            slug: source for slug, source in request.session[_SOURCES].items() if slug != lab.slug
        }
        return str(kept)
    return selectors.last_source(request.user, lab) or lab.starter


def keep_until_signed_in(request: HttpRequest, lab: Lab, source: str) -> None:
    """Keep what an anonymous visitor typed; text that couldn't be graded anyway is not kept."""
    try:
        source = services.clean_text(source)
    except UnusableSource:
        return
    request.session[_SOURCES] = {lab.slug: source}  # one lab at a time, so that a session stays small


def lab_texts(request: HttpRequest, lab: Lab) -> dict[str, Any]:
    """Return the statement and, for those who passed, the explanation; and the earlier submissions."""
    user = request.user
    has_passed = user.is_authenticated and selectors.has_passed(user, lab)
    return {
        "statement": render(lab.statement),
        "has_passed": has_passed,
        "explanation": render(lab.explanation) if has_passed and lab.explanation else "",
        "history": list(selectors.history(user, lab)[:SHOWN_SUBMISSIONS]) if user.is_authenticated else [],
    }


def submission_to_show(request: HttpRequest, lab: Lab) -> Submission | None:
    """Return the learner's submission that `?submission=` names, else the latest one."""
    if not request.user.is_authenticated:
        return None
    try:
        wanted = uuid.UUID(request.GET.get("submission", ""))
    except ValueError:
        return selectors.latest(request.user, lab)
    return selectors.visible_to(request.user).filter(lab=lab, pk=wanted).first()


def open_hint(request: HttpRequest, lab: Lab) -> None:
    if request.user.is_authenticated:
        services.open_hint(learner=request.user, lab=lab)
        return
    opened = request.session.get(_HINTS, {})
    request.session[_HINTS] = {**opened, lab.slug: min(opened.get(lab.slug, 0) + 1, len(lab.hints))}


def hints(request: HttpRequest, lab: Lab) -> dict[str, Any]:
    """Return the hints that were opened, rendered, and how many are left."""
    if request.user.is_authenticated:
        count = selectors.hints_opened(request.user, lab)
    else:
        count = request.session.get(_HINTS, {}).get(lab.slug, 0)
    opened = [
        {"number": number, "kind": hint["kind"], "html": render(hint["text"])}
        for number, hint in enumerate(lab.hints[:count], start=1)
    ]
    return {"hints": opened, "hints_left": len(lab.hints) - len(opened)}
