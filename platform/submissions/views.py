"""Pages of labs and submissions."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from content.models import Lab
from content.models.authored import Level
from submissions import desk, selectors, services
from submissions.comparing import compare, compare_checks
from submissions.errors import Refused, UnusableSource
from submissions.events.addresses import allow_events, events_url
from submissions.forms import BadCheckForm, HandInForm
from submissions.models import Submission
from submissions.versions import versions

STOP_POLLING = 286
"""The status by which htmx is told to stop polling."""


@require_safe
def lab_list(request: HttpRequest) -> HttpResponse:
    """List the published labs. Template `submissions/lab_list.html`.

    Context: `labs` (each Lab with `best_verdict`, empty when never handed in, and `best_points`, a float or None;
    concepts are prefetched), `levels` and `standings` (pairs of value and label), `concepts` (those that labs have),
    and what was chosen by the query: `level`, `concept`, `standing`, each "" for all. What isn't known chooses nothing.
    """
    concepts = list(selectors.concepts_of_labs())
    chosen = {
        "level": _one_of(Level.values, request.GET.get("level")),
        "concept": _one_of([concept.slug for concept in concepts], request.GET.get("concept")),
        "standing": _one_of(selectors.Standing.values, request.GET.get("standing")),
    }
    offered = {"levels": Level.choices, "standings": selectors.Standing.choices, "concepts": concepts}
    labs = selectors.labs_for(request.user, **chosen)
    return render(request, "submissions/lab_list.html", {"labs": labs, **offered, **chosen})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lab_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a lab and its editor, or hand in. Template `submissions/lab.html`.

    Context: `lab`, `statement` (safe HTML), `form` (field `source`), `hints` (opened ones: {number, kind, html}),
    `hints_left` (int), `has_passed`, `explanation` (safe HTML, or "" until passed), `history` (newest first, at most
    20), and for the submission shown (that of `?submission=<id>`, else the latest, else None) what `_status.html`
    needs: `submission`, `position`, `estimate_seconds`, `hints_opened`, `refusal` (a sentence why nothing was taken, or
    "").

    With `checks=visible` a POST runs the visible checks, which is no submission.

    A POST by htmx answers with `submissions/_status.html` alone; any other redirects to `?submission=<id>`.
    """
    lab = get_object_or_404(selectors.labs_open_to(request.user), slug=slug)
    if request.method == "POST":
        return _hand_in(request, lab)
    return _show_lab(request, lab, HandInForm({"source": desk.source_to_show(request, lab)}))


