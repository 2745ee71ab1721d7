"""Two texts of one lab side by side, and what became of the checks between two reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

CONTEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison. `kind` is same, gone, new, or gap for lines left out; numbers count from 1."""

    kind: str
    text: str = ""
    old_number: int | None = None
    new_number: int | None = None


def compare(old: str, new: str) -> list[Line]:
    """Return the lines that differ, each with a few that don't around it; nothing when the texts are the same."""
    before, after = old.splitlines(), new.splitlines()
    lines: list[Line] = []
    for group in SequenceMatcher(a=before, b=after, autojunk=False).get_grouped_opcodes(CONTEXT_LINES):
        if lines or group[0][1] > 0:
            lines.append(Line("gap"))
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                shift = new_start - start
                lines += [Line("same", before[at], at + 1, at + shift + 1) for at in range(start, end)]
                continue
            lines += [Line("gone", before[at], old_number=at + 1) for at in range(start, end)]
            lines += [Line("new", after[at], new_number=at + 1) for at in range(new_start, new_end)]
    return lines


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check in two reports; a status is "" where a report has no such check."""

    title: str
    old: str
    new: str

    @property
    def has_changed(self) -> bool:
        return self.old != self.new


def compare_checks(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[CheckChange]:
    """Return each check of two reports; nothing unless there are two."""
    if not old or not new:
        return []
    before = {check["id"]: check for check in old["checks"]}
    after = {check["id"]: check for check in new["checks"]}
    return [
        CheckChange(
            title=(after.get(key) or before[key])["title"],
            old=before[key]["status"] if key in before else "",
            new=after[key]["status"] if key in after else "",
        )
        for key in {**after, **before}
    ]
