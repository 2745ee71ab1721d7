"""What is answered when a request can't be: a page with a way on and a reference, or problem details for programs."""

from __future__ import annotations

import logging
import re
import sys
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from content.models.search import SearchKind
from content.search import finding, spelling
from content.search.finding import Hit
from content.search.queries import Query, spoken_words
from submissions.api import problems

RETRY_SECONDS = 30
LIKELY = 3
PAGES = (SearchKind.LESSON, SearchKind.LAB, SearchKind.QUESTION, SearchKind.TERM)
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_BARE = "<!doctype html><title>Error</title><h1>Something broke on our side</h1><p>Try again in a minute. ({})</p>"

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Draw `404.html` with `likely`, what has a name like the address, and `words`, those of the address."""
    words = _words(request.path)
    shown = {"words": words, "likely": _likely(words), "reference": _reference(request)}
    return render(request, "404.html", shown, status=HTTPStatus.NOT_FOUND)


def too_many(request: HttpRequest, seconds: int = 60) -> HttpResponse:
    """Say that it was tried too often, and after how many seconds it may be tried again."""
    if _is_api(request):
        answer: HttpResponse = _problem(request, HTTPStatus.TOO_MANY_REQUESTS, "This was tried too often.")
    else:
        shown = {"minutes": max(1, round(seconds / 60)), "reference": _reference(request)}
        answer = render(request, "429.html", shown, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """Answer, for django-axes, somebody who guessed at passwords."""
    return too_many(request, round(settings.AXES_COOLOFF_TIME * 3600))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours with 500, or with 503 while the database can't be reached. Needs neither of the two."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_away else HTTPStatus.INTERNAL_SERVER_ERROR
    if _is_api(request):
        detail = "The database can't be reached." if is_away else "Something broke on our side."
        answer: HttpResponse = _problem(request, status, detail)
    else:
        answer = HttpResponse(_drawn(f"{status.value}.html", _reference(request)), status=status)
    if is_away:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _drawn(template: str, reference: str) -> str:
    """Draw a page without a request, so that nothing is asked of sessions or accounts; or a bare one if that fails."""
    try:
        return render_to_string(template, {"reference": reference})
    except Exception:  # whatever is broken, somebody waits for an answer
        logger.exception("The page %s could not be drawn.", template)
        return _BARE.format(reference)


def _problem(request: HttpRequest, status: HTTPStatus, detail: str) -> JsonResponse:
    problem = problems.details(request, status, detail)
    return JsonResponse(problem, status=status, content_type=problems.CONTENT_TYPE)


def _likely(words: str) -> tuple[Hit, ...]:
    try:
        found = finding.find(words, kinds=PAGES)
    except DatabaseError:
        return ()
    hits = (hit for hit in (*found.hits, *found.close) if hit.kind in PAGES and _is_named(hit, found.query))
    return tuple(hits)[:LIKELY]


def _is_named(hit: Hit, query: Query) -> bool:
    """Tell whether the title or address of a hit is like the words: that its text holds them says too little."""
    names = {*spoken_words(hit.plain_title), *spoken_words(hit.url.rstrip("/").rpartition("/")[2])}
    return sum(_is_like(word, names) for word in query.words) >= query.needed


def _is_like(word: str, names: set[str]) -> bool:
    if len(word) < spelling.SHORTEST:
        return word in names
    return any(name.startswith(word) for name in names) or spelling.closest(word, names) is not None


def _words(path: str) -> str:
    """Return the words of the last part of an address, "" when it isn't made of words (a number, a file's name)."""
    last = path.rstrip("/").rpartition("/")[2]
    return last.replace("-", " ") if _SLUG.fullmatch(last) and len(last) <= 80 else ""


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _reference(request: HttpRequest) -> str:
    return str(getattr(request, "reference", ""))