@require_POST
def lab_hint(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the next hint. By htmx: `submissions/_hints.html` with `lab`, `hints`, `hints_left`; else to the lab."""
    lab = get_object_or_404(selectors.labs_open_to(request.user), slug=slug)
    desk.open_hint(request, lab)
    if _is_htmx(request):
        return render(request, "submissions/_hints.html", {"lab": lab, **desk.hints(request, lab)})
    return redirect(f"{lab.get_absolute_url()}#hints")


@require_http_methods(["PUT", "POST"])
def draft(request: HttpRequest, slug: str) -> JsonResponse:
    """Keep what is in the editor: JSON {"source"} in, {"saved": true} out.

    With "sets_aside": true the draft before it is kept as a version, however recent the last version is.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"saved": False, "detail": _("Sign in to keep a draft.")}, status=HTTPStatus.UNAUTHORIZED)
    lab = get_object_or_404(selectors.labs_open_to(request.user), slug=slug)
    try:
        sent = json.loads(request.body)
        sets_aside = sent.get("sets_aside") is True
        services.keep_draft(learner=request.user, lab=lab, source=str(sent["source"]), sets_aside=sets_aside)
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"saved": False, "detail": _("Send JSON with a source.")}, status=HTTPStatus.BAD_REQUEST)
    except UnusableSource as refusal:
        return JsonResponse({"saved": False, "detail": str(refusal)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return JsonResponse({"saved": True})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lab_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare two of the learner's texts, or bring one back. Template `submissions/versions.html`.

    Context: `lab`, `versions` (newest first), `old` and `new` (those of `?old=` and `?new=`, else the draft and the
    latest that differs from it),
    `lines` (comparing.Line), `checks` (comparing.CheckChange, where both were graded), `kept` (int).
    """
    lab = get_object_or_404(selectors.labs_open_to(request.user), slug=slug)
    found = versions(_user(request), lab)
    named = {version.key: version for version in found}
    if request.method == "POST":
        chosen = named.get(request.POST.get("version", ""))
        if chosen is None:
            messages.error(request, _("This version is no longer there."))
            return redirect("lab-versions", slug=lab.slug)
        now = found[0].source
        services.keep_draft(learner=_user(request), lab=lab, source=now)
        services.keep_draft(learner=_user(request), lab=lab, source=chosen.source, sets_aside=True)
        return redirect(lab)
    differs = next((version for version in found if version.source != found[0].source), found[1])
    old, new = named.get(request.GET.get("old", ""), differs), named.get(request.GET.get("new", ""), found[0])
    shown = {"lab": lab, "versions": found, "old": old, "new": new, "kept": services.KEPT_VERSIONS}
    compared = {"lines": compare(old.source, new.source), "checks": compare_checks(old.report, new.report)}
    return render(request, "submissions/versions.html", {**shown, **compared})


@never_cache
@login_required
@require_safe
def submission_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a submission. Template `submissions/submission.html`; context: `lab` and what `_status.html` needs."""
    submission = _visible(request, pk)
    return render(request, "submissions/submission.html", {"lab": submission.lab, **_status(request, submission)})


@never_cache
@require_safe
def submission_status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer one poll with `submissions/_status.html`, and with status 286 once there is nothing left to wait for.

    Context: `submission` (with `progress` {checks, step, series} while it runs and `report` in the end), `position`
    (from 1, None unless queued), `estimate_seconds` (None when unknown), `refusal`, `hints_opened` (int),
    `events_url` ("" when it is to poll). Who has signed out meanwhile is told so in the verdict's place.
    """
    if not request.user.is_authenticated:
        if not _is_htmx(request):
            return redirect_to_login(request.get_full_path())
        refusal = _("You have signed out. Sign in again in another tab, then load this page anew.")
        told = {"submission": None, "refusal": refusal}
        return render(request, "submissions/_status.html", told, status=STOP_POLLING)
    submission = _visible(request, pk)
    status = HTTPStatus.OK if submission.is_unfinished else STOP_POLLING
    return render(request, "submissions/_status.html", _status(request, submission), status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bad_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a complaint about a check of one's own report. Template `submissions/bad_check.html`.

    Context: `lab`, `submission`, `form` (fields `check` and `text`). `?check=<id>` chooses the check, else it is
    the first that did not pass.
    """
    mine = selectors.visible_to(request.user).filter(learner=_user(request), report__isnull=False)
    submission = get_object_or_404(mine, pk=pk)
    checks = submission.report["checks"] if submission.report else []
    failing = next((check["id"] for check in checks if check["status"] != "passed"), "")
    form = BadCheckForm(request.POST or None, initial={"check": request.GET.get("check", failing)}, checks=checks)
    if request.method == "POST" and form.is_valid():
        services.report_check(
            submission=submission, check_id=form.cleaned_data["check"], text=form.cleaned_data["text"]
        )
        messages.success(request, _("Thank you. The authors see your report together with this submission."))
        return redirect(submission)
    return render(
        request, "submissions/bad_check.html", {"lab": submission.lab, "submission": submission, "form": form}
    )


@login_required
@require_POST
def submission_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a submission back; only its owner may."""
    submission = get_object_or_404(selectors.visible_to(request.user).filter(learner=_user(request)), pk=pk)
    if not services.cancel(submission=submission):
        messages.info(request, _("This submission had already ended."))
    if _is_htmx(request):
        return render(request, "submissions/_status.html", _status(request, submission))
    return redirect(submission)


def _hand_in(request: HttpRequest, lab: Lab) -> HttpResponseBase:
    form = HandInForm(request.POST)
    source = request.POST.get("source", "")
    if not request.user.is_authenticated:
        desk.keep_until_signed_in(request, lab, source)
        sign_in = redirect_to_login(lab.get_absolute_url())
        return HttpResponseClientRedirect(sign_in.url) if _is_htmx(request) else sign_in
    visible_only = request.POST.get("checks") == "visible"
    try:
        if visible_only:
            services.keep_draft(learner=request.user, lab=lab, source=source)  # what is handed in is kept anyway
        submission = services.hand_in(
            learner=request.user, lab=lab, source=source, trace="trace" in request.POST, visible_only=visible_only
        )
    except Refused as refusal:
        if _is_htmx(request):
            return render(request, "submissions/_status.html", {**_status(request, None), "refusal": str(refusal)})
        form.add_error("source", str(refusal))
        return _show_lab(request, lab, form, refusal=str(refusal), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if _is_htmx(request):
        return render(request, "submissions/_status.html", _status(request, submission))
    return redirect(f"{lab.get_absolute_url()}?submission={submission.pk}#verdict")


def _show_lab(
    request: HttpRequest, lab: Lab, form: HandInForm, *, refusal: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    allow_events(request)  # before anything is handed in: what comes then comes into this page
    shown = {
        "lab": lab,
        "form": form,
        **desk.lab_texts(request, lab),
        **desk.hints(request, lab),
        **_status(request, desk.submission_to_show(request, lab)),
        "refusal": refusal,
    }
    return render(request, "submissions/lab.html", shown, status=status)


def _status(request: HttpRequest, submission: Submission | None) -> dict[str, Any]:
    if submission is None:
        return {"submission": None, "refusal": ""}
    return {
        "submission": submission,
        "position": selectors.queue_position(submission),
        "estimate_seconds": selectors.estimate_seconds(submission),
        "refusal": "",
        "events_url": events_url(request, submission),
        "hints_opened": 0 if submission.is_unfinished else selectors.hints_opened_before(submission),
    }


def _visible(request: HttpRequest, pk: uuid.UUID) -> Submission:
    return get_object_or_404(selectors.visible_to(request.user), pk=pk)


def _one_of(known: Sequence[str], asked: str | None) -> str:
    return asked if asked and asked in known else ""


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
