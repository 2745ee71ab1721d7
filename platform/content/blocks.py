"""What authors write beyond plain Markdown: figures, callouts, tables that scroll, glossary links and embeds.

Each rule turns markdown-it's tokens into others once the text is parsed; all of them end up in `content.sanitising`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from django.urls import reverse
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

CALLOUTS = ("Correction", "Tip", "Warning")
EMBED = re.compile(r"(item|explainer):([a-z0-9-]+)")
GLOSSARY = "glossary:"
_UNITS = r"(?:[kMGT]?(?:B|W|Wh|Hz)|[kmµn]?(?:g|m|s)|cm|h)"
_WITHIN_A_NUMBER = re.compile(rf"(?<=\d) (?=[%×·]|{_UNITS}\b)|(?<=\d [×·]) (?=\d)")


def keep_numbers(state: StateCore) -> None:
    """Let no line end between a number and its unit, its per cent sign or what it is multiplied by."""
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "text":
                child.content = _WITHIN_A_NUMBER.sub("\N{NO-BREAK SPACE}", child.content)


def align_cells(state: StateCore) -> None:
    """Say a cell's alignment by attribute: the site's policy lets no inline style through."""
    for token in state.tokens:
        if token.type in {"th_open", "td_open"} and "style" in token.attrs:
            token.attrs = {"align": str(token.attrs["style"]).removeprefix("text-align:")}


def wrap_tables(state: StateCore) -> None:
    """Let a wide table scroll inside itself, by keyboard too, instead of widening the page."""
    wrapped: list[Token] = []
    count = 0
    for token in state.tokens:
        if token.type == "table_open":
            count += 1
            attrs: dict[str, str | int | float] = {
                "class": "table-scroll",
                "role": "group",
                "aria-label": f"Table {count}",
                "tabindex": "0",
            }
            wrapped.append(Token("scroll_open", "div", 1, attrs=attrs, block=True))
        wrapped.append(token)
        if token.type == "table_close":
            wrapped.append(Token("scroll_close", "div", -1, block=True))
    state.tokens = wrapped


def lift_figures(state: StateCore) -> None:
    """Replace a paragraph that is one image of a known figure by that figure."""
    figures = state.env.get("figures", {})
    lifted: list[Token] = []
    for token in state.tokens:
        lifted.append(token)
        image = _sole(lifted[-3:], "image")
        if image is not None and image.attrs.get("src") in figures:
            figure = Token("figure", "figure", 0, attrs=image.attrs, content=image.content, block=True)
            lifted[-3:] = [figure]
    state.tokens = lifted


def lift_embeds(state: StateCore) -> None:
    """Replace a paragraph that is one link to `item:…` or `explainer:…` by an embed of that name."""
    lifted: list[Token] = []
    for token in state.tokens:
        lifted.append(token)
        link = _sole(lifted[-3:], "link_open", "text", "link_close")
        # Inside a list or a quotation it would cut that in two.
        found = EMBED.fullmatch(str(link.attrs.get("href"))) if link and lifted[-3].level == 0 else None
        if found:
            label = _said(lifted[-2])[1].content
            meta = {"kind": found[1], "name": found[2]}
            lifted[-3:] = [Token("embed", "p", 0, content=label, meta=meta, block=True)]
    state.tokens = lifted


def make_callouts(state: StateCore) -> None:
    """Make an aside of a quotation that opens with a bold “Correction.”, “Tip.” or “Warning.”."""
    made: list[Token] = []
    closings: list[str] = []
    tokens = state.tokens
    for n, token in enumerate(tokens):
        made.append(token)
        if token.type == "blockquote_open":
            label = _callout(tokens[n + 1 : n + 3])
            closings.append("aside" if label else token.tag)
            if label:
                token.tag = "aside"
                token.attrs = {"class": f"callout {label.lower()}"}
                made += _paragraph(label, "callout-label")
                _drop_label(tokens[n + 2])
        elif token.type == "blockquote_close":
            token.tag = closings.pop()
    state.tokens = made


def link_glossary(state: StateCore) -> None:
    """Lead `glossary:…` links to the glossary; a known definition stands beside its link."""
    definitions = state.env.get("definitions", {})
    used: dict[str, int] = {}
    for block in state.tokens:
        if block.type == "inline":
            block.children = _with_definitions(block.children or [], definitions, used)


def _with_definitions(children: Sequence[Token], definitions: dict[str, str], used: dict[str, int]) -> list[Token]:
    linked: list[Token] = []
    definition = ""
    for token in children:
        if token.type == "link_open" and str(token.attrs.get("href")).startswith(GLOSSARY):
            slug = str(token.attrs["href"]).removeprefix(GLOSSARY)
            token.attrs = {"href": f"{reverse('glossary')}#{slug}"}
            if slug in definitions:
                used[slug] = used.get(slug, 0) + 1
                name = f"def-{slug}" + (f"-{used[slug]}" if used[slug] > 1 else "")
                token.attrs["aria-describedby"] = name
                linked.append(_html('<span class="term">'))
                definition = (
                    f'<span class="definition" role="tooltip" id="{escape(name)}">{definitions[slug]}</span></span>'
                )
        linked.append(token)
        if token.type == "link_close" and definition:
            linked.append(_html(definition))
            definition = ""
    return linked


def _html(text: str) -> Token:
    return Token("html_inline", "", 0, content=text)


def _paragraph(text: str, name: str) -> list[Token]:
    inline = Token("inline", "", 0, children=[Token("text", "", 0, content=text)])
    return [
        Token("paragraph_open", "p", 1, attrs={"class": name}, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
    ]


def _callout(opening: Sequence[Token]) -> str:
    """Return the label that a quotation opens with, or nothing."""
    if [token.type for token in opening] != ["paragraph_open", "inline"]:
        return ""
    children = _said(opening[1])
    if [child.type for child in children[:3]] != ["strong_open", "text", "strong_close"]:
        return ""
    label = children[1].content.removesuffix(".")
    return label if label in CALLOUTS else ""


def _drop_label(inline: Token) -> None:
    inline.children = _said(inline)[3:]
    if inline.children and inline.children[0].type == "text":
        inline.children[0].content = inline.children[0].content.lstrip()


def _said(inline: Token) -> list[Token]:
    """Return a line's tokens without the empty texts that the parser puts before a bold word."""
    return [child for child in inline.children or [] if child.type != "text" or child.content]


def _sole(tokens: Sequence[Token], *types: str) -> Token | None:
    """Return the first token of a paragraph that holds tokens of just these types."""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    children = _said(tokens[1])
    return children[0] if [child.type for child in children] == list(types) else None
