"""Formulas within Markdown: which text around one moves with it, and what is shown when it cannot be drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import escape
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from catalog.mathml import MathError, draw

# A browser may break a line between a formula and what follows it without a space.
_CLINGS = re.compile(r"\S{1,3}(?=\s|$)|[.,;:!?)\]’”-]+")


def keep_punctuation(state: StateCore) -> None:
    """Let a formula within a line take along the comma, or the ending of a word, that follows it."""
    for block in state.tokens:
        children = block.children or []
        for formula, after in pairwise(children):
            if formula.type == "math_inline" and after.type == "text" and (mark := _CLINGS.match(after.content)):
                formula.meta["mark"] = mark[0]
                after.content = after.content[mark.end() :]


def draw_inline(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    drawn = _drawn(tokens[index].content, display=False)
    mark = tokens[index].meta.get("mark")
    if mark:
        before, start, last = drawn.rpartition("<math")
        drawn = f'{before}<span class="unbroken">{start}{last}{escape(mark)}</span>'
    return f'<span class="math">{drawn}</span>'


def draw_block(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    drawn = _drawn(tokens[index].content, display=True)
    return f'<div class="math display" role="group" aria-label="Formula" tabindex="0">{drawn}</div>\n'


def _drawn(tex: str, *, display: bool) -> str:
    try:
        return draw(tex.strip(), display=display)
    except MathError:
        return f"<code>{escape(tex.strip())}</code>"
