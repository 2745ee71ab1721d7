"""What an index answers, whichever it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that holds `held` of the words; a higher `score` is better, within one answer of one index."""

    id: int
    kind: str
    title: str
    question: str
    score: float
    held: int


@dataclass(frozen=True, slots=True)
class Texts:
    """What is shown of an entry; `title`, `summary` and `body` (a part of it) hold the marks of `marking`."""

    url: str
    title: str
    summary: str
    body: str
