"""One item of a practice quiz by itself, as lessons show it in place: answered and told about at once, never stored."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from attempts import selectors
from attempts.errors import in_words
from attempts.forms import answer_from_form
from attempts.sheets import VERDICTS, show
from content.models import Item
from scoring.answers import clean_answer
from scoring.marks import mark
from scoring.numbers import AnswerError
from scoring.snapshots import freeze, thaw

LARGEST_SEED = 2**31 - 1


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def item_practice(request: HttpRequest, quiz: str, item: str) -> HttpResponse:
    """Show one item, or what an answer to it is worth: the whole page, or for htmx the item alone.

    The seed of the item's numbers and order goes to the browser and back; it gives nothing away that the check of an
    answer would not.
    """
    row = get_object_or_404(selectors.practice_items(), quiz__slug=quiz, slug=item)
    action = request.POST.get("action", "new")
    posted_seed = request.POST.get("seed", "")
    is_kept = action != "new" and posted_seed.isdecimal()
    seed = min(int(posted_seed[:10]), LARGEST_SEED) if is_kept else secrets.randbelow(LARGEST_SEED)
    shown = _shown(row, seed, request.POST if is_kept else None, is_check=action == "check")
    template = "attempts/_practice.html" if request.headers.get("HX-Request") else "attempts/practice.html"
    return render(request, template, shown)


def unanswered(row: Item) -> dict[str, Any]:
    """Return what `attempts/_practice.html` needs to ask an item in the middle of another page. One query."""
    return _shown(row, secrets.randbelow(LARGEST_SEED), None)


def _shown(row: Item, seed: int, posted: QueryDict | None, *, is_check: bool = False) -> dict[str, Any]:
    snapshot = freeze(row.entry(), seed=seed)
    sent = None if posted is None else answer_from_form(snapshot, posted, key=row.slug)
    item = _show(snapshot, sent, key=row.slug, is_check=is_check)
    return {"item": item, "seed": seed, "row": row, "verdicts": VERDICTS}


def _show(snapshot: dict[str, Any], sent: dict[str, object] | None, *, key: str, is_check: bool) -> object:
    entry = thaw(snapshot)
    try:
        answer = clean_answer(entry, sent)
    except AnswerError as problem:
        return show(snapshot, sent, key=key, mark=None, error=in_words(problem))
    if is_check and answer is None:
        return show(snapshot, None, key=key, mark=None, error=_("Answer the question before you check it."))
    return show(snapshot, answer, key=key, mark=mark(entry, answer) if is_check else None)
