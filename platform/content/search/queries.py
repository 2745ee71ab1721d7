"""What somebody typed, as words that any index can be asked for; nothing of it is ever syntax."""

# ruff: noqa: SIM905 - a hundred words read better as one text than as a hundred strings

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from content.search.plain import tidy

LONGEST = 200  # characters
MOST_WORDS = 16
SHORTEST_PREFIX = 3  # shorter words are looked for as they stand
_WORD = re.compile(r"[^\W_]+")
# PostgreSQL's own list for English: the index of either database knows these words as noise or doesn't know them.
STOP_WORDS = frozenset(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
    its itself they them their theirs themselves what which who whom this that these those am is are was were be been
    being have has had having do does did doing a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again
    further then once here there when where why how all any both each few more most other some such no nor not only
    own same so than too very s t can will just don should now
    """.split()
)
# Either spelling finds the other: regularise and regularize, behaviour and behavior, analyse and analyze.
_SPELLINGS = (
    (re.compile(r"iz(?=[aeio]|$)"), "is"),
    (re.compile(r"is(?=[aeio]|$)"), "iz"),
    (re.compile(r"lyz"), "lys"),
    (re.compile(r"lys"), "lyz"),
    (re.compile(r"our"), "or"),
    (re.compile(r"(?<=[lvib])or"), "our"),
)
_SHORTEST_RESPELT = 5
# A word that stops in the middle of an ending has a stem of its own: “normaliz” is to find what “normalization” finds.
_UNFINISHED = re.compile(r"(?<=.{4})(?:i[sz](?:a|at|ati|atio)?|ati|atio)$")


@dataclass(frozen=True, slots=True)
class Query:
    """`words` are what is looked for; `spoken` are all words, in order; `is_cut` when the text was too long."""

    text: str
    words: tuple[str, ...]
    spoken: tuple[str, ...]
    is_cut: bool

    @property
    def needed(self) -> int:
        """How many of the words a hit must hold: all of two, three fifths of many."""
        return len(self.words) if len(self.words) <= 2 else -(-len(self.words) * 3 // 5)


def parse(text: str) -> Query:
    """Read what was typed. Stop words count only where there is nothing else."""
    whole = tidy(unicodedata.normalize("NFKC", tidy(text)))
    kept = whole[:LONGEST]
    spoken = spoken_words(kept)
    words = tuple(dict.fromkeys(spoken))
    telling = tuple(word for word in words if word not in STOP_WORDS) or words
    return Query(kept, telling[:MOST_WORDS], spoken, is_cut=len(whole) > LONGEST or len(telling) > MOST_WORDS)


def spoken_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def spellings(word: str) -> tuple[str, ...]:
    """Return the word, how others spell it, and its stem if it is typed only in part."""
    found = {word: None}
    if len(word) >= _SHORTEST_RESPELT:
        for pattern, instead in _SPELLINGS:
            found[pattern.sub(instead, word)] = None
        found[_UNFINISHED.sub("", word)] = None
    return tuple(found)


def is_prefix(word: str) -> bool:
    """Say whether words that only begin like `word` are meant too."""
    return len(word) >= SHORTEST_PREFIX
