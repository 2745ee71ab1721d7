"""Read drafts from what a browser sends: a whole form, or one answer as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.http import QueryDict

from attempts.models import Attempt
from attempts.services import Draft
from scoring.numbers import AnswerError

UNKNOWN_REVISION = -1  # matches nothing that is stored, so that it can only lead to a conflict


def drafts_from_form(attempt: Attempt, posted: QueryDict) -> dict[int, Draft]:
    """Read `q3` (the choices' places, or the number's text) and `r3` (the revision seen) for each item on the form."""
    return {
        position: Draft(_answer(item["kind"], posted.getlist(f"q{position}")), _revision(seen))
        for position, item in enumerate(attempt.items, start=1)
        if (seen := posted.get(f"r{position}")) is not None
    }


def _answer(kind: str, values: list[str]) -> dict[str, object]:
    if kind == "numeric":
        return {"text": values[-1] if values else ""}
    return {"choices": [int(value) if value.isdecimal() else value for value in values]}


def _revision(text: str) -> int:
    return int(text) if text.isdecimal() else UNKNOWN_REVISION


def draft_from_json(body: bytes) -> Draft:
    """Read `{"answer": {"choices": [1]} | {"text": "0.5"} | null, "revision": 2}`.

    Raises:
        AnswerError: it isn't that.
    """
    try:
        sent: Any = json.loads(body)
    except ValueError:  # also bytes that aren't UTF-8
        sent = None
    if not isinstance(sent, dict) or "answer" not in sent or type(sent.get("revision")) is not int:
        raise AnswerError("Send an object with “answer” and “revision”.")
    return Draft(sent["answer"], sent["revision"])
