"""Pages of quizzes and attempts, and the address that keeps one answer."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from attempts import selectors, services
from attempts.errors import ClosedError, ConflictError, EmptyQuizError
from attempts.forms import draft_from_json, drafts_from_form
from attempts.models import Attempt
from attempts.sheets import sheet
from scoring.numbers import AnswerError

SIGNED_OUT = "You are signed out. Sign in again in another tab; nothing is lost."


@require_safe
def quiz_list(request: HttpRequest) -> HttpResponse:
    return render(request, "attempts/quiz_list.html", {"quizzes": selectors.quizzes_for(request.user)})


@require_safe
def quiz_detail(request: HttpRequest, slug: str) -> HttpResponse:
    quiz = get_object_or_404(selectors.published_quizzes(), slug=slug)
    attempts: list[Attempt] = []
    if request.user.is_authenticated:
        services.finish_overdue(learner=request.user, quiz=quiz)
        attempts = selectors.history(learner=request.user, quiz=quiz)
    finished = [attempt for attempt in attempts if attempt.is_finished]
    shown = {
        "quiz": quiz,
        "opened": next((attempt for attempt in attempts if not attempt.is_finished), None),
        "finished": finished,
        "best": max((attempt.percent or 0 for attempt in finished), default=None),
    }
    return render(request, "attempts/quiz_detail.html", shown)


@login_required
@require_POST
def quiz_start(request: HttpRequest, slug: str) -> HttpResponse:
    quiz = get_object_or_404(selectors.published_quizzes(), slug=slug)
    try:
        return redirect(services.start(learner=_user(request), quiz=quiz))
    except EmptyQuizError as refusal:
        messages.warning(request, str(refusal))
        return redirect(quiz)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST":
        return _take(request, _own(request, pk))
    attempt = get_object_or_404(selectors.visible_to(_user(request)), pk=pk)
    if attempt.is_overdue(timezone.now()):
        services.finish(attempt=attempt)
        attempt.refresh_from_db()
    return _show(request, attempt)


def _show(
    request: HttpRequest,
    attempt: Attempt,
    *,
    saved: services.Saved | None = None,
    drafts: services.Drafts | None = None,
) -> HttpResponse:
    """Show the review of a finished attempt, or the form of an open one with what a save refused."""
    problems = saved.problems if saved else {}
    refused = {
        position: drafts[position].answer
        for position, problem in problems.items()
        if drafts and isinstance(problem, AnswerError)
    }
    items = sheet(attempt, refused=refused, errors={position: str(problem) for position, problem in problems.items()})
    shown = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "items": items,
        "answered": sum(item.is_answered for item in items),
        "is_owner": attempt.learner_id == request.user.pk,
        "has_problems": bool(problems),
        "now": timezone.now(),
    }
    template = "attempts/review.html" if attempt.is_finished else "attempts/sheet.html"
    return render(request, template, shown, status=422 if problems else 200)


def _take(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Save the whole form, then do what its button says: save, `check-3` or finish."""
    action = request.POST.get("action", "save")
    drafts = drafts_from_form(attempt, request.POST)
    try:
        saved = services.save_answers(attempt=attempt, drafts=drafts)
        if action.startswith("check-"):
            return _check(attempt, action.removeprefix("check-"), saved, request, drafts)
    except ClosedError as refusal:
        messages.warning(request, str(refusal))
        return redirect(attempt)
    is_time_up = attempt.due_at is not None and timezone.now() >= attempt.due_at
    if action == "finish" and is_time_up:
        return redirect(services.finish(attempt=attempt))
    if saved.problems:
        return _show(request, attempt, saved=saved, drafts=drafts)
    if action == "finish":
        is_complete = all(response.answer is not None for response in saved.responses.values())
        return redirect(services.finish(attempt=attempt)) if is_complete else redirect("attempt-finish", attempt.pk)
    messages.success(request, "Your answers are saved.")
    return redirect(attempt)


def _check(
    attempt: Attempt, number: str, saved: services.Saved, request: HttpRequest, drafts: services.Drafts
) -> HttpResponse:
    position = int(number) if number.isdecimal() else 0
    if position not in saved.responses:
        return HttpResponse("There is no such question.", status=400, content_type="text/plain")
    if saved.problems:
        return _show(request, attempt, saved=saved, drafts=drafts)
    if saved.responses[position].answer is None:
        messages.warning(request, f"Answer question {position} before you check it.")
    services.check(attempt=attempt, position=position)
    return HttpResponseRedirect(f"{attempt.get_absolute_url()}#q{position}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_finish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    attempt = _own(request, pk)
    if request.method == "POST" or attempt.is_overdue(timezone.now()):
        services.finish(attempt=attempt)
        return redirect(attempt)
    if attempt.is_finished:
        return redirect(attempt)
    unanswered = list(attempt.responses.filter(answer__isnull=True).values_list("position", flat=True))
    shown = {"attempt": attempt, "quiz": attempt.quiz, "unanswered": unanswered, "total": len(attempt.items)}
    return render(request, "attempts/finish.html", shown)


@never_cache
@require_http_methods(["PUT"])
def attempt_answer(request: HttpRequest, pk: uuid.UUID, position: int) -> HttpResponse:
    """Keep one answer; every refusal is JSON with a sentence in `detail`, so that a script can show it in place."""
    if not request.user.is_authenticated:
        return JsonResponse({"detail": SIGNED_OUT}, status=401)
    attempt = _own(request, pk)
    if not 1 <= position <= len(attempt.items):
        return JsonResponse({"detail": "There is no such question."}, status=404)
    try:
        saved = services.save_answers(attempt=attempt, drafts={position: draft_from_json(request.body)})
    except ClosedError as refusal:
        return JsonResponse({"detail": str(refusal), "review": reverse("attempt", args=[pk])}, status=410)
    except AnswerError as problem:
        return JsonResponse({"detail": str(problem)}, status=400)
    return _answer_saved(saved, position)


def _answer_saved(saved: services.Saved, position: int) -> JsonResponse:
    problem = saved.problems.get(position)
    if isinstance(problem, ConflictError):
        return JsonResponse(
            {"detail": str(problem), "answer": problem.answer, "revision": problem.revision}, status=409
        )
    if isinstance(problem, ClosedError):
        return JsonResponse({"detail": str(problem)}, status=409)
    if problem:
        return JsonResponse({"detail": str(problem)}, status=422)
    answered = sum(response.answer is not None for response in saved.responses.values())
    return JsonResponse({"revision": saved.responses[position].revision, "answered": answered})


def _own(request: HttpRequest, pk: uuid.UUID) -> Attempt:
    """Give the visitor's own attempt: only its learner may write to it."""
    return get_object_or_404(selectors.visible_to(_user(request)).filter(learner=_user(request)), pk=pk)


def _user(request: HttpRequest) -> User:
    """Give the user that `login_required` has let in."""
    return cast("User", request.user)
