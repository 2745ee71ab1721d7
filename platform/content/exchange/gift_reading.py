"""Reads GIFT files strictly, by Moodle's own rules, with the line of whatever breaks them.

Written here: what there was to install reads neither line numbers nor tags, and had its last release years ago.
The format: <https://docs.moodle.org/en/GIFT_format>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.texts import control_character
from content.exchange import collecting, numbers
from content.exchange.collecting import Answer, Broken, Collector, LeftOut, Question, Tell
from content.exchange.reports import Fault, Reading

MOST_ANSWERS = 100  # of one question
# What a backslash protects becomes a control character while the text is taken apart; a file may hold none of its own.
_SIGNS = {":": "\x01", "#": "\x02", "=": "\x03", "{": "\x04", "}": "\x05", "~": "\x06", "n": "\x07", "\\": "\x08"}
_PROTECTED = re.compile(r"\\([:#={}~n\\])")
_RESTORED = {held: "\n" if sign == "n" else sign for sign, held in _SIGNS.items()}
_AS_WRITTEN = {held: f"\\{sign}" for sign, held in _SIGNS.items()}
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_ABOUT = re.compile(r"\[(id|tag):((?:\\.|[^\[\]\\])*)\]")
_VERDICTS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_NAME = re.compile(r"::(.*?)::", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Block:
    """A question's lines, joined. Escapes keep their line, so that an offset still tells it."""

    text: str
    line: int
    about: tuple[tuple[str, str], ...]

    def line_of(self, offset: int) -> int:
        return self.line + self.text.count("\n", 0, offset)


def read(text: str) -> Reading:
    """Read a GIFT file: its questions as tables, remarks on what was left out, and faults."""
    collector = Collector()
    if found := control_character(text.removeprefix("\ufeff")):
        line = next(n for n, row in enumerate(text.split("\n"), 1) if control_character(row))
        return Reading(faults=(Fault(line, f"holds the control character {found}"),))
    for block in _blocks(text.removeprefix("\ufeff")):
        try:
            _read_block(block, collector)
        except Broken as fault:
            collector.faults.append(Fault(fault.line, str(fault)))
    if not collector.found and not collector.remarks and not collector.faults:
        collector.faults.append(Fault(1, "there is no question in this file"))
    return collector.result()


def _blocks(text: str) -> Iterator[_Block]:
    """Split a file at blank lines. Comments are emptied, not removed, so that lines keep their numbers."""
    lines: list[str] = []
    about: list[tuple[str, str]] = []
    start = 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip().startswith("//"):
            about += [(found[1], re.sub(r"\\(.)", r"\1", found[2])) for found in _ABOUT.finditer(line)]
            lines.append(" ")
        elif line.strip():
            lines.append(line)
        else:
            if any(row.strip() for row in lines):
                joined = _PROTECTED.sub(lambda found: _SIGNS[found[1]], "\n".join(lines))
                yield _Block(joined, start, tuple(about))
            lines, about, start = [], [], number + 1


def _read_block(block: _Block, collector: Collector) -> None:
    text = block.text.strip()
    if text.startswith("$CATEGORY:"):
        path = text.removeprefix("$CATEGORY:").split("\n")[0]  # nothing is escaped in it
        collector.title = _last_part("".join(_AS_WRITTEN.get(sign, sign) for sign in path))
        if rest := text.partition("\n")[2].strip():
            raise Broken(block.line, f"expected a blank line between $CATEGORY and “{_plain(rest)[:30]}”")
        return
    start, body = _split_answers(block)
    name, stem_at = "", 0
    if (found := _NAME.match(block.text.lstrip())) is not None:
        name = _plain(found[1]).strip()
        stem_at = len(block.text) - len(block.text.lstrip()) + found.end()
    before, after = block.text[stem_at:start], block.text[start + len(body) + 2 :].strip()
    if "}" in after or "{" in after:
        raise Broken(block.line_of(start), "has two pairs of braces; a question of GIFT has one")
    stem, form = _with_format(before.strip() + (f" _____ {after}" if after else ""), "moodle")
    answers, mark, general = body.rpartition("####") if "####" in body else (body, "", "")
    line = block.line_of(len(block.text) - len(block.text.lstrip()))
    lost: list[str] = []
    explanation = _marked(general, form, lost.append) if mark else ""
    question = Question(
        line=line,
        name=name,
        stem=collecting.markdown(_plain(stem), form, lost.append),
        explanation=explanation,
        key=next((value for key, value in block.about if key == "id"), ""),
        tags=[value for key, value in block.about if key == "tag"],
    )

    def parts(tell: Tell) -> Mapping[str, Any]:
        for text in dict.fromkeys(lost):
            tell(text)
        if not question.stem:
            raise Broken(line, "has answers but no text")
        return _parts(answers, block, start + 1, form, tell)

    collector.take(question, parts)


