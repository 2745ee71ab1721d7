"""The one form in which texts and slugs are kept."""

from __future__ import annotations

import re
import unicodedata

from catalog.errors import Faults

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_RULE = "expected lower-case letters, digits and single hyphens"
LONGEST_SLUG = 80


def is_slug(value: str) -> bool:
    return len(value) <= LONGEST_SLUG and SLUG.fullmatch(value) is not None


def decode(data: bytes, faults: Faults) -> str:
    """Return UTF-8 text with newlines as `\\n`; after a fault, nothing."""
    try:
        return _with_newlines(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add(f"line {line}", "expected UTF-8 text")
        return ""


def tidy(text: str) -> str:
    """Return a value with newlines as `\\n` and without outer blank space."""
    return _with_newlines(text).strip()


def tidy_file(text: str) -> str:
    """Return a file's text without blank first lines and with one newline at its end; blank becomes empty."""
    inner = _with_newlines(text).strip("\n")
    return f"{inner}\n" if inner.strip() else ""


def control_character(text: str) -> str | None:
    """Name the first control character that neither PostgreSQL nor a page could show, such as U+0000."""
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in "\n\t":
            return f"U+{ord(character):04X}"
    return None


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
