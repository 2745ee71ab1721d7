"""What authors write, as frozen values: the shape shared by the files, the database and the grader.

Lists of slugs carry no order and are kept sorted. A `draft` is kept from learners.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


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


class Device(StrEnum):
    """Where a lab may run: `any` prefers a GPU worker when one is consuming."""

    CPU = "cpu"
    ANY = "any"
    CUDA = "cuda"


@dataclass(frozen=True, slots=True)
class Concept:
    slug: str
    title: str
    summary: str
    prerequisites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. `accessed` is an ISO date or empty."""

    title: str
    url: str = ""
    accessed: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure from outside that a lesson prints and that may change.

    `value` is its text in the lesson, `source` the title of one of the lesson's sources, the dates are ISO.
    """

    name: str
    value: str
    as_of: str
    source: str
    review_by: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A FAQ lesson. `figures` maps a file name (`graph.svg`) to its SVG text; dates are ISO (`2026-11-21`)."""

    slug: str
    title: str
    question: str
    summary: str
    group: str
    order: int
    level: Level
    body: str
    concepts: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    author: str = ""
    published: str = ""
    reviewed: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary; `text` is Markdown, `lesson` the slug of what explains it or empty."""

    slug: str
    title: str
    text: str
    lesson: str = ""


class PathKind(StrEnum):
    """What a path is: an index of `faq` questions, a `course` of modules, or a `path` of stages over many lessons."""

    FAQ = "faq"
    COURSE = "course"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a path. `lessons` and `labs` are slugs in the order to take them; some may be yet to be written."""

    title: str
    summary: str
    lessons: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningPath:
    slug: str
    title: str
    summary: str
    kind: PathKind
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class RubricPoint:
    """One independent point. A missing critical point caps the score at half."""

    text: str
    keywords: tuple[str, ...] = ()
    critical: bool = False


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A common wrong answer and what to say to it."""

    claim: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Question:
    """An interview question. `model_answer` is Markdown."""

    slug: str
    title: str
    prompt: str
    order: int
    level: Level
    model_answer: str
    rubric: tuple[RubricPoint, ...]
    wrong_answers: tuple[WrongAnswer, ...] = ()
    follow_ups: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    draft: bool = False


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


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """A name the learner must define, with its signature as shown on the page."""

    name: str
    signature: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one grade may use. `memory_bytes` is what the run may add beyond the loaded interpreter."""

    wall_seconds: float = 10.0
    cpu_seconds: float = 10.0
    memory_bytes: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Hint:
    """One rung of the hint ladder; `kind` is nudge, formula, shapes or code; `text` is Markdown."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab as its folder holds it.

    `wrong` maps a misconception's name (the file's stem) to its source. `files` maps any other file to its bytes;
    those named in `public_files` are given to the candidate as well as the referee, the rest to the referee alone.
    """

    slug: str
    title: str
    summary: str
    level: Level
    points: float
    minutes: int
    entry_points: tuple[EntryPoint, ...]
    statement: str
    starter: str
    reference: str
    checks: str
    wrong: Mapping[str, str]
    order: int = 0
    fixtures: str = ""
    explanation: str = ""
    lesson: str = ""
    concepts: tuple[str, ...] = ()
    device: Device = Device.CPU
    limits: Limits = field(default_factory=Limits)
    forbidden: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    seeds: tuple[int, ...] = (1, 2, 3)
    files: Mapping[str, bytes] = field(default_factory=dict)
    public_files: tuple[str, ...] = ()
    draft: bool = False

    @property
    def version(self) -> str:
        """Name what grading depends on: 16 hex digits, the same for the same code, data, limits and points."""
        parts = {
            "points": self.points,
            "device": self.device,
            "limits": [self.limits.wall_seconds, self.limits.cpu_seconds, self.limits.memory_bytes],
            "forbidden": list(self.forbidden),
            "entry_points": [point.name for point in self.entry_points],
            "code": [self.starter, self.reference, self.checks, self.fixtures],
            "wrong": dict(sorted(self.wrong.items())),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(self.files.items())},
            "public_files": sorted(self.public_files),
            "seeds": list(self.seeds),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything one tree of content files holds."""

    concepts: tuple[Concept, ...] = ()
    terms: tuple[Term, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    questions: tuple[Question, ...] = ()
    quizzes: tuple[Quiz, ...] = ()
    labs: tuple[Lab, ...] = ()
    paths: tuple[LearningPath, ...] = ()