def _split_answers(block: _Block) -> tuple[int, str]:
    """Return where the opening brace is, and what stands between the braces."""
    start, end = block.text.find("{"), block.text.find("}")
    if start < 0 and end < 0:
        raise Broken(block.line_of(len(block.text)), "has no answers in braces; { and } are missing")
    if start < 0 or 0 <= end < start:
        raise Broken(block.line_of(end), "has a } without its {; write \\} for the sign itself")
    if end < 0:
        raise Broken(block.line_of(start), "has a { without its }; a blank line ends a question")
    return start, block.text[start + 1 : end]


def _parts(answers: str, block: _Block, offset: int, form: str, tell: Tell) -> dict[str, Any]:
    bare = answers.strip()
    if not bare:
        raise LeftOut("Left out: an essay has no key to mark it by.")
    if bare.startswith("#"):
        return _numeric(answers, block, offset, tell)
    verdict, *feedback = bare.split("#")
    if verdict.strip().upper() in _VERDICTS and len(feedback) <= 2:
        return _truth(verdict.strip().upper(), feedback, form, tell)
    rows = list(_placed(_rows(answers, "=~"), block, offset))
    if any(sign == "~" for sign, _, _ in rows):
        read = [_answer(row, 100.0 if sign == "=" else 0.0, line, form, tell) for sign, row, line in rows]
        return collecting.choices(read, is_single=any(sign == "=" for sign, _, _ in rows), tell=tell)
    if any("->" in row for _, row, _ in rows):
        return collecting.matching([_pair(row, line, form, tell) for _, row, line in rows])
    return collecting.typed([_answer(row, 100.0, line, form, tell) for _, row, line in rows], tell)


def _rows(answers: str, signs: str) -> Iterator[tuple[str, str, int]]:
    """Split answers before each of the signs; the first one may lack it and is then taken as right."""
    pieces = re.split(f"([{signs}])", answers)
    at = len(pieces[0])
    if pieces[0].strip():
        yield "=", pieces[0], 0
    for sign, row in zip(pieces[1::2], pieces[2::2], strict=True):
        yield sign, row, at + 1
        at += 1 + len(row)


def _placed(rows: Iterator[tuple[str, str, int]], block: _Block, offset: int) -> Iterator[tuple[str, str, int]]:
    """Give each row its line in the place of its offset."""
    for count, (sign, row, at) in enumerate(rows, 1):
        if count > MOST_ANSWERS:
            raise Broken(block.line_of(offset), f"has more than {MOST_ANSWERS} answers")
        yield sign, row, block.line_of(offset + at + _indent(row))


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip()) if row.strip() else 0


def _answer(row: str, share: float, line: int, form: str, tell: Tell) -> Answer:
    bare = row.strip()
    if (found := _WEIGHT.match(bare)) is not None:
        share, bare = float(found[1]), bare[found.end() :]
        if not -100 <= share <= 100:
            raise Broken(line, f"gives a weight of {share:g} %; expected -100 to 100")
    text, _, feedback = bare.partition("#")
    if not text.strip():
        raise Broken(line, "has an answer without text")
    return Answer(share, _marked(text, form, tell), _marked(feedback, form, tell))


def _pair(row: str, line: int, form: str, tell: Tell) -> tuple[str, str]:
    left, arrow, right = row.partition("->")
    if not arrow or not right.strip():
        raise Broken(line, f"expected “left -> right”, found “{_plain(row).strip()[:40]}”")
    return _marked(left, form, tell), _plain(right).strip()


def _truth(verdict: str, feedback: list[str], form: str, tell: Tell) -> dict[str, Any]:
    is_true = _VERDICTS[verdict]
    wrong, right = [*(_marked(text, form, tell) for text in feedback), "", ""][:2]
    return collecting.truth(is_true, {is_true: right, not is_true: wrong})


def _numeric(answers: str, block: _Block, offset: int, tell: Tell) -> dict[str, Any]:
    start = answers.index("#") + 1
    numbers_only, tilde, wrong = answers[start:].partition("~")
    if tilde and wrong.strip("# \n\t"):
        tell("The feedback of its answers is left out: only choices have feedback of their own.")
    read = []
    for _, row, line in _placed(_rows(numbers_only, "="), block, offset + start):
        answer = _answer(row, 100.0, line, "plain", tell)
        if answer.text == "*":
            continue
        try:
            read.append((answer, *numbers.read(answer.text)))
        except ValueError as error:
            raise Broken(line, f"{error}; expected 5, 5:0.1 or 4.9..5.1") from None
    if not read:
        raise Broken(block.line_of(offset), "expected a number after {#")
    return collecting.number(read, unit="", tell=tell)


def _with_format(text: str, default: str) -> tuple[str, str]:
    found = _FORMAT.match(text)
    return (text[found.end() :], found[1]) if found else (text, default)


def _marked(text: str, form: str, tell: Tell) -> str:
    bare, form = _with_format(text.strip(), form)
    return collecting.markdown(_plain(bare).strip(), form, tell)


def _plain(text: str) -> str:
    return "".join(_RESTORED.get(sign, sign) for sign in text)


def _last_part(path: str) -> str:
    """Return the last name of a category's path; a double slash is a slash."""
    return re.split(r"(?<!/)/(?!/)", path.strip())[-1].replace("//", "/").strip()
