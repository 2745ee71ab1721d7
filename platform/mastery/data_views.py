"""Take everything along, or delete the account."""

from __future__ import annotations

from typing import cast

from allauth.core import ratelimit
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ConfirmWithPassword
from accounts.models import User
from mastery import deletion, export
from mastery.deletion import DeletionRefused

JUST_DELETED = "account_just_deleted"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export_data(request: HttpRequest) -> HttpResponseBase:
    """Say what an export holds; a POST answers with it, written while it is sent."""
    learner = cast("User", request.user)
    if request.method != "POST":
        return render(request, "mastery/export.html", {"contents": export.contents()})
    name = f"forward-pass-{timezone.localdate().isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(export.archive(learner), content_type="application/zip", headers=headers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_delete(request: HttpRequest) -> HttpResponse:
    """Say what deleting the account takes along; with the password, do it and sign out."""
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect("account-deleted")  # a second click: the first has signed out
    return _account_delete(request)


@login_required
def _account_delete(request: HttpRequest) -> HttpResponse:
    learner = cast("User", request.user)
    is_sent = request.method == "POST"
    if is_sent:
        refused: HttpResponse | None = ratelimit.consume_or_429(request, action="reauthenticate", user=learner)
        if refused:
            return refused
    form = ConfirmWithPassword(request.POST if is_sent else None, user=learner)
    reason = deletion.refusal(learner)
    if is_sent and not reason and form.is_valid():
        try:
            deletion.delete(learner)
        except DeletionRefused as refusal:
            reason = str(refusal)
        else:
            logout(request)
            request.session[JUST_DELETED] = True
            return redirect("account-deleted")
    context = {"form": form, "reason": reason}
    return render(request, "account/delete.html", context, status=422 if is_sent else 200)


@never_cache
@require_safe
def account_deleted(request: HttpRequest) -> HttpResponse:
    """Confirm that an account is deleted, once; later say only that nobody is signed in."""
    is_confirmed = request.session.pop(JUST_DELETED, False)
    return render(request, "account/deleted.html", {"is_confirmed": is_confirmed})
