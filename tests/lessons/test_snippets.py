"""What a lesson prints is what its code prints."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "lessons").glob("*/lesson.md"))
CODE = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n^```text\n(?P<output>.*?)^```$)?", re.MULTILINE | re.DOTALL)


@pytest.fixture
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.random.fork_rng():
        yield
    torch.set_num_threads(threads)


def run(code: str, names: dict[str, object], label: str) -> str:
    """Return what the code prints, each line without blank space at its end."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, label, "exec"), names)
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines())


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name)
@pytest.mark.usefixtures("_one_thread")
def test_each_block_prints_what_the_lesson_shows(path: Path):
    names: dict[str, object] = {"__name__": "lesson"}
    blocks = list(CODE.finditer(path.read_text(encoding="utf-8")))
    for number, block in enumerate(blocks, 1):
        printed = run(block["code"], names, f"{path.parent.name}, block {number}")
        shown = "\n".join(line.rstrip() for line in (block["output"] or "").splitlines())
        assert printed == shown, f"block {number} of {path.parent.name} prints something else"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name)
def test_every_text_block_follows_code(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n```text\n") == sum(block["output"] is not None for block in CODE.finditer(text))


def test_a_block_that_prints_something_else_is_noticed():
    assert run("print(1 + 1)", {}, "sum") != "3"
