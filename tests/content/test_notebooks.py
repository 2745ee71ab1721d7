"""A lesson as a notebook."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from catalog.entries import Lesson
from catalog.files import read_catalog
from content.notebooks import has_code, notebook

ROOT = Path(__file__).parents[2]
BODY = """Before, [there](/labs/x/) and [a word](glossary:loss), [out](https://example.org).

```python
x = 1
print(x)
```

```text
1
```

![Two of five units crossed out](mask.svg "A mask. Source: own drawing.")

[Check yourself](item:a)

```python
y = x
```
"""


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    sample = read_catalog(Path(__file__).parents[1] / "catalog" / "sample").lessons[0]
    return replace(sample, body=BODY)


def made(lesson: Lesson) -> dict[str, Any]:
    return notebook(lesson, address="https://fp.org/lessons/dropout/", site="https://fp.org")


def test_text_and_code_alternate_and_code_keeps_what_it_prints(lesson: Lesson) -> None:
    cells = made(lesson)["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "markdown", "code", "markdown", "code", "markdown"]
    assert cells[2]["source"] == ["x = 1\n", "print(x)"]
    assert cells[2]["outputs"] == [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
    assert cells[4]["outputs"] == []


def test_links_are_whole_and_figures_are_attached(lesson: Lesson) -> None:
    cells = made(lesson)["cells"]
    before, after = "".join(cells[1]["source"]), "".join(cells[3]["source"])
    assert "[there](https://fp.org/labs/x/)" in before
    assert "[a word](https://fp.org/glossary/#loss)" in before
    assert "[out](https://example.org)" in before
    assert "![Two of five units crossed out](attachment:mask.svg)\n\n*A mask. Source: own drawing.*" in after
    assert "[Check yourself](https://fp.org/lessons/dropout/)" in after
    assert b64decode(cells[3]["attachments"]["mask.svg"]["image/svg+xml"]).decode() == lesson.figures["mask.svg"]


def test_it_opens_with_the_question_and_ends_with_the_sources(lesson: Lesson) -> None:
    cells = made(lesson)["cells"]
    opening, closing = "".join(cells[0]["source"]), "".join(cells[-1]["source"])
    assert opening.startswith("# Dropout\n\n*How does dropout keep a network from overfitting?*")
    assert "1. [Srivastava et al." in closing


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in (ROOT / "lessons").glob("*/lesson.md")))
def test_every_lesson_makes_a_valid_notebook(slug: str, shipped: dict[str, Lesson]) -> None:
    nbformat.validate(made(shipped[slug]))


@pytest.fixture(scope="module")
def shipped() -> dict[str, Lesson]:
    return {lesson.slug: lesson for lesson in read_catalog(ROOT).lessons}


def test_a_lesson_without_python_has_nothing_to_run(lesson: Lesson) -> None:
    assert has_code(lesson.body)
    assert not has_code("```text\nx\n```")
