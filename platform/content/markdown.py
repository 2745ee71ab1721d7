"""Markdown as authors write it, turned into safe HTML."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from content import blocks, formulas
from content.highlighting import highlight
from content.sanitising import clean, clean_figure

WORDS_PER_MINUTE = 200
# An anchor must never take an id that the page itself uses.
ANCHOR = "h-"
_WORD = re.compile(r"\w+")
_GLOSSARY_LINK = re.compile(r"\]\(glossary:([a-z0-9-]+)\)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body. `level` is 2 for `##`; `anchor` is its id."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a lesson: `prose`, or the place of an `item` or `explainer`, whose `html` only says its label."""

    kind: str
    html: SafeString
    name: str = ""
    label: str = ""


def render(text: str, figures: Mapping[str, str] | None = None) -> SafeString:
    """Render Markdown as HTML that is safe to put into a page.

    `figures` maps file names to SVG texts: an image on a line of its own that names one becomes a `<figure>` with the
    SVG inside. Any other image is shown as its alternative text. Formulas are MathML in elements of class `math`; one
    that cannot be drawn shows its TeX as code. The result is remembered.
    """
    return mark_safe("".join(part.html for part in _render(text, _items(figures), ())))  # noqa: S308 - each was cleaned


def render_parts(
    text: str, figures: Mapping[str, str] | None = None, definitions: Mapping[str, str] | None = None
) -> tuple[Part, ...]:
    """Render as `render` does, in parts: what the page itself puts in stands between stretches of prose.

    `definitions` maps slugs of the glossary to what the words mean; their links show it.
    """
    return _render(text, _items(figures), _items(definitions))


def definition(title: str, text: str) -> str:
    """Return a term and its meaning as one line of HTML without links, for `render_parts`, which cleans it."""
    line = _MARKDOWN.parseInline(text, {})
    line[0].children = [child for child in line[0].children or [] if child.type not in {"link_open", "link_close"}]
    return f"<strong>{escape(title)}:</strong> {_MARKDOWN.renderer.render(line, _MARKDOWN.options, {})}"


def glossary_terms(text: str) -> frozenset[str]:
    """Return the slugs that a text links as `glossary:…`."""
    return frozenset(_GLOSSARY_LINK.findall(text))


def table_of_contents(text: str) -> tuple[Heading, ...]:
    """Return the headings of the second and third level, in order."""
    return tuple(heading for heading in _headings(_parse(text, {})) if heading.level in {2, 3})


def reading_minutes(text: str) -> int:
    """Return whole minutes of reading, at least 1."""
    return max(1, math.ceil(len(_WORD.findall(text)) / WORDS_PER_MINUTE))


def _items(mapping: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((mapping or {}).items()))


@lru_cache(maxsize=512)
def _render(
    text: str, figures: tuple[tuple[str, str], ...], definitions: tuple[tuple[str, str], ...]
) -> tuple[Part, ...]:
    env: dict[str, Any] = {"figures": dict(figures), "definitions": dict(definitions)}
    parts: list[Part] = []
    for is_embed, group in groupby(_parse(text, env), key=lambda token: token.type == "embed"):
        tokens = list(group)
        parts += map(_embed, tokens) if is_embed else [_prose(tokens, env)]
    return tuple(parts)


def _prose(tokens: Sequence[Token], env: dict[str, Any]) -> Part:
    return Part("prose", mark_safe(clean(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env))))  # noqa: S308 - cleaned just here


def _embed(token: Token) -> Part:
    return Part(token.meta["kind"], format_html("<p>{}</p>\n", token.content), token.meta["name"], token.content)


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


def _draw_figure(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    name = str(token.attrs["src"])
    svg = clean_figure(env["figures"][name], name=slugify(name.removesuffix(".svg")), label=token.content)
    caption = token.attrs.get("title")
    # On a phone a drawing keeps a size at which its words can be read, and scrolls.
    scroll = f'<div class="figure-scroll" role="group" aria-label="Figure" tabindex="0">{svg}</div>'
    return f"<figure>{scroll}{f'<figcaption>{escape(caption)}</figcaption>' if caption else ''}</figure>\n"


def _describe_image(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<span class="missing-figure">{escape(tokens[index].content)}</span>'


def _build() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "highlight": lambda code, name, _: highlight(code, name)})
    markdown.enable(["table", "strikethrough"])
    markdown.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False)
    markdown.core.ruler.push("anchor_headings", _anchor_headings)
    for rule in (
        *(blocks.align_cells, blocks.wrap_tables, blocks.lift_figures),
        *(blocks.lift_embeds, blocks.make_callouts, blocks.link_glossary, blocks.keep_numbers),
        formulas.keep_punctuation,
    ):
        markdown.core.ruler.push(rule.__name__, rule)
    rules = {
        "figure": _draw_figure,
        "image": _describe_image,
        "math_inline": formulas.draw_inline,
        "math_block": formulas.draw_block,
    }
    for name, draw in rules.items():
        markdown.add_render_rule(name, draw)
    return markdown


_MARKDOWN = _build()
