"""Each component is a folder of three files, each class it writes has a rule, and no rule knows left from right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from config import stylesheet
from config.styleguide.views import example_context

FOLDERS = sorted(path for path in settings.COMPONENTS.iterdir() if path.is_dir())
SHEETS = sorted({*stylesheet.parts(), *(settings.PLATFORM / "static" / "css").glob("*.css")})
# Coloured by the words in it; as its line is; as any callout is.
WITHOUT_RULE = {"highlight", "math", "tip"}
# What `content.markdown` draws rather than a template.
DRAWN_FROM_MARKDOWN = {"formula"}
# What is read from left to right in every language.
PHYSICAL = {"formula.css"}


def named(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_a_component_has_a_template_a_style_and_examples(folder: Path) -> None:
    present = {path.name for path in folder.iterdir()}
    assert {f"{folder.name}.html", f"{folder.name}.css", "examples.html"} <= present
    assert (
        f'"{folder.name}' in (folder / "examples.html").read_text()
        or f"{folder.name}/" in (folder / "examples.html").read_text()
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_examples_can_be_drawn_and_every_class_has_a_rule(folder: Path) -> None:
    drawn = render_to_string(f"{folder.name}/examples.html", example_context())
    written = {name for found in re.findall(r'class="([^"]*)"', drawn) for name in found.split()}
    rules = set(re.findall(r"\.([a-z][\w-]*)", "".join(part.read_text() for part in SHEETS)))
    assert written
    assert {name for name in written - rules - WITHOUT_RULE if not name.startswith("language-")} == set()


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_a_component_is_used_outside_its_folder(folder: Path) -> None:
    others = [
        path for path in settings.PLATFORM.rglob("*.html") if path.parent != folder and path.name != "examples.html"
    ]
    asked = re.compile(rf'component "{folder.name}"|"{folder.name}/|class="{folder.name}[ "]')
    assert folder.name in DRAWN_FROM_MARKDOWN or any(asked.search(path.read_text()) for path in others)


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_no_rule_names_left_or_right(sheet: Path) -> None:
    """Sides are `inline-start` and `inline-end`, so that a page turns round with its language."""
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    sides = re.findall(
        r"[^{};]*(?:\b(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b|(?<![\w-])(?:left|right)\s*:|"
        r"(?:text-align|float|clear|justify-\w+)\s*:\s*(?:left|right))[^;}]*",
        rules,
    )
    # Four values that differ at their sides: the shorthand that means right and left.
    value = r"((?:[^\s;(]|\((?:[^()]|\([^()]*\))*\))+)"
    four = re.compile(rf"(margin|padding|inset|border-radius)\s*:\s*{value}\s+{value}\s+{value}\s+{value}\s*[;}}]")
    sides += [f"{kind}: {a} {b} {c} {d}" for kind, a, b, c, d in four.findall(rules) if is_uneven(kind, a, b, c, d)]
    assert sheet.name in PHYSICAL or [rule.strip() for rule in sides] == []


def is_uneven(kind: str, first: str, second: str, third: str, fourth: str) -> bool:
    """Whether left and right differ: radii go from corner to corner, everything else from side to side."""
    return (first, fourth) != (second, third) if kind == "border-radius" else second != fourth
