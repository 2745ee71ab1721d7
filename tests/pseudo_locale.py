"""A language that nobody speaks: every sentence of the interface is marked and about 40 % longer, so that one that was
left out of gettext, or a layout without room, can be seen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import allauth
import axes
import django
import polib
import pytest_django
from django.conf import settings
from django.utils import translation

CODE = "xx"
LEFT, RIGHT = "⟦", "⟧"
MARKED = re.compile(f"{LEFT}[^{LEFT}{RIGHT}]*{RIGHT}")
_TAG = re.compile(r"(<[^>]*>)")
_PLACE = re.compile(r"%%|%\(\w+\)[sd]|%[sd]|\{\w*\}|&\w+;")
_WORD = re.compile(r"[^\W\d_]{2,}")
# What others' packages say; they bring German of their own.
_OTHERS = [
    Path(package.__file__ or "").parent / where
    for package, where in ((django, "conf"), (django, "contrib/auth"), (allauth, ""), (axes, ""))
]


def make(folder: Path) -> None:
    """Write the language's catalogue below `folder`, from the sentences of the German one and of others' packages."""
    target = folder / CODE / "LC_MESSAGES"
    target.mkdir(parents=True)
    marked = polib.POFile()
    marked.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for entry in polib.pofile(str(Path(settings.LOCALE_PATHS[0], "de", "LC_MESSAGES", "django.po"))):
        entry.flags = []
        entry.msgstr = "" if entry.msgid_plural else mark(entry.msgid)
        entry.msgstr_plural = {0: mark(entry.msgid), 1: mark(entry.msgid_plural)} if entry.msgid_plural else {}
        marked.append(entry)
    known = {(entry.msgctxt, entry.msgid) for entry in marked}
    for entry in _of_others():
        if (entry.msgctxt, entry.msgid) not in known:
            known.add((entry.msgctxt, entry.msgid))
            marked.append(entry)
    marked.save_as_mofile(str(target / "django.mo"))


@contextmanager
def offered(settings: pytest_django.Settings, folder: Path) -> Iterator[None]:
    """Offer the language beside the others, and leave English behind."""
    make(folder)
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Marked")]
    settings.LOCALE_PATHS = [folder]
    with translation.override("en"):
        yield


def mark(sentence: str) -> str:
    """Mark each stretch of text between tags, and make it longer; places for values and tags stay as they are."""
    return "".join(piece if _TAG.fullmatch(piece) else _mark_text(piece) for piece in _TAG.split(sentence))


def _mark_text(text: str) -> str:
    bare = _PLACE.sub("", text)
    if not _WORD.search(bare) and bare.strip() != "FAQ":
        return text
    core = text.strip()
    more = " ".join("~~~~" for _ in range(max(1, round(len(bare) * 0.4 / 5))))
    start = text.index(core)
    return f"{text[:start]}{LEFT}{core} {more}{RIGHT}{text[start + len(core) :]}"


def _of_others() -> list[polib.POEntry]:
    """Return what Django, allauth and axes say."""
    entries = []
    for package in _OTHERS:
        path = package / "locale" / "de" / "LC_MESSAGES" / "django.mo"
        for entry in polib.mofile(str(path)) if path.exists() else ():
            other = polib.POEntry(msgid=entry.msgid, msgid_plural=entry.msgid_plural or "", msgctxt=entry.msgctxt)
            if entry.msgid_plural:
                other.msgstr_plural = {0: mark(entry.msgid), 1: mark(entry.msgid_plural)}
            else:
                other.msgstr = mark(entry.msgid)
            entries.append(other)
    return entries


class Seen(HTMLParser):
    """The texts of a page in a language: what is read, and what stands in attributes that are read out or shown.

    Left out are regions in another language (content), code, and what a learner typed. `heads` are those of the page's
    head, where a language can't be marked.
    """

    _SILENT = frozenset({"script", "style", "svg", "code", "kbd", "pre", "var", "textarea", "template", "noscript"})
    _EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
    _SAID = ("title", "aria-label", "aria-description", "placeholder", "alt")

    def __init__(self, language: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.heads: list[str] = []
        self._language = language
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_silent = self._is_silent or tag in self._SILENT or given.get("translate") == "no"
        is_silent |= given.get("lang", self._language) != self._language
        if not is_silent:
            self.texts += [given[name] for name in self._SAID if name in given]
            self.texts += [value for name, value in given.items() if name.startswith("data-sa") and " " in value]
            is_button = tag == "input" and given.get("type") in {"submit", "button", "reset"}
            self.texts += [given["value"]] if is_button else []
            is_told = "description" in (given.get("name"), given.get("property", "").removeprefix("og:"))
            self.heads += [given["content"]] if tag == "meta" and is_told else []
        if tag not in self._EMPTY:
            self._open.append((tag, is_silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_silent:
            is_title = any(tag == "title" for tag, _ in self._open)
            (self.heads if is_title else self.texts).append(" ".join(data.split()))

    @property
    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def texts(page: str, language: str = CODE, *, content: Collection[str] = ()) -> list[str]:
    """Give the texts of a page that are in its language and have a word in them; of its head, what is no content."""
    parser = Seen(language)
    parser.feed(page)
    heads = [text for text in parser.heads if not content or unmarked(text).partition(" · ")[0] not in content]
    return [text for text in (*heads, *parser.texts) if _WORD.search(text)]


def unmarked(text: str) -> str:
    """Give what of a text did not come from the catalogue."""
    while MARKED.search(text):
        text = MARKED.sub("", text)
    return text.strip() if _WORD.search(text) else ""
