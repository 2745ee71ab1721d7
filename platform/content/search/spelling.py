"""Finds the word that a misspelt one was meant to be."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from content.models.search import SearchEntry
from content.search.queries import STOP_WORDS, spoken_words

SHORTLIST = 20
SHORTEST = 4  # letters; shorter words are too much alike
_ALIKE = 0.72  # difflib's ratio: “dropuot” and “dropout” have 0.86


def vocabulary(words: Sequence[str]) -> dict[str, list[str]]:
    """Return for each word those of titles, questions and summaries that share most trigrams with it. One query."""
    texts = SearchEntry.objects.values_list("title", "question", "summary")
    all_words = {word for row in texts for text in row for word in spoken_words(text)}
    there = [(word, _trigrams(word)) for word in all_words if len(word) >= SHORTEST and word not in STOP_WORDS]
    return {word: _shortlist(word, there) for word in words}


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that is most like `word`, or None if none is like it."""
    rated = [(SequenceMatcher(None, word, candidate).ratio(), candidate) for candidate in candidates]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else None


def corrected(words: Sequence[str], known: Mapping[str, bool], similar: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return `words` with each unknown one replaced by what it is most like, if anything."""
    return tuple(word if known[word] else closest(word, similar.get(word, ())) or word for word in words)


def _shortlist(word: str, there: Iterable[tuple[str, frozenset[str]]]) -> list[str]:
    own = _trigrams(word)
    alike = ((len(own & grams) / len(own | grams), other) for other, grams in there)
    return [other for share, other in heapq.nlargest(SHORTLIST, alike) if share > 0]


def _trigrams(word: str) -> frozenset[str]:
    # As pg_trgm makes them: two blanks before the word, one after it.
    padded = f"  {word} "
    return frozenset(padded[n : n + 3] for n in range(len(padded) - 2))
