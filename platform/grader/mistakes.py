"""The mistakes that a lab knows: what the docstrings of its `wrong/*.py` say. Imports no torch; runs none of them."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from grader.bytecode import compiled

_FIELD = r"^(check|lesson): *(\S+)$"


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong solution and what its docstring says: the mistake, the check that must fail, the lesson to read.

    `code` is what `bytecode.compiled` made of it.
    """

    name: str
    note: str
    check: str
    lesson: str
    source: str
    code: str


def parse(name: str, source: str) -> Misconception:
    """Read a `wrong/*.py` file: a docstring that says the mistake, then lines `check: ID` and `lesson: SLUG`.

    Raises:
        ValueError: a part is missing, named in the message.
    """
    try:
        text = ast.get_docstring(ast.parse(source)) or ""
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from error
    fields = dict(re.findall(_FIELD, text, re.MULTILINE))
    note = " ".join(re.sub(_FIELD, "", text, flags=re.MULTILINE).split("\n\n")[0].split())
    if not note or "check" not in fields:
        raise ValueError("the docstring must say the mistake in its first paragraph, and `check: ID` on its own line")
    return Misconception(name, note, fields["check"], fields.get("lesson", ""), source, compiled(source, f"{name}.py"))


def for_referee(wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return each `Misconception` as its fields; a file that says too little, which `verify` tells, is left out."""
    return [fields for name, source in wrong.items() if (fields := _fields(name, source))]


@functools.lru_cache(maxsize=1024)
def _fields(name: str, source: str) -> dict[str, Any]:
    try:
        return asdict(parse(name, source))
    except ValueError:
        return {}
