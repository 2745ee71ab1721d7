"""Lessons are complete, their links lead somewhere and their figures can be read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from catalog.entries import Catalog, Lesson
from catalog.files import read_catalog

ROOT = Path(__file__).resolve().parents[2]
SLUGS = sorted(path.parent.name for path in (ROOT / "lessons").glob("*/lesson.md"))
FIGURES = sorted((ROOT / "lessons").glob("*/*.svg"))
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<name>[^\s)]+)(?: \"(?P<caption>[^\"]*)\")?\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(/(?P<kind>lessons|questions|quizzes|labs)/(?P<slug>[a-z0-9-]+)/")
PLACEHOLDER = re.compile(r"\b(TODO|TBD|FIXME|XXX|lorem ipsum|coming soon)\b", re.IGNORECASE)
MOJIBAKE = re.compile(r"[\ufffd\ufeff]|Ã.|â€|Â[^a-z]|‚Ä")
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


def test_it_names_common_mistakes_and_corrects_older_guides(lesson: Lesson):
    assert "## Common mistakes" in lesson.body
    assert "> **Correction.** " in lesson.body


def test_its_images_and_its_figures_are_the_same(lesson: Lesson):
    images = list(IMAGE.finditer(lesson.body))
    assert {image["name"] for image in images} == set(lesson.figures)
    for image in images:
        assert len(image["alt"]) > 20
        assert image["caption"]


def test_its_links_lead_somewhere(lesson: Lesson, tree: Catalog):
    known = {
        kind: {entry.slug for entry in getattr(tree, kind)} for kind in ("lessons", "questions", "quizzes", "labs")
    }
    assert [link[0] for link in LINK.finditer(lesson.body) if link["slug"] not in known[link["kind"]]] == []


def test_its_text_is_finished_and_undamaged(lesson: Lesson):
    shown = "\n".join([lesson.title, lesson.question, lesson.summary, *lesson.key_points, lesson.body])
    assert not PLACEHOLDER.search(shown)
    assert not MOJIBAKE.search(shown)


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


@pytest.mark.parametrize("damaged", ["naÃ¯ve", "itâ€™s", "a \ufffd b"])
def test_damaged_text_is_noticed(damaged: str):
    assert MOJIBAKE.search(damaged)


@pytest.mark.parametrize("healthy", ["naïve", "2 ln 2 ≈ 1.386", "ŷ − y", "Fréchet"])
def test_healthy_text_is_not_taken_for_damaged(healthy: str):
    assert not MOJIBAKE.search(healthy)
