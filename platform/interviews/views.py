"""Pages of interview practice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from content.models import Question
from content.models.authored import Level
from interviews import selectors, services
from interviews.models import Practice, State
from interviews.selectors import Progress
from interviews.services import PracticeError, StageError

SIGNED_OUT = gettext_lazy("You are signed out. Sign in again in another tab; nothing is lost.")


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one level."""

    title: str
    questions: list[Question]


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    level, progress = request.GET.get("level", ""), request.GET.get("progress", "")
    questions = list(selectors.questions_for(request.user, level=level, progress=progress))
    groups = [Group(str(one.label), [question for question in questions if question.level == one]) for one in Level]
    shown = {
        "groups": [group for group in groups if group.questions],
        "levels": [("", _("All levels")), *Level.choices],
        "progress_choices": [("", _("All questions")), *Progress.choices],
        "level": level,
        "progress": progress,
        "is_filtered": bool(level or progress),
    }
    return render(request, "interviews/question_list.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_detail(request: HttpRequest, slug: str) -> HttpResponse:
    question = get_object_or_404(selectors.published_questions(), slug=slug)
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect_to_login(request.path)
        return render(request, "interviews/answer.html", {"question": question})
    if request.method == "POST":
        return _step(request, question)
    return _show(request, question, is_again="again" in request.GET)


def _show(
    request: HttpRequest, question: Question, *, is_again: bool = False, error: str = "", draft: str | None = None
) -> HttpResponse:
    """Show the stage the learner is at; only from marking on does the page hold rubric and model answer."""
    learner = cast("User", request.user)
    opened = selectors.open_practice(learner=learner, question=question)
    history = selectors.finished(learner=learner, question=question)
    shown = {"question": question, "history": history, "best": max((one.percent or 0 for one in history), default=None)}
    if opened and opened.state == State.MARKING:
        return render(request, "interviews/marking.html", shown | {"practice": opened, "points": _points(opened)})
    if opened or is_again or error or not history:
        kept = opened.answer if opened else ""
        shown |= {"draft": kept if draft is None else draft, "error": error}
        return render(request, "interviews/answer.html", shown, status=422 if error else 200)
    return render(request, "interviews/result.html", shown | {"practice": history[0], "points": _points(history[0])})


def _points(practice: Practice) -> list[dict[str, object]]:
    """Give each rubric point with its tick: a suggestion while marking, the learner's own afterwards."""
    return [
        {"text": point.text, "is_critical": point.critical, "is_ticked": is_ticked}
        for point, is_ticked in zip(services.rubric(practice), practice.points, strict=True)
    ]


def _step(request: HttpRequest, question: Question) -> HttpResponse:
    learner = cast("User", request.user)
    action = request.POST.get("action", "")
    answer = request.POST.get("answer", "")
    try:
        if action == "mark":
            ticked = [int(place) for place in request.POST.getlist("points") if place.isdecimal()]
            services.settle(learner=learner, question=question, ticked=ticked)
        elif action == "draft":
            services.save_draft(learner=learner, question=question, answer=answer)
            messages.success(request, _("Your draft is saved."))
        else:
            services.hand_in(learner=learner, question=question, answer=answer, gave_up=action == "unknown")
    except StageError as refusal:
        messages.warning(request, str(refusal))
    except PracticeError as refusal:
        return _show(request, question, error=str(refusal), draft=answer)
    return redirect(question)


@never_cache
@require_http_methods(["PUT"])
def question_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a draft sent by a script as `{"answer": "…"}`."""
    if not request.user.is_authenticated:
        return JsonResponse({"detail": str(SIGNED_OUT)}, status=401)
    question = get_object_or_404(Question, slug=slug, is_published=True)
    try:
        answer = json.loads(request.body)["answer"]
    except (ValueError, KeyError, TypeError):
        answer = None
    if not isinstance(answer, str):
        return JsonResponse({"detail": _("Send an object with “answer”.")}, status=400)
    try:
        services.save_draft(learner=request.user, question=question, answer=answer)
    except PracticeError as refusal:
        return JsonResponse({"detail": str(refusal)}, status=409)
    return JsonResponse({"saved": True})
