"""Texts in which the words that were found are marked, without a single tag: templates and clients draw the marks."""

from __future__ import annotations

from dataclasses import dataclass

# The index holds no control characters, so these stand for nothing else.
START, END = "\x02", "\x03"
LONGEST_PLAIN = 220


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters; `is_match` when it is a word that was searched for."""

    text: str
    is_match: bool


def pieces(marked: str) -> tuple[Piece, ...]:
    """Cut a text with marks into its pieces."""
    found: list[Piece] = []
    for part in marked.split(START):
        inside, end, outside = part.partition(END)
        if end:
            found.append(Piece(inside, is_match=True))
            found.append(Piece(outside, is_match=False))
        else:
            found.append(Piece(inside, is_match=False))
    return tuple(piece for piece in found if piece.text)


def is_marked(text: str) -> bool:
    return START in text


def shorten(text: str) -> str:
    """Return the beginning of a text that has no marks, cut at a word."""
    if len(text) <= LONGEST_PLAIN:
        return text
    return text[:LONGEST_PLAIN].rsplit(" ", 1)[0] + " …"
