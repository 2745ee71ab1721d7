"""Quiz items in a quiz's file: read, held against their kind, and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from catalog import item_parts as parts
from catalog import variants
from catalog.entries import Item, ItemKind, Level
from catalog.tables import Table

# What an item of a kind must have and may have, besides what every item has.
NEEDED: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.SINGLE: ("choice",),
    ItemKind.MULTIPLE: ("choice",),
    ItemKind.TRUTH: ("truth", "choice"),
    ItemKind.NUMERIC: ("numeric",),
    ItemKind.TEXT: ("text",),
    ItemKind.ORDERING: ("sequence",),
    ItemKind.MATCHING: ("pair",),
    ItemKind.CLOZE: ("gap",),
    ItemKind.OUTPUT: ("code", "output"),
}
ALLOWED: Mapping[ItemKind, tuple[str, ...]] = {ItemKind.MATCHING: ("extra",)}
DETAILS = ("truth", "sequence", "extra", "code", "output", "variable", "derived", "text", "pair", "gap")
NOUNS: Mapping[str, str] = {
    "truth": "verdict",
    "sequence": "sequence",
    "extra": "extra rights",
    "code": "code",
    "output": "output",
    "text": "accepted texts",
    "choice": "choices",
    "numeric": "numeric answer",
    "pair": "pairs",
    "gap": "gaps",
}
FORMS: Mapping[str, str] = {
    "truth": "truth = true or false",
    "sequence": "sequence = […]",
    "code": "code = '''…'''",
    "output": 'output = "…"',
    "text": "[item.text] with accepted = […]",
    "choice": "[[item.choice]]",
    "numeric": "[item.numeric] with a value or a formula",
    "pair": "[[item.pair]]",
    "gap": "[[item.gap]]",
}


def item_from(table: Table) -> Item:
    """Build one item and hold its parts against its kind; faults are added, never raised."""
    variables = tuple(parts.variable_from(row) for row in table.tables("variable"))
    numeric, text = table.table("numeric"), table.table("text")
    derived = tuple(parts.derived_from(row) for row in table.tables("derived"))
    item = Item(
        slug=table.slug("slug"),
        kind=table.one_of("kind", ItemKind),
        stem=table.text("stem"),
        truth=table.flag("truth") if table.has("truth") else None,
        sequence=table.texts("sequence"),
        extra=table.texts("extra"),
        code=table.text("code", default=""),
        output=table.text("output", default="", longest=2000),
        explanation=table.text("explanation"),
        level=table.one_of("level", Level),
        concepts=table.slugs("concepts"),
        source=table.text("source", default="", longest=300),
        points=table.number("points", default=1.0, least=0.0),
        variables=variables,
        derived=derived,
        choices=tuple(parts.choice_from(row) for row in table.tables("choice")),
        numeric=None if numeric is None else parts.numeric_from(numeric, variables=variables, derived=derived),
        accepted=() if text is None else parts.accepted_from(text),
        pairs=tuple(parts.pair_from(row) for row in table.tables("pair")),
        gaps=tuple(parts.gap_from(row) for row in table.tables("gap")),
    )
    table.close()
    _check_parts(item, table)
    _check_answers(item, table)
    _check_variants(item, table)
    return item


def _check_parts(item: Item, table: Table) -> None:
    """Fault the parts that another kind has, and those this kind lacks."""
    there = {
        "truth": item.truth is not None,
        "sequence": bool(item.sequence),
        "extra": bool(item.extra),
        "code": bool(item.code),
        "output": bool(item.output),
        "text": bool(item.accepted),
        "choice": bool(item.choices),
        "numeric": item.numeric is not None,
        "pair": bool(item.pairs),
        "gap": bool(item.gaps),
    }
    needed = NEEDED[item.kind]
    for key, is_there in there.items():
        if is_there and key not in needed and key not in ALLOWED.get(item.kind, ()):
            expected = " and ".join(FORMS[name] for name in needed)
            table.fault(key, f"{_a(item.kind)} item has no {NOUNS[key]}; expected {expected}")
        if not is_there and key in needed and key != "choice":
            table.fault(key, f"is missing; expected {FORMS[key]}")


def _a(kind: ItemKind) -> str:
    return f"an {kind}" if kind.value[0] in "aeiou" else f"a {kind}"


def _check_answers(item: Item, table: Table) -> None:
    if "choice" in NEEDED[item.kind]:
        _check_choices(item, table)
    if item.kind is ItemKind.ORDERING and not 3 <= len(item.sequence) <= 10:
        table.fault("sequence", f"expected three to ten steps, found {len(item.sequence)}")
    if item.kind is ItemKind.MATCHING and not 2 <= len(item.pairs) <= 10:
        table.fault("pair", f"expected two to ten pairs, found {len(item.pairs)}")
    lefts, rights = [pair.left for pair in item.pairs], [*(pair.right for pair in item.pairs), *item.extra]
    for key, texts in (("sequence", item.sequence), ("pair", lefts), ("pair", rights)):
        if len(set(texts)) < len(texts):
            table.fault(key, f"says “{Counter(texts).most_common(1)[0][0]}” twice; expected texts that differ")
        if any("\n" in text or len(text) > parts.LONGEST_OPTION for text in texts):
            table.fault(key, f"expected texts on one line, of at most {parts.LONGEST_OPTION} characters")
    if item.kind is ItemKind.CLOZE:
        _check_gaps(item, table)


def _check_choices(item: Item, table: Table) -> None:
    correct = sum(choice.correct for choice in item.choices)
    if len(item.choices) < 2:
        table.fault("choice", f"expected at least two choices, found {len(item.choices)}")
    if item.kind is not ItemKind.MULTIPLE and correct != 1:
        table.fault("choice", f"expected exactly one correct choice, found {correct}")
    if item.kind is ItemKind.MULTIPLE and not correct:
        table.fault("choice", "expected at least one correct choice, found none")


def _check_gaps(item: Item, table: Table) -> None:
    shown, named = variants.SLOT.findall(item.stem), [gap.name for gap in item.gaps]
    if len(set(named)) < len(named):
        table.fault("gap", "names the same gap twice")
    if sorted(shown) != sorted(set(named)):
        table.fault("stem", "expected each gap once, as {{name}}, and no other")


def _check_variants(item: Item, table: Table) -> None:
    if item.derived and not item.variables:
        table.fault("derived", "expected at least one [[item.variable]] beside it")
    if not item.variables:
        return
    names = [*(variable.name for variable in item.variables), *(derived.name for derived in item.derived)]
    if len(set(names)) < len(names):
        table.fault("variable", "two variables or derived numbers have the same name")
    elif item.kind in variants.PLAIN_KINDS:
        table.fault("variable", f"{_a(item.kind)} item takes no variables")
    elif (count := variants.count_variants(item)) > variants.MOST_VARIANTS:
        table.fault("variable", f"gives {count} variants; expected at most {variants.MOST_VARIANTS}")
    elif found := variants.problem(item):
        table.fault("variable", found)


def item_to_table(item: Item) -> dict[str, Any]:
    """Write an item as its file holds it; what equals its default is left out."""
    numeric = item.numeric
    optional: dict[str, Any] = {
        "sequence": list(item.sequence),
        "extra": list(item.extra),
        "code": item.code,
        "output": item.output,
    }
    about: dict[str, Any] = {
        "points": item.points if item.points != 1.0 else None,
        "concepts": list(item.concepts) or None,
        "source": item.source or None,
        "variable": [parts.variable_to_table(variable) for variable in item.variables] or None,
        "derived": [parts.derived_to_table(derived) for derived in item.derived] or None,
        "choice": [parts.choice_to_table(choice) for choice in item.choices] or None,
        "numeric": None if numeric is None else parts.numeric_to_table(numeric, is_drawn=bool(item.variables)),
        "text": {"accepted": list(item.accepted)} if item.accepted else None,
        "pair": [parts.pair_to_table(pair) for pair in item.pairs] or None,
        "gap": [parts.gap_to_table(gap) for gap in item.gaps] or None,
    }
    return {
        "slug": item.slug,
        "kind": item.kind.value,
        "stem": item.stem,
        **({} if item.truth is None else {"truth": item.truth}),
        **{key: value for key, value in optional.items() if value},
        "explanation": item.explanation,
        "level": item.level.value,
        **{key: value for key, value in about.items() if value is not None},
    }
