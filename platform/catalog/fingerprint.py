"""A hash of all an entry says, to tell whether a file or a row changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from catalog.entries import Concept, Lab, Lesson, Question, Quiz

Entry = Concept | Lesson | Question | Quiz | Lab


def fingerprint(entry: Entry) -> str:
    """Return 64 hex digits, the same for equal entries."""
    text = json.dumps(asdict(entry), sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"An entry cannot hold {type(value).__name__}.")
