"""Quizzes and their items as frozen values; the rest of what authors write is in `catalog.entries`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from catalog.levels import Level


class ItemKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUTH = "truth"
    NUMERIC = "numeric"
    TEXT = "text"
    ORDERING = "ordering"
    MATCHING = "matching"
    CLOZE = "cloze"
    OUTPUT = "output"


class Feedback(StrEnum):
    """When marks, answers and explanations of single items come out."""

    IMMEDIATELY = "immediately"
    AFTER_ATTEMPT = "after_attempt"
    AFTER_DATE = "after_date"
    NEVER = "never"


class Behaviour(StrEnum):
    """How a quiz is taken.

    `practice` is for trying again and counts for nothing, `deferred` is handed in and marked, `exam` is that against
    the clock, and `certainty` weighs each mark by how sure the learner said to be.
    """

    PRACTICE = "practice"
    DEFERRED = "deferred"
    EXAM = "exam"
    CERTAINTY = "certainty"

    @property
    def feedback(self) -> Feedback:
        """Return the policy of a quiz that names none."""
        return Feedback.IMMEDIATELY if self is Behaviour.PRACTICE else Feedback.AFTER_ATTEMPT


@dataclass(frozen=True, slots=True)
class Choice:
    text: str
    correct: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class NumericAnswer:
    """Accepted when |given - value| <= max(absolute, relative * |value|); both 0 means exact.

    `formula` is the arithmetic that gives the value. In a parametrised item the value is that for the first number of
    each variable.
    """

    value: float
    absolute: float = 0.0
    relative: float = 0.0
    unit: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a cloze text: typed (`accepted`), chosen (`options` and `answer`) or a number (`numeric`)."""

    name: str
    accepted: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    answer: str = ""
    numeric: NumericAnswer | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """A number drawn for each attempt: of `values`, or with a `step` of `least`, `least + step`, … to `most`."""

    name: str
    values: tuple[float, ...] = ()
    least: float = 0.0
    most: float = 0.0
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class Derived:
    """A number worked out from the variables and the derived numbers before it."""

    name: str
    formula: str


@dataclass(frozen=True, slots=True)
class Item:
    """One quiz item. `stem` and `explanation` are Markdown; which of the other parts it has depends on its kind.

    `choices` are the choices of single and multiple, and the reasons of truth. `accepted` is for text, `sequence` (in
    its right order) for ordering, `pairs` and `extra` (rights that fit nothing) for matching, `gaps` for cloze, and
    `code` with its `output` for output. An item with `variables` is drawn anew for each attempt.
    """

    slug: str
    kind: ItemKind
    stem: str
    explanation: str
    level: Level
    concepts: tuple[str, ...] = ()
    source: str = ""
    choices: tuple[Choice, ...] = ()
    numeric: NumericAnswer | None = None
    points: float = 1.0
    truth: bool | None = None
    accepted: tuple[str, ...] = ()
    sequence: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    extra: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    code: str = ""
    output: str = ""
    variables: tuple[Variable, ...] = ()
    derived: tuple[Derived, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """A row of a blueprint: `count` items of a level, of any of the concepts and kinds; none named means any."""

    level: Level
    count: int
    concepts: tuple[str, ...] = ()
    kinds: tuple[ItemKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz owns its items, in order, or draws them from `pools`. `minutes` 0 means untimed; `lesson` may be empty.

    `feedback` None is the behaviour's own policy. `feedback_after` is an ISO date or empty. With `negative` a wrong
    pick of a multiple choice may cost points.
    """

    slug: str
    title: str
    summary: str
    items: tuple[Item, ...]
    lesson: str = ""
    behaviour: Behaviour = Behaviour.DEFERRED
    feedback: Feedback | None = None
    feedback_after: str = ""
    negative: bool = False
    minutes: int = 0
    pools: tuple[Pool, ...] = ()
    draft: bool = False
