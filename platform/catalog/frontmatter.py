"""Markdown files that open with TOML between two lines of `+++`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog import toml
from catalog.errors import Faults
from catalog.texts import control_character, tidy_file

FENCE = "+++"


def split(text: str, faults: Faults) -> tuple[dict[str, Any] | None, str]:
    """Return the front matter's table and the body; the table is None after a fault."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        faults.add("line 1", f"expected {FENCE}, which opens the front matter")
        return None, ""
    closing = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if closing is None:
        faults.add(f"line {len(lines)}", f"the front matter does not end; expected a line {FENCE}")
        return None, ""
    return toml.loads("\n".join(lines[1:closing]), faults, first_line=2), tidy_file("\n".join(lines[closing + 1 :]))


def join(table: Mapping[str, Any], body: str) -> str:
    return f"{FENCE}\n{toml.dumps(table)}{FENCE}\n\n{body}"


def check_body(body: str, faults: Faults, *, is_what: str) -> None:
    if not body.strip():
        faults.add("", f"expected {is_what} after the front matter, found nothing")
    if found := control_character(body):
        faults.add("", f"{is_what} holds the control character {found}")
