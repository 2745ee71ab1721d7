"""Brings content files into the database without overwriting what an author changed there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import transaction

from catalog.entries import Catalog
from catalog.errors import CatalogErrors
from catalog.fingerprint import Entry, fingerprint
from content.models import Concept, Lab, LearningPath, Lesson, Question, Quiz, Term
from content.models.authored import Authored
from content.services import writing
from content.services.labs import freeze

_Row = TypeVar("_Row", bound=Authored)


@dataclass(slots=True)
class Tally:
    """Slugs of one kind by what happened to them."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kind(Generic[_Row]):
    """How entries of one kind become rows: `write` fills a row and its children, `link` its relations."""

    name: str
    model: type[_Row]
    prefetch: tuple[str, ...]
    write: Callable[[_Row, Any], None]
    link: Callable[[_Row, Any], None]


KINDS: tuple[Kind[Any], ...] = (
    Kind("concepts", Concept, ("prerequisites",), writing.write_concept, writing.link_concept),
    Kind("terms", Term, (), writing.write_term, writing.link_nothing),
    Kind(
        "lessons", Lesson, ("concepts", "prerequisites", "figures", "facts"), writing.write_lesson, writing.link_lesson
    ),
    Kind("quizzes", Quiz, ("items__concepts", "lesson"), writing.write_quiz, writing.link_quiz),
    Kind("labs", Lab, ("concepts", "files", "lesson", "current_version"), writing.write_lab, writing.link_lab),
    Kind("questions", Question, ("concepts", "lessons", "labs"), writing.write_question, writing.link_question),
    Kind("paths", LearningPath, (), writing.write_path, writing.link_nothing),
)


@transaction.atomic
def load(catalog: Catalog, *, dry_run: bool = False) -> dict[str, Tally]:
    """Load all of `catalog`, or nothing; return what happened by kind. A dry run rolls everything back.

    An entry is written when the row is not there yet, or still says what was loaded last; a row that an author changed
    is kept. Labs are frozen as shipped versions.
    """
    tallies = {kind.name: _load(kind, getattr(catalog, kind.name)) for kind in KINDS}
    writing.link_awaited()
    if dry_run:
        transaction.set_rollback(True)
    return tallies


def _load(kind: Kind[Any], entries: Iterable[Any]) -> Tally:
    tally = Tally()
    rows = {row.slug: row for row in kind.model.objects.prefetch_related(*kind.prefetch)}
    written = []
    for entry in entries:
        row = rows.get(entry.slug)
        outcome = "created" if row is None else _compare(row, entry)
        getattr(tally, outcome).append(entry.slug)
        if outcome in {"created", "updated"}:
            row = row or kind.model(slug=entry.slug)
            row.file_hash = fingerprint(entry)
            kind.write(row, entry)
            written.append((row, entry))
    for row, entry in written:
        kind.link(row, entry)
        if isinstance(row, Lab):
            freeze(lab=Lab.objects.get(pk=row.pk), is_shipped=True)
    return tally


def _compare(row: Authored, entry: Entry) -> str:
    """Say whether a row agrees with its file, may be updated from it, or was changed by an author."""
    ours = fingerprint(entry)
    try:
        theirs = fingerprint(row.entry())
    except CatalogErrors:
        return "kept"
    if theirs == ours and _is_frozen(row):
        if row.file_hash != ours:
            row.file_hash = ours
            row.save(update_fields=["file_hash"])
        return "unchanged"
    return "updated" if theirs in {row.file_hash, ours} else "kept"


def _is_frozen(row: Authored) -> bool:
    return not isinstance(row, Lab) or (row.current_version is not None and row.current_version.is_shipped)
