"""Reads Moodle XML, with the line of whatever is wrong. The format: <https://docs.moodle.org/en/Moodle_XML_format>.

defusedxml reads it: a file from outside could hold entities that grow to gigabytes, or point into this machine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException, SAXParseException, handler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from catalog.texts import tidy
from content.exchange import collecting, embedded, numbers
from content.exchange.collecting import Answer, Broken, Collector, LeftOut, Question, Tell
from content.exchange.reports import Fault, Reading

DEEPEST = 20  # levels; a question has five


@dataclass(slots=True)
class _Node:
    name: str
    line: int
    attributes: Mapping[str, str]
    text: str = ""
    children: list[_Node] = field(default_factory=list)

    def all(self, name: str) -> list[_Node]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> _Node | None:
        return next(iter(self.all(name)), None)

    def plain(self, name: str, default: str = "") -> str:
        """Return what stands in the child of that name, or in the `<text>` within it."""
        child = self.first(name)
        if child is None:
            return default
        inner = child.first("text")
        return tidy((inner or child).text)


class _Builder(handler.ContentHandler):
    """Builds a tree that knows its lines."""

    def __init__(self) -> None:
        super().__init__()
        self.root = _Node("", 0, {})
        self._open = [self.root]
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - named by xml.sax
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        line = self._locator.getLineNumber() if self._locator else 0
        if len(self._open) > DEEPEST:
            raise Broken(line or 1, f"is nested more than {DEEPEST} levels deep")
        node = _Node(name, line or 1, dict(attrs.items()))
        self._open[-1].children.append(node)
        self._open.append(node)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].text += content


def read(text: str) -> Reading:
    """Read a Moodle XML file: its questions as tables, remarks on what was left out, and faults."""
    builder = _Builder()
    try:
        parser = sax.make_parser()
        parser.forbid_dtd = True
        parser.setContentHandler(builder)
        parser.parse(io.BytesIO(re.sub(r"^\ufeff?\s*(<\?xml[^>]*\?>)?", "", text, count=1).encode()))
    except DefusedXmlException:
        return Reading(faults=(Fault(1, "declares a document type or entities of its own; such a file isn’t read"),))
    except SAXParseException as error:
        return Reading(faults=(Fault(error.getLineNumber() or 1, f"is not well-formed XML: {error.getMessage()}"),))
    except (SAXException, Broken) as error:
        return Reading(faults=(Fault(getattr(error, "line", 1), str(error)),))
    root = builder.root.children[0]
    if root.name != "quiz":
        return Reading(faults=(Fault(root.line, f"expected <quiz> around everything, found <{root.name}>"),))
    collector = Collector()
    for node in root.children:
        _read_question(node, collector)
    if not collector.found and not collector.remarks and not collector.faults:
        collector.faults.append(Fault(root.line, "there is no question in this file"))
    return collector.result()


def _read_question(node: _Node, collector: Collector) -> None:
    kind = node.attributes.get("type", "")
    if node.name != "question" or not kind:
        collector.faults.append(Fault(node.line, f"expected <question type=…>, found <{node.name}>"))
        return
    if kind == "category":
        path = re.split(r"(?<!/)/(?!/)", node.plain("category"))[-1]
        collector.title = path.replace("//", "/").strip()
        return
    lost: list[str] = []
    body = node.first("questiontext")
    tags = node.first("tags")
    question = Question(
        line=node.line,
        name=node.plain("name"),
        stem="" if body is None else _words(body, lost.append),
        explanation=_words(feedback, lost.append) if (feedback := node.first("generalfeedback")) else "",
        key=node.plain("idnumber"),
        tags=[tidy((tag.first("text") or tag).text) for tag in tags.all("tag")] if tags else (),
        points=1.0,
    )

    def parts(tell: Tell) -> Mapping[str, Any]:
        if kind not in _READERS:
            raise LeftOut(f"Left out: this site has no questions of Moodle’s kind “{kind}”.")
        for said in dict.fromkeys(lost):
            tell(said)
        if not question.stem:
            raise Broken(node.line, "has no question text")
        points = _number(node, "defaultgrade", 1.0)
        return {"points": points, **_READERS[kind](node, question, tell)}

    collector.take(question, parts)


def _words(node: _Node, tell: Tell) -> str:
    if node.first("file") is not None:
        tell("Its files and pictures are left out: items hold text alone.")
    inner = node.first("text")
    return collecting.markdown((inner or node).text, node.attributes.get("format", "html"), tell)


def _number(node: _Node, name: str, default: float) -> float:
    child = node.first(name)
    try:
        return default if child is None or not child.text.strip() else numbers.number(child.text)
    except ValueError as error:
        raise Broken(child.line if child else node.line, f"{error}, in <{name}>") from None


def _share(node: _Node) -> float:
    given = node.attributes.get("fraction", "0")
    try:
        share = numbers.number(given)
    except ValueError:
        raise Broken(node.line, f"fraction is “{given}”; expected a percentage") from None
    if not -100 <= share <= 100:
        raise Broken(node.line, f"fraction is {share:g}; expected -100 to 100")
    return share


def _answers(node: _Node, tell: Tell, *, is_plain: bool = False) -> list[Answer]:
    rows = []
    for answer in node.all("answer"):
        inner = answer.first("text") or answer
        text = tidy(inner.text) if is_plain else _words(answer, tell)
        feedback = answer.first("feedback")
        if not text:
            raise Broken(answer.line, "has an answer without text")
        rows.append(Answer(_share(answer), text, _words(feedback, tell) if feedback else ""))
    if not rows:
        raise Broken(node.line, "has no <answer>")
    return rows


def _multichoice(node: _Node, question: Question, tell: Tell) -> Mapping[str, Any]:  # noqa: ARG001
    is_single = node.plain("single", "true") not in {"false", "0"}
    return collecting.choices(_answers(node, tell), is_single=is_single, tell=tell)


def _truefalse(node: _Node, question: Question, tell: Tell) -> Mapping[str, Any]:  # noqa: ARG001
    answers = {answer.text.lower(): answer for answer in _answers(node, tell, is_plain=True)}
    if answers.keys() != {"true", "false"}:
        raise Broken(node.line, "expected the two answers “true” and “false”")
    feedback = {text == "true": answer.feedback for text, answer in answers.items()}
    return collecting.truth(answers["true"].share == 100, feedback)


def _numerical(node: _Node, question: Question, tell: Tell) -> Mapping[str, Any]:  # noqa: ARG001
    rows = []
    for answer, child in zip(_answers(node, tell, is_plain=True), node.all("answer"), strict=True):
        if answer.text == "*":
            continue
        try:
            rows.append((answer, numbers.number(answer.text), abs(_number(child, "tolerance", 0.0))))
        except ValueError as error:
            raise Broken(child.line, str(error)) from None
    units = node.first("units")
    names = [unit.plain("unit_name") for unit in units.all("unit")] if units else []
    if len(names) > 1:
        tell("Only its first unit is taken.")
    return collecting.number(rows, unit=names[0] if names else "", tell=tell)


def _shortanswer(node: _Node, question: Question, tell: Tell) -> Mapping[str, Any]:  # noqa: ARG001
    if node.plain("usecase", "0") == "1":
        tell("Capitals count in the file; here they don’t.")
    return collecting.typed(_answers(node, tell, is_plain=True), tell)


def _matching(node: _Node, question: Question, tell: Tell) -> Mapping[str, Any]:  # noqa: ARG001
    return collecting.matching([(_words(child, tell), child.plain("answer")) for child in node.all("subquestion")])


def _ordering(node: _Node, question: Question, tell: Tell) -> Mapping[str, Any]:  # noqa: ARG001
    return {"kind": "ordering", "sequence": [_words(answer, tell) for answer in node.all("answer")]}


def _cloze(node: _Node, question: Question, tell: Tell) -> Mapping[str, Any]:
    try:
        stem, gaps = embedded.read(question.stem, tell)
    except embedded.EmbeddedError as reason:
        raise LeftOut(str(reason)) from None
    if not gaps:
        raise Broken(node.line, "has no gap such as {1:SHORTANSWER:=answer}")
    return {"kind": "cloze", "stem": stem, "gap": gaps}


_READERS: Mapping[str, Callable[[_Node, Question, Tell], Mapping[str, Any]]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "numerical": _numerical,
    "shortanswer": _shortanswer,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
}
