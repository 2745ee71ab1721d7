"""Read drafts from what a browser sends: a whole form, or one answer as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from attempts.models import Attempt
from attempts.services import Draft
from scoring.numbers import AnswerError

UNKNOWN_REVISION = -1  # matches nothing that is stored, so that it can only lead to a conflict


def drafts_from_form(attempt: Attempt, posted: QueryDict) -> dict[int, Draft]:
    """Read for item 3 its controls `q3…`, `c3` (the certainty) and `r3` (the revision seen), for each on the form."""
    return {
        position: Draft(
            answer_from_form(item, posted, key=str(position)), _revision(seen), _certainty(posted.get(f"c{position}"))
        )
        for position, item in enumerate(attempt.items, start=1)
        if (seen := posted.get(f"r{position}")) is not None
    }


def answer_from_form(snapshot: Mapping[str, Any], posted: QueryDict, *, key: str) -> dict[str, object]:
    """Read one item's controls; `scoring.answers` says what of it is an answer.

    They are named `q3` (choices by their place, a text, an ordering's places in turn), `v3` (the verdict of a truth),
    `q3.1` (the right for the first left) and `q3.name` (a gap).
    """
    values = posted.getlist(f"q{key}")
    match snapshot["kind"]:
        case "single" | "multiple":
            return {"choices": _places(values)}
        case "truth":
            verdict = {"true": True, "false": False}.get(posted.get(f"v{key}", ""))
            return {"truth": verdict, "choices": _places(values)}
        case "ordering":
            return {"order": values}
        case "matching":
            lefts = enumerate((pair["left"] for pair in snapshot["pairs"]), start=1)
            return {"pairs": {left: posted.get(f"q{key}.{n}", "") for n, left in lefts}}
        case "cloze":
            names = (gap["name"] for gap in snapshot["gaps"])
            return {"gaps": {name: posted.get(f"q{key}.{name}", "") for name in names}}
        case _:
            return {"text": values[-1] if values else ""}


def _places(values: list[str]) -> list[object]:
    return [int(value) if value.isdecimal() else value for value in values]


def _revision(text: str) -> int:
    return int(text) if text.isdecimal() else UNKNOWN_REVISION


def _certainty(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def draft_from_json(body: bytes) -> Draft:
    """Read `{"answer": {"choices": [1]} | {"text": "0.5"} | … | null, "revision": 2, "certainty": 3}`.

    Raises:
        AnswerError: it isn't that.
    """
    sent = _object(body)
    certainty = sent.get("certainty")
    if "answer" not in sent or type(sent.get("revision")) is not int or type(certainty) not in {int, type(None)}:
        raise AnswerError("Send an object with “answer” and “revision”.")
    return Draft(sent["answer"], sent["revision"], certainty)


def flag_from_json(body: bytes) -> bool:
    """Read `{"flagged": true}`.

    Raises:
        AnswerError: it isn't that.
    """
    flagged = _object(body).get("flagged")
    if not isinstance(flagged, bool):
        raise AnswerError("Send an object with “flagged”, true or false.")
    return flagged


def _object(body: bytes) -> dict[str, Any]:
    try:
        sent = json.loads(body)
    except ValueError:  # also bytes that aren't UTF-8
        sent = None
    return sent if isinstance(sent, dict) else {}
