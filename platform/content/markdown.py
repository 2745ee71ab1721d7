"""Markdown as authors write it, turned into safe HTML."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from content.highlighting import highlight
from content.sanitising import clean, clean_figure

WORDS_PER_MINUTE = 200
# An anchor must never take an id that the page itself uses.
ANCHOR = "h-"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body. `level` is 2 for `##`; `anchor` is its id."""

    level: int
    text: str
    anchor: str


def render(text: str, figures: Mapping[str, str] | None = None) -> SafeString:
    """Render Markdown as HTML that is safe to put into a page.

    `figures` maps file names to SVG texts: an image on a line of its own that names one becomes a `<figure>` with the
    SVG inside. Any other image is shown as its alternative text. Math stays between its dollars in elements of class
    `math`. The result is remembered.
    """
    return _render(text, tuple(sorted((figures or {}).items())))


def table_of_contents(text: str) -> tuple[Heading, ...]:
    """Return the headings of the second and third level, in order."""
    return tuple(heading for heading in _headings(_parse(text, {})) if heading.level in {2, 3})


def reading_minutes(text: str) -> int:
    """Return whole minutes of reading, at least 1."""
    return max(1, math.ceil(len(_WORD.findall(text)) / WORDS_PER_MINUTE))


@lru_cache(maxsize=512)
def _render(text: str, figures: tuple[tuple[str, str], ...]) -> SafeString:
    env: dict[str, Any] = {"figures": dict(figures)}
    tokens = _parse(text, env)
    return mark_safe(clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env)))  # noqa: S308 - cleaned just here


def _parse(text: str, env: dict[str, Any]) -> list[Token]:
    return _MARKDOWN.parse(text, env)


def _headings(tokens: Sequence[Token]) -> list[Heading]:
    return [
        Heading(int(token.tag[1]), _plain(tokens[n + 1]), str(token.attrs["id"]))
        for n, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _anchor_headings(state: StateCore) -> None:
    used: dict[str, int] = {}
    for n, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        slug = slugify(_plain(state.tokens[n + 1])) or "section"
        used[slug] = used.get(slug, 0) + 1
        token.attrSet("id", f"{ANCHOR}{slug}" + (f"-{used[slug]}" if used[slug] > 1 else ""))


def _align_cells(state: StateCore) -> None:
    """Say a cell's alignment by attribute: the site's policy lets no inline style through."""
    for token in state.tokens:
        if token.type in {"th_open", "td_open"} and "style" in token.attrs:
            token.attrs = {"align": str(token.attrs["style"]).removeprefix("text-align:")}


def _lift_figures(state: StateCore) -> None:
    """Replace a paragraph that is one image of a known figure by that figure."""
    figures = state.env.get("figures", {})
    lifted: list[Token] = []
    for token in state.tokens:
        lifted.append(token)
        image = _sole_image(lifted[-3:])
        if image is not None and image.attrs.get("src") in figures:
            figure = Token("figure", "figure", 0, attrs=image.attrs, content=image.content, block=True)
            lifted[-3:] = [figure]
    state.tokens = lifted


def _sole_image(tokens: Sequence[Token]) -> Token | None:
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    children = tokens[1].children or []
    return children[0] if [child.type for child in children] == ["image"] else None


def _draw_figure(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    name = str(token.attrs["src"])
    svg = clean_figure(env["figures"][name], name=slugify(name.removesuffix(".svg")), label=token.content)
    caption = token.attrs.get("title")
    return f"<figure>{svg}{f'<figcaption>{escape(caption)}</figcaption>' if caption else ''}</figure>\n"


def _describe_image(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<span class="missing-figure">{escape(tokens[index].content)}</span>'


def _inline_math(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<span class="math">${escape(tokens[index].content)}$</span>'


def _block_math(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<div class="math display">$${escape(tokens[index].content)}$$</div>\n'


def _build() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "highlight": lambda code, name, _: highlight(code, name)})
    markdown.enable(["table", "strikethrough"])
    markdown.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False)
    markdown.core.ruler.push("anchor_headings", _anchor_headings)
    markdown.core.ruler.push("align_cells", _align_cells)
    markdown.core.ruler.push("lift_figures", _lift_figures)
    rules = {"figure": _draw_figure, "image": _describe_image, "math_inline": _inline_math, "math_block": _block_math}
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


_MARKDOWN = _build()
