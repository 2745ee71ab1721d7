"""What reading or writing a file of another system came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    GIFT = "gift"
    MOODLE_XML = "moodle-xml"

    @property
    def label(self) -> str:
        return "GIFT" if self is Format.GIFT else "Moodle XML"

    @property
    def suffix(self) -> str:
        return ".gift.txt" if self is Format.GIFT else ".xml"

    @property
    def content_type(self) -> str:
        return "text/plain; charset=utf-8" if self is Format.GIFT else "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Remark:
    """What was left out or assumed, and why. `item` empty means the file as a whole; `line` 0 means none."""

    item: str
    text: str
    line: int = 0

    def __str__(self) -> str:
        place = ", ".join([*([f"line {self.line}"] if self.line else []), *([self.item] if self.item else [])])
        return f"{place}: {self.text}" if place else self.text


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Why a file cannot be read. `line` counts from 1."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Found:
    """A question read from a file, as the table that `catalog.items.item_from` takes."""

    line: int
    table: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. With `faults` nothing of it may be used. `title` is empty where the file gives none."""

    found: tuple[Found, ...] = ()
    remarks: tuple[Remark, ...] = ()
    faults: tuple[Fault, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """A file's text, how many items it holds, and what of the quiz it does not."""

    text: str
    count: int
    remarks: tuple[Remark, ...]


def by_text(remarks: Iterable[Remark]) -> dict[str, list[str]]:
    """Group remarks that say the same of many items: each text with its items, in order."""
    grouped: dict[str, list[str]] = {}
    for remark in remarks:
        grouped.setdefault(remark.text, []).append(remark.item)
    return grouped
