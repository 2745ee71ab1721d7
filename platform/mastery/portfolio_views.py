"""A learner's page for others, and the form behind it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from mastery import portfolio as portfolios
from mastery.models import Portfolio
from mastery.portfolio_forms import PortfolioForm


@never_cache
@require_safe
def portfolio(request: HttpRequest, username: str) -> HttpResponse:
    """Show a public portfolio, or one's own as a preview; whatever else is asked for is not there."""
    found = portfolios.seen_by(request.user, username)
    if found is None:
        raise Http404
    is_indexed = found.is_public and found.may_be_indexed
    context = {
        "page": portfolios.page(found),
        "is_owner": found.learner_id == request.user.pk,
        "is_indexed": is_indexed,
    }
    response = render(request, "mastery/portfolio.html", context)
    if not is_indexed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def portfolio_edit(request: HttpRequest) -> HttpResponse:
    """Choose what stands on one's portfolio, and who may see it."""
    learner = cast("User", request.user)
    is_sent = request.method == "POST"
    kept = portfolios.begin(learner) if is_sent else portfolios.of(learner) or Portfolio(learner=learner)
    form = PortfolioForm(request.POST if is_sent else None, instance=kept)
    if is_sent and form.is_valid():
        form.keep()
        messages.success(request, _("Your portfolio is saved."))
        return redirect(kept)
    context = {"form": form, "address": request.build_absolute_uri(kept.get_absolute_url())}
    return render(request, "mastery/portfolio_form.html", context, status=422 if form.errors else 200)
