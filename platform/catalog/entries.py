"""What authors write, as frozen values: the shape shared by the files, the database and the grader.

Lists of slugs carry no order and are kept sorted. A `draft` is kept from learners.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from catalog.levels import Level
from catalog.quiz_entries import (
    Behaviour,
    Choice,
    Derived,
    Feedback,
    Gap,
    Item,
    ItemKind,
    NumericAnswer,
    Pair,
    Pool,
    Quiz,
    Variable,
)

__all__ = [
    "Behaviour",
    "Catalog",
    "Choice",
    "Concept",
    "Derived",
    "Device",
    "EntryPoint",
    "Fact",
    "Feedback",
    "Gap",
    "Hint",
    "Item",
    "ItemKind",
    "Lab",
    "LearningPath",
    "Lesson",
    "Level",
    "Limits",
    "NumericAnswer",
    "Pair",
    "PathKind",
    "Pool",
    "Question",
    "Quiz",
    "RubricPoint",
    "Source",
    "Stage",
    "Term",
    "Variable",
    "WrongAnswer",
]


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
