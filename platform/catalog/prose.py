"""The plain sentences of a Markdown text, and how hard they are to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_MATH = re.compile(r"(?<![\\$\d])\$(?!\s)((?:[^$\n]|\n(?!\s*\n))+?)(?<!\s)\$(?!\d)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)")
_EMBED = re.compile(r"^\[[^\]]+\]\((?:item|explainer):[^)]*\)[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[*+-]|\d+[.)])\s+")
# Within a paragraph, a number at the start of a line is just a number, unless a list can begin with it.
_FIRST_BULLET = re.compile(r"^\s*(?:[*+-]|1[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*")
_VOWELS = re.compile(r"[aeiouyà-ÿ]+")
# Formulas and code are read as one short word, so that they neither lengthen nor tear their sentence.
STAND_IN = "x"
FORMULA = "∎"


def without_code(text: str) -> str:
    """Return the text without fenced code, and with `x` for code within a line."""
    return _CODE.sub(STAND_IN, FENCE.sub("", text))


def formulas(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the TeX of each formula, and whether it is displayed: first the displayed ones, then those within lines."""
    plain = without_code(text)
    yield from ((found[1], True) for found in _DISPLAY.finditer(plain))
    yield from ((found[1], False) for found in _MATH.finditer(_DISPLAY.sub(FORMULA, plain)))


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a text as (kind, plain words); kind is `paragraph` or `item`.

    Code, headings, tables and images are left out; a displayed formula is a block `FORMULA`; links keep their words.
    """
    plain = _EMBED.sub("", _IMAGE.sub("", _DISPLAY.sub(f"\n\n{FORMULA}\n\n", without_code(text))))
    plain = _MATH.sub(STAND_IN, plain)
    plain = _EMPHASIS.sub("", _LINK.sub(r"\1", plain))
    for chunk in re.split(r"\n\s*\n", plain):
        lines = [line.lstrip("> ").rstrip() for line in chunk.split("\n")]
        yield from _pieces([line for line in lines if line and not line.startswith(("#", "|"))])


def _pieces(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Split lines at bullets; a line without one goes on with what was before."""
    kind, words = "paragraph", ""
    for line in lines:
        bullet = _FIRST_BULLET if kind == "paragraph" and words else _BULLET
        if bullet.match(line):
            if words:
                yield kind, words
            kind, words = "item", bullet.sub("", line)
        else:
            words = f"{words} {line.strip()}".strip()
    if words:
        yield kind, words


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a block ends one whatever its last sign."""
    found = [sentence for _, words in blocks(text) for sentence in _SENTENCE_END.split(words)]
    return [sentence for sentence in found if _WORD.search(sentence)]


def syllables(word: str) -> int:
    """Count the groups of vowels, at least one; an e at the end is silent."""
    lower = word.lower()
    count = len(_VOWELS.findall(lower))
    if lower.endswith("e") and not lower.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade: the school years it takes to read a text with ease. No sentence reads as 0.

    Source: Kincaid et al., Derivation of New Readability Formulas for Navy Enlisted Personnel (1975).
    """
    told = sentences(text)
    words = [word for sentence in told for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(told) + 11.8 * per_word - 15.59
