"""Code with its words marked by class, and the stylesheet that colours them in light and dark."""

from __future__ import annotations

from html import escape

from pygments import highlight as run
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.style import StyleMeta
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

BLOCK = "highlight"
_FORMATTER = HtmlFormatter(nowrap=True)


def highlight(code: str, language: str, *, numbered: bool = False) -> str:
    """Return `code` as a `<pre>`; a language that nobody knows is shown plain.

    When `numbered`, each line is an element `line-1`, `line-2`, …; lines count as in `code`, blank ones included.
    """
    try:
        # A lexer drops blank lines at the beginning, which would move the others up.
        inner = run(code, get_lexer_by_name(language, stripnl=not numbered), _FORMATTER) if language else escape(code)
    except ClassNotFound:
        inner = escape(code)
    if numbered:
        lines = enumerate(inner.rstrip("\n").split("\n"), start=1)
        inner = "".join(f'<span class="line" id="line-{number}">{line}\n</span>' for number, line in lines)
    name = escape(language or "text")
    return f'<pre class="{BLOCK}" tabindex="0"><code class="language-{name}">{inner}</code></pre>\n'


def stylesheet(*, light: str = "default", dark: str = "github-dark") -> str:
    """Return the CSS of two Pygments styles; which one shows follows the page's `color-scheme`."""
    styles = get_style_by_name(light), get_style_by_name(dark)
    rules = ["/* Made by content.highlighting.stylesheet; a test compares the two. */"]
    for token, name in sorted(STANDARD_TYPES.items(), key=lambda pair: pair[1]):
        colours = [_colour(style, token) for style in styles]
        if name and any(colours):
            first, second = (f"#{colour}" if colour else "inherit" for colour in colours)
            if "inherit" in (first, second):
                first, second = (value.replace("inherit", "CanvasText") for value in (first, second))
            rules.append(f".{BLOCK} .{name} {{ color: light-dark({first}, {second}); }}")
    return "\n".join(rules) + "\n"


def _colour(style: StyleMeta, token: _TokenType) -> str:
    return str(style.style_for_token(token)["color"] or "")
