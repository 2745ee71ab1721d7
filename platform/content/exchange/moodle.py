"""A quiz as a Moodle XML file. The format: <https://docs.moodle.org/en/Moodle_XML_format>."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree import ElementTree as ET

from catalog.entries import Item, ItemKind, Quiz
from content.exchange import embedded, numbers
from content.exchange.gift import about_math
from content.exchange.holding import TRUTHS, hold, tags_of
from content.exchange.reports import Format, Remark, Writing


def write(quiz: Quiz) -> Writing:
    """Write what Moodle XML can hold of a quiz; texts are Markdown, and each says so."""
    root, remarks = ET.Element("quiz"), list(about_math(quiz))
    category = _element(root, "question", type="category")
    _text(category, "category", "$course$/top/" + quiz.title.replace("/", "//"))
    for item in quiz.items:
        held = hold(item, Format.MOODLE_XML)
        remarks += [Remark(item.slug, loss) for loss in held.losses]
        if held.item is not None:
            _question(root, held.item)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return Writing(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n', len(root) - 1, tuple(remarks))


def _question(root: ET.Element, item: Item) -> None:
    is_truth = item.kind is ItemKind.SINGLE and tuple(choice.text for choice in item.choices) == TRUTHS
    kind = "truefalse" if is_truth else _TYPES[item.kind]
    question = _element(root, "question", type=kind)
    _text(question, "name", item.slug)
    _marked(question, "questiontext", embedded.write(item) if item.kind is ItemKind.CLOZE else item.stem)
    _marked(question, "generalfeedback", item.explanation)
    _plain(question, "defaultgrade", repr(item.points))
    _plain(question, "penalty", "0")
    _plain(question, "hidden", "0")
    _plain(question, "idnumber", item.slug)
    if is_truth:
        _truth(question, item)
    elif item.kind in _ANSWERS:
        _ANSWERS[item.kind](question, item)
    tags = _element(question, "tags")
    for tag in tags_of(item):
        _text(tags, "tag", tag)


def _choices(question: ET.Element, item: Item) -> None:
    is_single = item.kind is ItemKind.SINGLE
    share = "100" if is_single else numbers.weight(sum(choice.correct for choice in item.choices))
    _plain(question, "single", "true" if is_single else "false")
    _plain(question, "shuffleanswers", "true")
    _plain(question, "answernumbering", "abc")
    for choice in item.choices:
        wrong = "0" if is_single else f"-{share}"
        answer = _marked(question, "answer", choice.text, fraction=share if choice.correct else wrong)
        if choice.feedback:
            _marked(answer, "feedback", choice.feedback)


def _truth(question: ET.Element, item: Item) -> None:
    for choice in item.choices:
        fraction = "100" if choice.correct else "0"
        answer = _text(question, "answer", choice.text.lower(), format="plain_text", fraction=fraction)
        if choice.feedback:
            _marked(answer, "feedback", choice.feedback)


def _numeric(question: ET.Element, item: Item) -> None:
    if item.numeric is None:
        return
    answer = _text(question, "answer", repr(item.numeric.value), format="plain_text", fraction="100")
    _plain(answer, "tolerance", repr(item.numeric.absolute))
    if item.numeric.unit:
        unit = _element(_element(question, "units"), "unit")
        _plain(unit, "multiplier", "1")
        _plain(unit, "unit_name", item.numeric.unit)
        _plain(question, "unitgradingtype", "0")
        _plain(question, "showunits", "0")


def _typed(question: ET.Element, item: Item) -> None:
    _plain(question, "usecase", "0")
    for text in item.accepted:
        _text(question, "answer", text.replace("*", r"\*"), format="plain_text", fraction="100")


def _matching(question: ET.Element, item: Item) -> None:
    _plain(question, "shuffleanswers", "true")
    for left, right in [*((pair.left, pair.right) for pair in item.pairs), *(("", right) for right in item.extra)]:
        _text(_marked(question, "subquestion", left), "answer", right)


def _ordering(question: ET.Element, item: Item) -> None:
    fixed = {
        "layouttype": "VERTICAL",
        "selecttype": "ALL",
        "selectcount": "0",
        "gradingtype": "LONGEST_ORDERED_SUBSET",
        "showgrading": "SHOW",
        "numberingstyle": "none",
    }
    for name, value in fixed.items():
        _plain(question, name, value)
    for place, step in enumerate(item.sequence, 1):
        _marked(question, "answer", step, fraction=str(place))


_TYPES: Mapping[ItemKind, str] = {
    ItemKind.SINGLE: "multichoice",
    ItemKind.MULTIPLE: "multichoice",
    ItemKind.NUMERIC: "numerical",
    ItemKind.TEXT: "shortanswer",
    ItemKind.ORDERING: "ordering",
    ItemKind.MATCHING: "matching",
    ItemKind.CLOZE: "cloze",
}
_ANSWERS: Mapping[ItemKind, Callable[[ET.Element, Item], None]] = {
    ItemKind.SINGLE: _choices,
    ItemKind.MULTIPLE: _choices,
    ItemKind.NUMERIC: _numeric,
    ItemKind.TEXT: _typed,
    ItemKind.ORDERING: _ordering,
    ItemKind.MATCHING: _matching,
}


def _element(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, name, attributes)


def _plain(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = _element(parent, name)
    element.text = text
    return element


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    """Add an element whose words stand in a `<text>` of its own, as all words do in this format."""
    element = _element(parent, name, **attributes)
    _plain(element, "text", text)
    return element


def _marked(parent: ET.Element, name: str, text: str, **attributes: str) -> ET.Element:
    return _text(parent, name, text, format="markdown", **attributes)
