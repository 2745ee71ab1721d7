"""The examples of the documentation are content files."""

from __future__ import annotations

import re
from pathlib import Path

from catalog import concepts, glossary, labs, lessons, paths, questions, quizzes, toml
from catalog.errors import CatalogError, Faults
from catalog.frontmatter import split
from catalog.tables import Table

PAGE = (Path(__file__).parents[2] / "docs" / "content.md").read_text()
BLOCKS = [found[2] for found in re.finditer(r"^(`{3,4})(?:toml|markdown)\n(.*?)^\1$", PAGE, re.MULTILINE | re.DOTALL)]


def test_every_example_is_read_without_a_fault() -> None:
    errors: list[CatalogError] = []
    faults = Faults("docs/content.md", errors)
    concept, term, path, lesson, question, quiz, lab = BLOCKS
    concepts.concepts_from(Table(toml.loads(concept, faults) or {}, faults))
    glossary.terms_from(Table(toml.loads(term, faults) or {}, faults))
    paths.paths_from(Table(toml.loads(path, faults) or {}, faults))
    front, body = split(lesson, faults)
    lessons.lesson_from("dropout", Table(front or {}, faults), body, {"mask.svg": "<svg></svg>"}, faults)
    front, body = split(question, faults)
    questions.question_from("dropout", Table(front or {}, faults), body, faults)
    quizzes.quiz_from("dropout", Table(toml.loads(quiz, faults) or {}, faults))
    table = Table(toml.loads(lab, faults) or {}, faults)
    labs.lab_from("dropout", table, texts=dict.fromkeys(labs.TEXTS.values(), ""), wrong={}, files={})
    assert errors == []
