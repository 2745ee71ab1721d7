"""What a page weighs as it is sent: its HTML, and every sheet, script and font that it makes a browser fetch.

What comes later, as a reader scrolls to it, is left out.
No browser is asked. A font counts where a page can need it: that of code where there is code, that of formulas where
there is one, and a face of rarer letters where the page holds one of them.
"""

from __future__ import annotations

import gzip
import html
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

_SHEET = re.compile(r'<link rel="stylesheet" href="/static/([^"?]+)"')
_SCRIPT = re.compile(r'(?:<script\b[^>]*\ssrc|\bdata-editor)="/static/([^"?]+)"')
_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?["\'](\.[^"\']+\.js)["\']', re.MULTILINE)
_IMAGE = re.compile(r'<img\b[^>]*\ssrc="/static/([^"?]+)"')
_FACE = re.compile(r"@font-face\s*{([^}]*)}")
_FONT = re.compile(r"/fonts/(([\w-]+)\.woff2)")
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")
_NEEDED_BY = {"jetbrains-mono": ("<code", "<pre", "<kbd", "<textarea"), "stix-two-math": ("<math",)}
_ALWAYS = {"newsreader", "newsreader-italic", "instrument-sans"}


@dataclass
class Weight:
    """Compressed bytes of a page: of its HTML, and of its files by their names."""

    html: int = 0
    files: dict[str, int] = field(default_factory=dict)

    @property
    def scripts(self) -> int:
        return sum(size for name, size in self.files.items() if name.endswith(".js"))

    @property
    def whole(self) -> int:
        return self.html + sum(self.files.values())


def weigh(client: Client, address: str) -> Weight:
    """Return what the page at `address` weighs for whoever `client` is."""
    page = client.get(address).content.decode()
    weight = Weight(len(gzip.compress(page.encode())))
    sheets = _SHEET.findall(page)
    for name in {*sheets, *_with_imports(_SCRIPT.findall(page)), *_IMAGE.findall(page), *_fonts(sheets, page)}:
        weight.files[name] = _compressed(name)
    return weight


@cache
def _compressed(name: str) -> int:
    kept = _path(name).read_bytes()
    return len(kept) if name.endswith((".woff2", ".png")) else len(gzip.compress(kept))


@cache
def _faces(sheet: str) -> list[str]:
    return _FACE.findall(_path(sheet).read_text())


@cache
def _path(name: str) -> Path:
    found = finders.find(name)
    assert found, f"there is no static file {name}"
    return Path(str(found))


def _with_imports(scripts: list[str]) -> set[str]:
    waiting, known = list(scripts), set()
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            folder = Path(name).parent
            imports = _IMPORT.findall(_path(name).read_text()) if not name.startswith("vendor/") else []
            waiting += [Path("/", folder, imported).resolve().relative_to("/").as_posix() for imported in imports]
    return known


def _fonts(sheets: list[str], page: str) -> set[str]:
    characters = set(html.unescape(re.sub(r"<math.*?</math>|<[^>]+>", "", page, flags=re.DOTALL)))
    wanted = set()
    for sheet in sheets:
        for rule in _faces(sheet):
            if found := _FONT.search(rule):
                needed_by = _NEEDED_BY.get(found[2])
                reachable = any(part in page for part in needed_by) if needed_by else found[2] in _ALWAYS
                if reachable or (not needed_by and found[2] not in _ALWAYS and characters & _characters(rule)):
                    wanted.add(f"vendor/fonts/{found[1]}")
    return wanted


@cache
def _characters(rule: str) -> frozenset[str]:
    ranges = [(int(first, 16), int(last or first, 16)) for first, last in _RANGE.findall(rule)]
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))
