"""Lessons are complete, their links lead somewhere and their figures can be read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from catalog.entries import Behaviour, Catalog, Lesson, PathKind
from catalog.files import read_catalog
from catalog.publishing import Findings, check_catalog, check_lesson, known_in
from content.explainers import EXPLAINERS

ROOT = Path(__file__).resolve().parents[2]
SLUGS = sorted(path.parent.name for path in (ROOT / "lessons").glob("*/lesson.md"))
FIGURES = sorted((ROOT / "lessons").glob("*/*.svg"))
FIRST = "what-is-deep-learning"
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SVG = "{http://www.w3.org/2000/svg}"
READABLE_ON_BOTH = {"currentColor", "none", "#3b82c4", "#c8741f"}


@pytest.fixture(scope="module")
def tree() -> Catalog:
    return read_catalog(ROOT)


@pytest.fixture(params=SLUGS)
def lesson(request: pytest.FixtureRequest, tree: Catalog) -> Lesson:
    return next(lesson for lesson in tree.lessons if lesson.slug == request.param)


def test_it_says_who_wrote_it_when_and_from_what(lesson: Lesson):
    assert lesson.author
    assert lesson.published <= lesson.reviewed
    assert lesson.sources
    for source in lesson.sources:
        assert source.url.startswith("https://"), source.title
        assert source.accessed, source.title


def test_it_has_concepts_and_points_to_remember(lesson: Lesson):
    assert lesson.concepts
    assert len(lesson.key_points) >= 3


def test_it_is_neither_thin_nor_endless(lesson: Lesson):
    assert 500 <= len(FENCE.sub("", lesson.body).split()) <= 1400


def test_it_shows_a_figure_and_a_table(lesson: Lesson):
    assert lesson.figures
    assert re.search(r"^\|(-+\|)+$", lesson.body, re.MULTILINE)


def test_its_programs_fit_the_column(lesson: Lesson):
    lines = [line for program in FENCE.findall(lesson.body) for line in program.splitlines()]
    assert [line for line in lines if len(line) > 80] == []


def test_it_names_common_mistakes_and_corrects_older_guides(lesson: Lesson):
    assert "## Common mistakes" in lesson.body
    assert "> **Correction.** " in lesson.body


def test_it_builds_on_other_lessons_unless_it_is_the_first(lesson: Lesson):
    assert bool(lesson.prerequisites) == (lesson.slug != FIRST)


def test_it_asks_in_place_what_its_quiz_asks(lesson: Lesson, tree: Catalog):
    (quiz,) = (quiz for quiz in tree.quizzes if quiz.slug == lesson.slug)
    assert quiz.lesson == lesson.slug
    assert quiz.behaviour is Behaviour.PRACTICE
    assert 1 <= len(re.findall(r"^\[Check yourself\]\(item:[a-z0-9-]+\)$", lesson.body, re.MULTILINE)) <= 2


def test_it_may_be_published(lesson: Lesson, tree: Catalog):
    """Text, links, figures, facts and reading level: what `catalog.publishing` says."""
    found = Findings()
    check_lesson(lesson, known_in(tree, EXPLAINERS), found, today=lesson.reviewed)
    assert [str(problem) for problem in found.problems] == []


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.name)
def test_a_figure_scales_and_describes_itself(path: Path):
    figure = ET.parse(path).getroot()
    assert figure.get("viewBox")
    assert figure.get("width") is None
    assert (figure.findtext(f"{SVG}title") or "").strip()
    assert (figure.findtext(f"{SVG}desc") or "").strip()
    assert path.stat().st_size < 12_000


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.name)
def test_a_figure_reads_in_light_and_dark(path: Path):
    parts = list(ET.parse(path).iter())
    assert {part.get(key) for part in parts for key in ("fill", "stroke")} - {None} <= READABLE_ON_BOTH
    assert all(part.get("fill") in {None, "currentColor"} for part in parts if part.tag == f"{SVG}text")
    assert not [part.tag for part in parts if part.tag in {f"{SVG}style", f"{SVG}script"}]


def test_everything_else_may_be_published(tree: Catalog):
    found = check_catalog(tree, explainers=EXPLAINERS, today="2026-11-21")
    assert [str(problem) for problem in found.problems if "lesson.md" not in problem.path] == []


def test_the_path_leads_through_every_lesson_and_lab_and_nothing_comes_before_what_it_builds_on(tree: Catalog):
    assert len(tree.lessons) >= 51
    (whole,) = (path for path in tree.paths if path.kind is PathKind.PATH)
    lessons = [slug for stage in whole.stages for slug in stage.lessons]
    labs = [slug for stage in whole.stages for slug in stage.labs]
    assert sorted(lessons) == sorted({lesson.slug for lesson in tree.lessons})
    assert sorted(labs) == sorted({lab.slug for lab in tree.labs})
    places = {slug: place for place, slug in enumerate(lessons)}
    early = [
        f"{first} comes after {lesson.slug}"
        for lesson in tree.lessons
        for first in lesson.prerequisites
        if places[first] > places[lesson.slug]
    ]
    assert early == []


def test_the_course_has_twelve_modules_and_the_faq_thirteen_questions(tree: Catalog):
    stages = {path.kind: path.stages for path in tree.paths}
    assert len(stages[PathKind.COURSE]) == 12
    assert len(stages[PathKind.FAQ]) == 13
    assert all(stage.lessons for stage in stages[PathKind.FAQ])
