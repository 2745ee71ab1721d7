"""The failed verdict that visitors see on the home page: a real report, kept as the grader wrote it.

`manage.py grade dropout-inverted FILE --json --seed 7` makes it again from the source beside it in sample.json.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """A source text and the report on it."""

    source: str
    report: dict[str, Any]


@functools.cache
def sample() -> Sample:
    """Read the kept sample, once."""
    kept = json.loads(Path(__file__).with_name("sample.json").read_text(encoding="utf-8"))
    return Sample(kept["source"], kept["report"])
