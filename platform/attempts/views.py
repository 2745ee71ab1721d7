"""Pages of quizzes and attempts, and the address that keeps one answer."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from attempts import checking, reports, selectors, services
from attempts.errors import ClosedError, ConflictError, EmptyQuizError, in_words
from attempts.forms import draft_from_json, drafts_from_form, flag_from_json
from attempts.models import Attempt, Certainty
from attempts.sheets import VERDICTS, calibration, is_reviewable, sheet
from catalog import entries
from content.models.quizzes import Feedback
from scoring.numbers import AnswerError

ON_ONE_QUESTION = ("check", "again", "vary", "flag", "unflag")
SIGNED_OUT = gettext_lazy("You are signed out. Sign in again in another tab; nothing is lost.")


@require_safe
def quiz_list(request: HttpRequest) -> HttpResponse:
    shelves = selectors.by_shelf(selectors.quizzes_for(request.user))
    return render(request, "attempts/quiz_list.html", {"shelves": shelves})


@require_safe
def quiz_detail(request: HttpRequest, slug: str) -> HttpResponse:
    quiz = get_object_or_404(selectors.published_quizzes(), slug=slug)
    attempts: list[Attempt] = []
    extra = timedelta()
    if request.user.is_authenticated:
        extra = selectors.extra_time(request.user, quiz)
        services.finish_overdue(learner=request.user, quiz=quiz)
        attempts = selectors.history(learner=request.user, quiz=quiz)
    finished = [attempt for attempt in attempts if attempt.is_finished]
    shown = {
        "quiz": quiz,
        "opened": next((attempt for attempt in attempts if not attempt.is_finished), None),
        "finished": finished,
        "best": max((attempt.percent for attempt in finished if attempt.percent is not None), default=None),
        "policy": quiz.feedback or entries.Behaviour(quiz.behaviour).feedback.value,
        "minutes": quiz.minutes + extra / timedelta(minutes=1),
        "extension": extra,
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
    items = sheet(
        attempt, refused=refused, errors={position: in_words(problem) for position, problem in problems.items()}
    )
    shown = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "items": items,
        "answered": sum(item.is_answered for item in items),
        "certainties": Certainty.choices if attempt.asks_certainty else (),
        "verdicts": VERDICTS,
        "can_check": attempt.policy is Feedback.IMMEDIATELY,
        "is_told": attempt.is_finished and is_reviewable(attempt),
        "report": reports.report(attempt, {item.position: item.reveal.mark for item in items if item.reveal}),
        "calibration": calibration(items) if attempt.is_finished and attempt.asks_certainty else (),
        "is_owner": attempt.learner_id == request.user.pk,
        "has_problems": bool(problems),
        "now": timezone.now(),
    }
    template = "attempts/review.html" if attempt.is_finished else "attempts/sheet.html"
    return render(request, template, shown, status=422 if problems else 200)


def _take(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Save the whole form, then do what its button says: save, finish, or something with one question (`check-3`)."""
    action = request.POST.get("action", "save")
    drafts = drafts_from_form(attempt, request.POST)
    verb, __, number = action.partition("-")
    try:
        saved = services.save_answers(attempt=attempt, drafts=drafts)
        if verb in ON_ONE_QUESTION:
            return _act(request, attempt, verb, number, saved=saved, drafts=drafts)
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
    messages.success(request, _("Your answers are saved."))
    return redirect(attempt)


def _act(
    request: HttpRequest,
    attempt: Attempt,
    verb: str,
    number: str,
    *,
    saved: services.Saved,
    drafts: services.Drafts,
) -> HttpResponse:
    """Check a question, try it again, draw it anew or flag it, and come back to it."""
    position = int(number) if number.isdecimal() else 0
    if position not in saved.responses:
        return HttpResponse(_("There is no such question."), status=400, content_type="text/plain")
    if position in saved.problems or (saved.problems and verb == "check"):
        return _show(request, attempt, saved=saved, drafts=drafts)
    if verb == "check":
        if saved.responses[position].answer is None:
            messages.warning(request, _("Answer question %(position)s before you check it.") % {"position": position})
        checking.check(attempt=attempt, position=position)
    elif verb == "again":
        checking.try_again(attempt=attempt, position=position)
    elif verb == "vary":
        checking.vary(attempt=attempt, position=position)
    else:
        services.flag(attempt=attempt, position=position, is_flagged=verb == "flag")
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
    responses = list(attempt.responses.defer("answer").annotate(is_answered=Q(answer__isnull=False)))
    unanswered = [response.position for response in responses if not response.is_answered]
    shown = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "responses": responses,
        "unanswered": unanswered,
        "flagged": [response.position for response in responses if response.is_flagged],
        "total": len(attempt.items),
    }
    return render(request, "attempts/finish.html", shown)


@never_cache
@require_http_methods(["PUT"])
def attempt_flag(request: HttpRequest, pk: uuid.UUID, position: int) -> HttpResponse:
    """Flag a question, or take the flag away; refusals are JSON as those of an answer are."""
    if not request.user.is_authenticated:
        return JsonResponse({"detail": str(SIGNED_OUT)}, status=401)
    attempt = _own(request, pk)
    if not 1 <= position <= len(attempt.items):
        return JsonResponse({"detail": _("There is no such question.")}, status=404)
    try:
        is_flagged = flag_from_json(request.body)
        services.flag(attempt=attempt, position=position, is_flagged=is_flagged)
    except ClosedError as refusal:
        return JsonResponse({"detail": str(refusal), "review": reverse("attempt", args=[pk])}, status=410)
    except AnswerError as problem:
        return JsonResponse({"detail": in_words(problem)}, status=400)
    return JsonResponse({"flagged": is_flagged})


@never_cache
@require_http_methods(["PUT"])
def attempt_answer(request: HttpRequest, pk: uuid.UUID, position: int) -> HttpResponse:
    """Keep one answer; every refusal is JSON with a sentence in `detail`, so that a script can show it in place."""
    if not request.user.is_authenticated:
        return JsonResponse({"detail": str(SIGNED_OUT)}, status=401)
    attempt = _own(request, pk)
    if not 1 <= position <= len(attempt.items):
        return JsonResponse({"detail": _("There is no such question.")}, status=404)
    try:
        saved = services.save_answers(attempt=attempt, drafts={position: draft_from_json(request.body)})
    except ClosedError as refusal:
        return JsonResponse({"detail": str(refusal), "review": reverse("attempt", args=[pk])}, status=410)
    except AnswerError as problem:
        return JsonResponse({"detail": in_words(problem)}, status=400)
    return _answer_saved(saved, position)


def _answer_saved(saved: services.Saved, position: int) -> JsonResponse:
    problem = saved.problems.get(position)
    if isinstance(problem, ConflictError):
        kept = {"answer": problem.answer, "certainty": problem.certainty, "revision": problem.revision}
        return JsonResponse({"detail": str(problem)} | kept, status=409)
    if isinstance(problem, ClosedError):
        return JsonResponse({"detail": str(problem)}, status=409)
    if problem:
        return JsonResponse({"detail": in_words(problem)}, status=422)
    answered = sum(response.answer is not None for response in saved.responses.values())
    return JsonResponse({"revision": saved.responses[position].revision, "answered": answered})


def _own(request: HttpRequest, pk: uuid.UUID) -> Attempt:
    """Give the visitor's own attempt: only its learner may write to it."""
    return get_object_or_404(selectors.visible_to(_user(request)).filter(learner=_user(request)), pk=pk)


def _user(request: HttpRequest) -> User:
    """Give the user that `login_required` has let in."""
    return cast("User", request.user)
