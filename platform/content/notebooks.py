"""A lesson as a Jupyter notebook: its text, and its runnable code with the output that the tests hold it to.

Written as plain JSON of nbformat 4.5; the tests validate it with the nbformat package.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

from catalog.entries import Lesson

SNIPPET = re.compile(r"^```python\n(?P<code>.*?)^```$(?:\n+^```text\n(?P<output>.*?)^```$)?", re.MULTILINE | re.DOTALL)
_PLACED = re.compile(r"^\[(?P<label>[^\]]+)\]\((?:item|explainer):[^)]*\)$", re.MULTILINE)
_GLOSSARY = re.compile(r"\]\(glossary:([a-z0-9-]+)\)")
_ROOTED = re.compile(r"\]\((/[^)]*)\)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<name>[\w.-]+\.svg)(?:\s+\"(?P<caption>[^\"]*)\")?\)")


def notebook(lesson: Lesson, *, address: str, site: str) -> dict[str, Any]:
    """Return the notebook of a lesson at `address`; links within the site are made whole with `site`, its root."""
    cells = [_markdown(_opening(lesson, address), {})]
    end = 0
    for found in SNIPPET.finditer(lesson.body):
        cells += _text(lesson, lesson.body[end : found.start()], address, site)
        cells.append(_code(found["code"], found["output"]))
        end = found.end()
    cells += _text(lesson, lesson.body[end:], address, site)
    cells.append(_markdown(_closing(lesson), {}))
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"{lesson.slug[:50]}-{number}"
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "title": lesson.title,
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
        },
        "cells": cells,
    }


def has_code(body: str) -> bool:
    return SNIPPET.search(body) is not None


def _opening(lesson: Lesson, address: str) -> str:
    points = "\n".join(f"* {point}" for point in lesson.key_points)
    return f"# {lesson.title}\n\n*{lesson.question}*\n\n{points}\n\nFrom {address}; the code needs PyTorch.\n"


def _closing(lesson: Lesson) -> str:
    lines = [
        f"{n}. [{source.title}]({source.url})" if source.url else f"{n}. {source.title}"
        for n, source in enumerate(lesson.sources, 1)
    ]
    return "## Sources\n\n" + "\n".join(lines) + "\n" if lines else "## Sources\n\nNone are named.\n"


def _text(lesson: Lesson, text: str, address: str, site: str) -> list[dict[str, Any]]:
    """Return one Markdown cell with its figures attached, or none for blank text."""
    if not text.strip():
        return []
    shown = {found["name"] for found in _IMAGE.finditer(text)} & set(lesson.figures)
    text = _PLACED.sub(rf"[\g<label>]({address})", text.strip())
    text = _GLOSSARY.sub(rf"]({site}/glossary/#\1)", text)
    text = _ROOTED.sub(rf"]({site}\1)", text)
    text = _IMAGE.sub(_attached, text)
    return [_markdown(f"{text}\n", {name: lesson.figures[name] for name in sorted(shown)})]


def _attached(image: re.Match[str]) -> str:
    caption = f"\n\n*{image['caption']}*" if image["caption"] else ""
    return f"![{image['alt']}](attachment:{image['name']}){caption}"


def _markdown(text: str, figures: dict[str, str]) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
    if figures:
        cell["attachments"] = {
            name: {"image/svg+xml": b64encode(svg.encode()).decode()} for name, svg in figures.items()
        }
    return cell


def _code(code: str, output: str | None) -> dict[str, Any]:
    stream = {"output_type": "stream", "name": "stdout", "text": (output or "").splitlines(keepends=True)}
    return {
        "cell_type": "code",
        "metadata": {},
        "execution_count": None,
        "source": code.rstrip("\n").splitlines(keepends=True),
        "outputs": [stream] if output else [],
    }
