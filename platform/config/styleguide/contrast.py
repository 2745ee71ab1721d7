"""How well colours stand out from each other, by WCAG 2.2, for the tokens as their sheet says them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings

TEXT, SHAPE = 4.5, 3.0
# What is drawn on what, and how much it must stand out: text (1.4.3), or the edge of a control (1.4.11).
PAIRS = (
    *((text, ground, TEXT) for text in ("ink", "muted", "accent") for ground in ("paper", "surface", "sunk", "code")),
    *((tone, ground, TEXT) for tone in ("good", "bad", "warn") for ground in ("paper", "surface", f"{tone}-wash")),
    *(("ink", f"{wash}-wash", TEXT) for wash in ("accent", "good", "bad", "warn")),
    ("accent", "accent-wash", TEXT),
    ("accent-strong", "paper", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("ink", "marker", TEXT),
    *((f"code-{part}", "sunk", TEXT) for part in ("word", "name", "text", "number", "aside")),
    *(("edge", ground, SHAPE) for ground in ("paper", "surface", "sunk")),
)


@dataclass(frozen=True, slots=True)
class Colour:
    """A token in both themes, each as `#rrggbb`."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours, and how far apart they are in each theme: from 1 (the same) to 21 (black and white)."""

    front: Colour
    ground: Colour
    needed: float

    @property
    def light(self) -> float:
        return ratio(self.front.light, self.ground.light)

    @property
    def dark(self) -> float:
        return ratio(self.front.dark, self.ground.dark)


def tokens() -> dict[str, str]:
    """Return every token of `tokens.css` with what stands behind its colon."""
    sheet = (settings.PLATFORM / "static" / "css" / "tokens.css").read_text()
    return dict(re.findall(r"^  --([a-z0-9-]+): ([^;]+);", sheet, re.MULTILINE))


def colours() -> dict[str, Colour]:
    written = re.compile(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
    found = {name: written.fullmatch(value) for name, value in tokens().items()}
    return {name: Colour(name, *match.groups()) for name, match in found.items() if match}


def pairs() -> list[Pair]:
    named = colours()
    return [Pair(named[front], named[ground], needed) for front, ground, needed in PAIRS]


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, from 0 (black) to 1 (white)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
