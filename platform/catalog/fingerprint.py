"""A hash of all an entry says, to tell whether a file or a row changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from catalog.entries import Concept, Lab, LearningPath, Lesson, Question, Quiz, Term

Entry = Concept | Term | Lesson | Question | Quiz | Lab | LearningPath
# Fields that an entry got after rows were first loaded. They count only when they say something: otherwise every row
# of an older database would look as if an author had changed it.
ADDED_LATER = {"facts"}


def fingerprint(entry: Entry) -> str:
    """Return 64 hex digits, the same for equal entries."""
    text = json.dumps(asdict(entry, dict_factory=_told), sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if value or name not in ADDED_LATER}


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"An entry cannot hold {type(value).__name__}.")
