"""The pages of spaced review: one card at a time, first what is asked, then the answer, then a rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from attempts.models import Certainty
from attempts.sheets import VERDICTS
from interviews.services import MAX_ANSWER
from mastery.models import Card, CardKind, Rating
from mastery.review import items, scheduling, selectors, services
from mastery.review.scheduling import Memory
from mastery.review.services import TakenError


@dataclass(frozen=True, slots=True)
class Choice:
    """A rating to choose, with what it would lead to."""

    rating: Rating
    due: datetime
    days: int


@never_cache
@login_required
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """Ask what is due first, or say when the next is."""
    learner = _learner(request)
    services.take_in(learner=learner)
    card = selectors.next_card(learner, timezone.now())
    return _show(request, card, **_asked(card) if card else {})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def review_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the learner does with a card. A rating, or a card put off, leads to the next card."""
    card = (
        selectors.cards_of(_learner(request))
        .select_related("question", "item__quiz__lesson", "lab")
        .filter(pk=pk)
        .first()
    )
    if request.method == "GET" or card is None:
        return redirect("review")
    try:
        return _act(request, card)
    except TakenError as refusal:
        messages.warning(request, str(refusal))
        return redirect("review")


def _act(request: HttpRequest, card: Card) -> HttpResponse:
    action, revision = request.POST.get("action", ""), _revision(request)
    match card.kind, action:
        case _, "later":
            services.put_off(card=card, revision=revision)
            messages.success(request, _("It comes again tomorrow."))
        case _, "remove":
            services.remove(card=card, revision=revision)
            messages.success(request, _("You will not be asked about this again."))
        case CardKind.QUESTION, "reveal":
            return _show(request, card, **_revealed(card, request.POST.get("answer", "")))
        case CardKind.QUESTION, "rate" if (rating := request.POST.get("rating", "")) in {"1", "2", "3", "4"}:
            services.rate(card=card, revision=revision, rating=Rating(int(rating)))
        case CardKind.ITEM, "check" | "unknown":
            return _check(request, card, revision, gives_up=action == "unknown")
        case CardKind.LAB, "begin" if card.lab:
            services.begin_lab(card=card, revision=revision)
            return redirect(card.lab)
        case CardKind.LAB, "give-up":
            services.rate(card=card, revision=revision, rating=Rating.AGAIN)
    return redirect("review")


def _check(request: HttpRequest, card: Card, revision: int, *, gives_up: bool) -> HttpResponse:
    """Mark an item answered again, rate the card by it, and tell all."""
    answered = items.check(card, request.POST, gives_up=gives_up)
    if answered.rating is None:
        return _show(request, card, status=422, **_asked(card) | {"item": answered.shown})
    after = services.rate(card=card, revision=revision, rating=answered.rating)
    return _show(request, card, item=answered.shown, verdicts=VERDICTS, after=_choice(answered.rating, after))


def _asked(card: Card) -> dict[str, Any]:
    """Return what is shown before the answer; nothing of the answer is in it."""
    if card.kind != CardKind.ITEM:
        return {}
    return {"item": items.ask(card), "verdicts": VERDICTS, "certainties": Certainty.choices}


def _revealed(card: Card, answer: str) -> dict[str, Any]:
    now = timezone.now()
    choices = [_choice(rating, after) for rating, after in scheduling.outlook(scheduling.memory_of(card), now).items()]
    return {"is_revealed": True, "own_answer": answer[:MAX_ANSWER].strip(), "choices": choices}


def _choice(rating: Rating, after: Memory) -> Choice:
    return Choice(rating, after.due, (after.due - after.reviewed_at).days)


def _show(request: HttpRequest, card: Card | None, *, status: int = 200, **more: Any) -> HttpResponse:
    shown = {"card": card, "due": selectors.due(_learner(request), timezone.now()), **more}
    return render(request, "mastery/review.html", shown, status=status)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text[:9]) if text.isdecimal() else -1


def _learner(request: HttpRequest) -> User:
    return cast("User", request.user)
