"""Asks the index and puts what it answers in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import ModuleType

from django.db import connection

from content.models.search import SearchKind
from content.search import postgres, queries, spelling, sqlite
from content.search.marking import Piece, is_marked, pieces, shorten
from content.search.matches import Match, Texts
from content.search.queries import Query, spoken_words

PAGE = 10
_CLOSE = 5
# Short texts score high by themselves, and a lesson says more than a line of the glossary or the stem of an item.
_BOOSTS = {
    SearchKind.LESSON: 1.3,
    SearchKind.TERM: 0.7,
    SearchKind.QUESTION: 1.0,
    SearchKind.LAB: 1.0,
    SearchKind.ITEM: 0.4,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found; a higher `score` is better, within one search."""

    kind: SearchKind
    title: tuple[Piece, ...]
    url: str
    snippet: tuple[Piece, ...]
    score: float

    @property
    def plain_title(self) -> str:
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits. `by_kind` counts all hits, of every kind; `total` those of the kinds that were asked for.

    `corrected` is the text that was searched instead, because nothing holds what was typed. Where there is no hit,
    `close` holds what has some of the words.
    """

    query: Query
    hits: tuple[Hit, ...] = ()
    total: int = 0
    by_kind: tuple[tuple[SearchKind, int], ...] = ()
    corrected: str = ""
    close: tuple[Hit, ...] = ()


def search(query: str, *, kinds: Collection[SearchKind] = (), limit: int = PAGE) -> list[Hit]:
    """Return the best hits, of all kinds unless some are named."""
    return list(find(query, kinds=kinds, limit=limit).hits)


def find(query: str, *, kinds: Collection[SearchKind] = (), limit: int = PAGE, offset: int = 0) -> Results:
    """Return a page of hits with what a page says about them. At most seven queries, however much is found."""
    asked = queries.parse(query)
    if not asked.words:
        return Results(asked)
    used = asked
    matches, near = _ranked(asked)
    if not matches and (instead := _respelt(asked)):
        others, _ = _ranked(instead)
        if others:
            used, matches = instead, others
    wanted = [match for match in matches if not kinds or match.kind in kinds]
    shown = wanted[offset : offset + limit]
    close = [] if matches else near[:_CLOSE]
    hits = _hits([*shown, *close], used.words)
    return Results(
        query=asked,
        hits=hits[: len(shown)],
        total=len(wanted),
        by_kind=tuple((kind, sum(match.kind == kind for match in matches)) for kind in SearchKind),
        corrected="" if used is asked else used.text,
        close=hits[len(shown) :],
    )


def _index() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite


def _ranked(query: Query) -> tuple[list[Match], list[Match]]:
    """Return the entries that hold enough of the words, and those that hold some; each list has the best first."""
    found: list[Match] = sorted(_index().match(query.words), key=lambda match: _order(match, query))
    enough = [match for match in found if match.held >= query.needed]
    return enough, [match for match in found if match.held < query.needed]


def _order(match: Match, query: Query) -> tuple[bool, int, float, str]:
    """Put what has the very words for a title or question first, then what holds more of them, then by score."""
    has_all = match.held == len(query.words)
    is_exact = has_all and query.spoken in (spoken_words(match.title), spoken_words(match.question))
    return (not is_exact, -match.held, -_score(match), match.title)


def _score(match: Match) -> float:
    return match.score * _BOOSTS[SearchKind(match.kind)]


def _respelt(query: Query) -> Query | None:
    """Return the query with its unknown words replaced by what they are most like; None if that changes nothing."""
    known = dict(zip(query.words, _index().known(query.words), strict=True))
    unknown = [word for word in query.words if not known[word] and len(word) >= spelling.SHORTEST]
    if not unknown:
        return None
    words = spelling.corrected(query.words, known, _index().similar(unknown))
    return None if words == query.words else queries.parse(" ".join(words))


def _hits(matches: Sequence[Match], words: Sequence[str]) -> tuple[Hit, ...]:
    if not matches:
        return ()
    texts: dict[int, Texts] = _index().texts([match.id for match in matches], words)
    return tuple(
        Hit(
            kind=SearchKind(match.kind),
            title=pieces(texts[match.id].title),
            url=texts[match.id].url,
            snippet=pieces(_snippet(texts[match.id])),
            score=_score(match),
        )
        for match in matches
        if match.id in texts
    )


def _snippet(texts: Texts) -> str:
    """Choose what tells most: a summary that holds a word, else a part of the text that does, else the beginning."""
    if is_marked(texts.summary):
        return texts.summary
    if is_marked(texts.body):
        return texts.body
    return shorten(texts.summary or texts.body)
