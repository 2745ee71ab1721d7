"""Brings the questions of a GIFT or Moodle XML file into a quiz: all of them, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from django.db import transaction

from catalog import entries
from catalog.errors import CatalogErrors, Faults
from catalog.items import item_from
from catalog.tables import Table
from catalog.texts import SLUG_RULE, decode, is_slug
from content.exchange import gift_reading, moodle_reading
from content.exchange.holding import hold
from content.exchange.reports import Fault, Format, Found, Reading, Remark
from content.models import Concept, Item, Quiz

MOST_BYTES = 1_000_000
MOST_QUESTIONS = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. With `faults` it can't be carried out.

    `quiz` None means that a new quiz is made. `new` are the items to add; `same` the slugs of those there already.
    """

    slug: str
    title: str
    form: Format
    quiz: Quiz | None
    new: tuple[entries.Item, ...] = ()
    same: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    faults: tuple[Fault, ...] = ()


def form_of(text: str) -> Format:
    """Tell the format of a text by how it starts; GIFT may start with a tag, but not with one of these."""
    start = text.lstrip("\ufeff \n\t")[:5]
    return Format.MOODLE_XML if start.startswith(("<?xml", "<quiz", "<!")) else Format.GIFT


def plan(data: bytes, *, slug: str) -> Plan:
    """Read a file and say what importing it into the quiz `slug` would do. Three queries."""
    faults = Faults("", [])
    text = decode(data[: MOST_BYTES + 1], faults)
    form = form_of(text)
    if len(data) > MOST_BYTES:
        return _refused(slug, form, Fault(1, f"the file is larger than {MOST_BYTES // 1000:,} kB; split it"))
    if faults.errors:
        return _refused(slug, form, Fault(int(faults.errors[0].where.split()[-1]), faults.errors[0].message))
    if not is_slug(slug):
        return _refused(slug, form, Fault(1, f"“{slug}” can’t name a quiz: {SLUG_RULE}"))
    try:
        reading = moodle_reading.read(text) if form is Format.MOODLE_XML else gift_reading.read(text)
    except RecursionError:
        return _refused(slug, form, Fault(1, "a text of this file holds HTML that is nested too deeply"))
    quiz = Quiz.objects.filter(slug=slug).first()
    title = quiz.title if quiz else reading.title or slug.replace("-", " ").capitalize()
    return _weigh(Plan(slug, title, form, quiz, remarks=reading.remarks, faults=reading.faults), reading)


def _refused(slug: str, form: Format, fault: Fault) -> Plan:
    return Plan(slug, "", form, None, faults=(fault,))


def _weigh(made: Plan, reading: Reading) -> Plan:
    """Hold what was read against the rules for items and against what the quiz has."""
    if made.faults:
        return made
    if len(reading.found) > MOST_QUESTIONS:
        fault = Fault(1, f"the file has {len(reading.found)} questions; expected at most {MOST_QUESTIONS} at a time")
        return replace(made, faults=(fault,))
    if made.quiz and made.quiz.pools:
        return replace(made, faults=(Fault(1, f"“{made.title}” draws its items from pools; it holds none of its own"),))
    faults: list[Fault] = []
    remarks = list(made.remarks)
    known = set(Concept.objects.values_list("slug", flat=True))
    there = {item.slug: item for item in _items_of(made.quiz)}
    new, same = [], []
    for found in reading.found:
        item = _item(_with_known_concepts(found, known, remarks), faults)
        if item is None:
            continue
        if item.slug not in there:
            new.append(item)
        elif _says_the_same(there[item.slug], item, made.form):
            same.append(item.slug)
        else:
            said = f"the quiz has another item named “{item.slug}”; rename one of the two"
            faults.append(Fault(found.line, said))
    return replace(made, new=tuple(new), same=tuple(same), remarks=tuple(remarks), faults=tuple(sorted(faults)))


def _items_of(quiz: Quiz | None) -> Sequence[Item]:
    """Return all items a quiz ever had: a retired one keeps its name, because answers point at it."""
    return [] if quiz is None else list(Item.with_retired.filter(quiz=quiz).prefetch_related("concepts"))


def _with_known_concepts(found: Found, known: set[str], remarks: list[Remark]) -> Found:
    named = found.table.get("concepts", [])
    remarks += [
        Remark(found.table["slug"], f"Its concept “{slug}” is left out: it isn’t known here.", found.line)
        for slug in sorted(set(named) - known)
    ]
    return replace(found, table={**found.table, "concepts": [slug for slug in named if slug in known]})


def _item(found: Found, faults: list[Fault]) -> entries.Item | None:
    gathered = Faults("", [])
    item = item_from(Table(_without_blanks(found.table), gathered))
    faults += [Fault(found.line, f"{error.where}: {error.message}") for error in gathered.errors]
    return None if gathered.errors else item


def _without_blanks(table: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in table.items() if value not in ("", [])}


def _says_the_same(row: Item, item: entries.Item, form: Format) -> bool:
    """Tell whether a row is what the file holds of it, so that a second import changes nothing."""
    if row.is_retired:
        return False
    try:
        return hold(row.entry(), form).item == item
    except CatalogErrors:
        return False


def carry_out(made: Plan, *, name: str = "") -> Quiz:
    """Add the plan's new items to its quiz, which is made as a draft if there is none. `name` is the file's.

    Raises:
        ValueError: the plan has faults.
    """
    if made.faults:
        raise ValueError("A plan with faults can't be carried out.")
    with transaction.atomic():
        quiz = made.quiz or Quiz.objects.create(slug=made.slug, title=made.title[:200], summary=_summary(name))
        last = max((item.position for item in quiz.items.all()), default=0)
        concepts = {concept.slug: concept for concept in Concept.objects.all()}
        for position, entry in enumerate(made.new, last + 1):
            row = Item(quiz=quiz, position=position)
            row.hold(entry)
            row.save()
            row.concepts.set([concepts[slug] for slug in entry.concepts])
    return quiz


def _summary(name: str) -> str:
    return f"Imported from {PurePath(name).name}." if name else "Imported."
