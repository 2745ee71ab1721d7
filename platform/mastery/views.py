"""The home page and the learner's own page."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import services
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.selectors import token_made_at
from attempts.item_views import unanswered
from mastery import portfolio, selectors
from mastery.plan import plan
from mastery.review.selectors import due
from mastery.review.services import take_in
from mastery.sample import sample

NEW_TOKEN = "new_api_token"  # noqa: S105 - the session key under which a token waits to be shown once


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is to a visitor, and what to do next to a learner."""
    if not request.user.is_authenticated:
        shown = sample()
        item = selectors.item_to_try(shown.report["lab"])
        asked = unanswered(item) if item else {}
        lab = selectors.published_lab(shown.report["lab"])
        visit = {"counts": selectors.published_counts(), "sample": shown, "lab": lab, **asked}
        return render(request, "mastery/home_visitor.html", visit)
    learner = request.user
    take_in(learner=learner)
    state, waiting = selectors.progress(learner), due(learner, timezone.now())
    context = {"progress": state, "due": waiting, "plan": plan(state, waiting)}
    return render(request, "mastery/home_learner.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show a learner's account and settings, and save what is changed in them."""
    learner = cast("User", request.user)
    form = ProfileForm(request.POST or None, user=learner)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        services.update_profile(
            user=learner, first_name=said["first_name"], email=said["email"], shows_days=said["shows_days"]
        )
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    context = {
        "form": form,
        "portfolio": portfolio.of(learner),
        "new_token": request.session.pop(NEW_TOKEN, None),
        "token_made_at": token_made_at(learner),
    }
    return render(request, "mastery/profile.html", context)


@login_required
@require_POST
def token_make(request: HttpRequest) -> HttpResponse:
    """Make an API token; the next look at the profile shows it, once."""
    request.session[NEW_TOKEN] = services.make_token(user=cast("User", request.user))
    return redirect("profile")


@login_required
@require_POST
def token_revoke(request: HttpRequest) -> HttpResponse:
    services.revoke_token(user=cast("User", request.user))
    messages.success(request, _("Your API token no longer works."))
    return redirect("profile")
