"""Questions on their way in: what both formats' readers share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.entries import Level
from catalog.texts import LONGEST_SLUG, is_slug, tidy
from content.exchange import markup, numbers
from content.exchange.holding import TRUTHS
from content.exchange.reports import Fault, Found, Reading, Remark

NO_EXPLANATION = "No explanation came with this question."
_ASKED = "expected a concept’s slug"

Tell = Callable[[str], None]


class LeftOut(Exception):
    """A question this site has no counterpart for; its text is a sentence that says why."""


class Broken(Exception):
    """A question that breaks the rules of its format; its text says how, `line` where."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as a file gives it: its share of the mark in percent, Markdown text, and feedback."""

    share: float
    text: str
    feedback: str = ""


@dataclass(slots=True)
class Question:
    """What every question of a file has. `name` is for people, `key` the one its writer knew it by, if any."""

    line: int
    name: str
    stem: str
    explanation: str = ""
    key: str = ""
    tags: Sequence[str] = ()
    points: float = 1.0


@dataclass(slots=True)
class Collector:
    """Gathers what a file holds, giving each question a slug of its own."""

    remarks: list[Remark] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    title: str = ""
    _slugs: set[str] = field(default_factory=set)

    def take(self, question: Question, parts: Callable[[Tell], Mapping[str, Any]]) -> None:
        """Add a question; `parts` reads what its kind needs, and may refuse."""
        label = question.key or question.name or f"question at line {question.line}"

        def tell(text: str) -> None:
            self.remarks.append(Remark(label, text, question.line))

        try:
            read = parts(tell)
        except LeftOut as reason:
            tell(str(reason))
            return
        except Broken as fault:
            self.faults.append(Fault(fault.line, str(fault)))
            return
        table = {**self._about(question, tell), **read}
        self.found.append(Found(question.line, table))

    def result(self) -> Reading:
        return Reading(tuple(self.found), tuple(self.remarks), tuple(sorted(self.faults)), self.title)

    def _about(self, question: Question, tell: Tell) -> dict[str, Any]:
        explanation = question.explanation.strip()
        if not explanation:
            tell("It has no explanation; a sentence stands in for it. Write one before you publish.")
        known = tags_in(question.tags, tell)
        if "level" not in known:
            tell("It has no level; it is taken as one for beginners.")
        return {
            "slug": self._slug(question),
            "stem": question.stem,
            "explanation": explanation or NO_EXPLANATION,
            "level": Level.BEGINNER.value,
            "points": question.points,
            **known,
        }

    def _slug(self, question: Question) -> str:
        wanted = next((text for text in (question.key, question.name) if is_slug(text)), "")
        wanted = wanted or slug_of(question.name or question.stem) or "question"
        slug, count = wanted, 1
        while slug in self._slugs:
            count += 1
            slug = f"{wanted[: LONGEST_SLUG - 4].rstrip('-')}-{count}"
        self._slugs.add(slug)
        return slug


def slug_of(text: str) -> str:
    """Make a slug of the words of a title, at most eight of them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:8])[:60].strip("-")


def tags_in(tags: Sequence[str], tell: Tell) -> dict[str, Any]:
    """Read the tags that this site writes; others are told and left out."""
    known: dict[str, Any] = {}
    concepts = [value for tag in tags for key, _, value in [tag.partition(":")] if key == "concept" and is_slug(value)]
    if concepts:
        known["concepts"] = sorted(set(concepts))
    for tag in tags:
        key, _, value = tag.partition(":")
        if key == "level" and value in set(Level):
            known["level"] = value
        elif key == "source" and value:
            known["source"] = value
        elif key == "points" and re.fullmatch(r"\d+(\.\d+)?", value):
            known["points"] = float(value)
        elif key != "concept" or not is_slug(value):
            tell(f"Its tag “{tag}” is left out: {_ASKED} or a level.")
    return known


def choices(answers: Sequence[Answer], *, is_single: bool, tell: Tell) -> dict[str, Any]:
    """Read the answers of a choice; raises LeftOut where no right one, or too many, are among them."""
    right = [answer.share == 100 if is_single else answer.share > 0 for answer in answers]
    if is_single and sum(right) != 1:
        raise LeftOut(f"Left out: expected one right choice, found {sum(right)}.")
    if not any(right):
        raise LeftOut("Left out: none of its choices is right.")
    rows = zip(answers, right, strict=True)
    wanted = [(0.0 if is_single else -100 / sum(right)) if not good else 100 / sum(right) for good in right]
    if not all(numbers.is_near(answer.share, share) for answer, share in zip(answers, wanted, strict=True)):
        tell(
            "The weights of its choices are left out: here each right choice counts the same, and a wrong one takes "
            "back as much."
            if not is_single
            else "Its partly right choices count as wrong here."
        )
    return {
        "kind": "single" if is_single else "multiple",
        "choice": [{"text": answer.text, "correct": good, "feedback": answer.feedback} for answer, good in rows],
    }


def truth(verdict: bool, feedback: Mapping[bool, str]) -> dict[str, Any]:
    """Read a true/false question as a choice of two: it has no reasons, as an item of the kind truth has."""
    return {
        "kind": "single",
        "choice": [
            {"text": text, "correct": (text == "True") == verdict, "feedback": feedback.get(text == "True", "")}
            for text in TRUTHS
        ],
    }


def typed(answers: Sequence[Answer], tell: Tell) -> dict[str, Any]:
    """Read the answers of a short-answer question."""
    _tell_lost(answers, tell)
    full = [answer.text for answer in answers if answer.share == 100]
    accepted = [text.replace(r"\*", "*") for text in full if not numbers.has_wildcard(text)]
    if len(accepted) < len(full):
        tell("Its answers with a wildcard * are left out: a text is compared as it is here.")
    if not accepted:
        raise LeftOut("Left out: none of its answers is fully right without a wildcard.")
    return {"kind": "text", "text": {"accepted": list(dict.fromkeys(accepted))}}


def number(answers: Sequence[tuple[Answer, float, float]], *, unit: str, tell: Tell) -> dict[str, Any]:
    """Read the answers of a numerical question, each with its value and tolerance."""
    _tell_lost([answer for answer, _, _ in answers], tell)
    full = [(value, slack) for answer, value, slack in answers if answer.share == 100]
    if not full:
        raise LeftOut("Left out: no number earns the full mark.")
    if len(full) > 1:
        tell("Only its first right number is taken.")
    value, slack = full[0]
    return {"kind": "numeric", "numeric": {"value": value, "absolute": slack, "unit": unit}}


def matching(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Read pairs; a right side without a left one fits nothing."""
    rights = {right for left, right in pairs if left}
    return {
        "kind": "matching",
        "pair": [{"left": left, "right": right} for left, right in pairs if left],
        "extra": list(dict.fromkeys(right for left, right in pairs if not left and right not in rights)),
    }


def _tell_lost(answers: Sequence[Answer], tell: Tell) -> None:
    if any(0 < answer.share < 100 for answer in answers):
        tell("Its partly right answers are left out: an answer is right or wrong here.")
    if any(answer.feedback for answer in answers):
        tell("The feedback of its answers is left out: only choices have feedback of their own.")


def markdown(text: str, form: str, tell: Tell) -> str:
    """Bring a text of a file into Markdown: HTML is converted, what else there is stays."""
    if form in {"html", "moodle", "moodle_auto_format", ""} and markup.is_html(text):
        converted, pictures = markup.to_markdown(text)
        if pictures:
            tell("Its pictures are left out: the alternative text stands in for them.")
        return tidy(converted)
    return tidy(text)
