"""A quiz as a GIFT file. The format: <https://docs.moodle.org/en/GIFT_format>."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalog.entries import Choice, Item, ItemKind, Quiz
from content.exchange import numbers
from content.exchange.holding import TRUTHS, hold, tags_of
from content.exchange.reports import Format, Remark, Writing

MARKDOWN = "[markdown]"
_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\#=~{}:"} | {"\n": "\\n"})
MATH = "Math stands between dollars; Moodle shows it once its MathJax filter takes $ as a delimiter."


def write(quiz: Quiz) -> Writing:
    """Write what GIFT can hold of a quiz; texts are Markdown, and each says so."""
    category = quiz.title.replace("/", "//")
    blocks, remarks = [f"$CATEGORY: $course$/top/{category}"], list(about_math(quiz))
    for item in quiz.items:
        held = hold(item, Format.GIFT)
        remarks += [Remark(item.slug, loss) for loss in held.losses]
        if held.item is not None:
            blocks.append(_question(held.item))
    return Writing("\n\n".join(blocks) + "\n", len(blocks) - 1, tuple(remarks))


def about_math(quiz: Quiz) -> Iterator[Remark]:
    """Yield the remark on math where a quiz has any."""
    if any("$" in text for item in quiz.items for text in (item.stem, item.explanation)):
        yield Remark("", MATH)


def _question(item: Item) -> str:
    tags = [*tags_of(item), *([f"points:{item.points!r}"] if item.points != 1.0 else [])]
    about = " ".join([f"[id:{item.slug}]", *(f"[tag:{_tag(tag)}]" for tag in tags)])
    return f"// {about}\n::{item.slug}::{MARKDOWN}{_text(item.stem)} {{{_answers(item)}####{_part(item.explanation)}}}"


def _answers(item: Item) -> str:
    if item.kind is ItemKind.NUMERIC and item.numeric is not None:
        return f"#{item.numeric.value!r}:{item.numeric.absolute!r}"
    if item.kind is ItemKind.TEXT:
        return _lines(f"=%100%{_part(text.replace('*', chr(92) + '*'))}" for text in item.accepted)
    if item.kind is ItemKind.MATCHING:
        pairs = [(_part(pair.left), pair.right) for pair in item.pairs] + [("", right) for right in item.extra]
        return _lines(f"={left} -> {_text(right)}" for left, right in pairs)
    if tuple(choice.text for choice in item.choices) == TRUTHS and item.kind is ItemKind.SINGLE:
        return _truth(item.choices)
    right = sum(choice.correct for choice in item.choices)
    share = "" if item.kind is ItemKind.SINGLE else numbers.weight(right)
    return _lines(_choice(choice, share) for choice in item.choices)


def _truth(choices: tuple[Choice, ...]) -> str:
    right, wrong = sorted(choices, key=lambda choice: not choice.correct)
    feedback = [_part(wrong.feedback), _part(right.feedback)]
    while feedback and not feedback[-1]:
        feedback.pop()
    return "#".join([right.text.upper(), *feedback])


def _choice(choice: Choice, share: str) -> str:
    """Write a choice; without a `share` of the mark it is one of a single choice."""
    if share:
        sign = f"~%{share}%" if choice.correct else f"~%-{share}%"
    else:
        sign = "=" if choice.correct else "~%0%" if choice.text.startswith("%") else "~"
    return sign + _part(choice.text) + (f"#{_part(choice.feedback)}" if choice.feedback else "")


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"\n\t{part}" for part in parts) + "\n\t"


def _part(text: str) -> str:
    """Write a text inside the answers. One that starts with a bracket would look like a format's name."""
    return (MARKDOWN if text.startswith("[") else "") + _text(text)


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _tag(text: str) -> str:
    return re.sub(r"[\\\[\]]", r"\\\g<0>", text)
