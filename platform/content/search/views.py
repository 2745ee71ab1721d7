"""The search page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content.models.search import SearchKind
from content.search import finding, queries

_LAST_PAGE = 1000


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what `?q=` finds; `?kind=` narrows it down and `?page=` turns the page."""
    text = request.GET.get("q", "")
    kind = request.GET.get("kind", "")
    kinds = [SearchKind(kind)] if kind in SearchKind.values else []
    page = page_number(request.GET.get("page", ""))
    results = finding.find(text, kinds=kinds, offset=(page - 1) * finding.PAGE)
    context = {
        "results": results,
        "query": results.query.text,
        "kind": kinds[0] if kinds else "",
        "kinds": [(*_link(text, some), some.label, count) for some, count in results.by_kind if count],
        "found": sum(count for _, count in results.by_kind),
        "all_kinds": _link(text)[1],
        "page": page,
        "before": _link(text, *kinds, page=page - 1)[1] if page > 1 else "",
        "after": _link(text, *kinds, page=page + 1)[1] if page * finding.PAGE < results.total else "",
        "longest": queries.LONGEST,
        "most_words": queries.MOST_WORDS,
    }
    return render(request, "content/search.html", context)


def page_number(text: str) -> int:
    """Read a page's number; what is none counts as the first."""
    return min(int(text), _LAST_PAGE) if text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) else 1


def _link(text: str, kind: str = "", *, page: int = 1) -> tuple[str, str]:
    values = {"q": text[: queries.LONGEST], "kind": kind, "page": "" if page == 1 else str(page)}
    # Half a surrogate pair can't be sent; a browser would have replaced it too.
    given = {name: value.encode("utf-8", "replace") for name, value in values.items() if value}
    return kind, f"?{urlencode(given)}"
