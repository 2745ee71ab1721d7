"""HTML, which most Moodle files hold, as Markdown."""

from __future__ import annotations

import re

from markdownify import markdownify

# None of these looks past the next thing of its own kind, so that a file of openings without ends takes no longer.
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
_INLINE = re.compile(r"\\\(((?:[^\\]|\\[^()])+)\\\)")
_DISPLAY = re.compile(r"\\\[((?:[^\\]|\\[^\[\]])+)\\\]")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")


def is_html(text: str) -> bool:
    """Tell whether a text holds a tag or an entity."""
    return _TAG.search(text) is not None


def to_markdown(text: str) -> tuple[str, int]:
    r"""Return HTML as Markdown, and how many pictures it had. Math moves from \(…\) to $…$."""
    # Escaping is off: it would put backslashes into formulas, which hold most of the underscores there are.
    plain = markdownify(text, heading_style="ATX", escape_asterisks=False, escape_underscores=False, escape_misc=False)
    plain = _DISPLAY.sub(lambda found: f"$${found[1]}$$", plain)
    plain = _INLINE.sub(lambda found: f"${found[1].strip()}$", plain)
    plain, pictures = _PICTURE.subn(lambda found: found[1], plain)
    return re.sub(r"\n{3,}", "\n\n", plain).strip(), pictures
