"""Markdown as plain words, with its code apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table"])
_MARKDOWN.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, allow_blank_lines=False)
# Links that the page replaces by something else: a quiz item, an explainer.
_PLACED = re.compile(r"(item|explainer):")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff\s]+")
_GAP = re.compile(r"\{\{\s*\w+\s*\}\}")


def plain(text: str) -> tuple[str, str]:
    """Return the prose of a Markdown text, and its code and formulas, each as one line; gaps lose their names."""
    prose: list[str] = []
    code: list[str] = []
    for token in _MARKDOWN.parse(text.replace("\0", " ")):
        if token.type in {"fence", "code_block", "math_block"}:
            code.append(token.content)
        elif token.type == "inline" and not _is_placed(token):
            prose.append("".join(_words(token)))
    return tidy(_GAP.sub("…", " ".join(prose))), tidy(" ".join(code))


def tidy(text: str) -> str:
    """Return `text` on one line, without the characters that no database stores or no reader sees."""
    return _UNREADABLE.sub(" ", text).strip()


def _words(inline: Token) -> Iterator[str]:
    for child in inline.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            yield " "
        elif child.type == "math_inline" and "\\" in child.content:
            yield "…"  # a formula that only makes sense when it is drawn
        else:
            yield child.content


def _is_placed(inline: Token) -> bool:
    children = inline.children or []
    return bool(children) and bool(_PLACED.match(str(children[0].attrs.get("href", ""))))
