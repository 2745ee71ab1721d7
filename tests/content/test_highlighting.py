from __future__ import annotations

import html
import re
from pathlib import Path

from django.conf import settings

from content.highlighting import highlight, stylesheet


def test_the_stylesheet_in_the_repository_is_the_one_we_make() -> None:
    assert (Path(settings.PLATFORM) / "static/css/code.css").read_text() == stylesheet()


def test_every_rule_has_a_light_and_a_dark_colour() -> None:
    rules = stylesheet().splitlines()[1:]
    assert len(rules) > 30
    assert all(re.search(r"color: light-dark\((#\w+|CanvasText), (#\w+|CanvasText)\)", rule) for rule in rules)


def test_numbered_lines_count_as_in_the_file_even_after_blank_ones_and_inside_a_docstring() -> None:
    code = '\n\ndef f():\n    """Two\n    lines."""\n'
    drawn = highlight(code, "python", numbered=True)
    lines = re.findall(r'<span class="line" id="line-(\d+)">(.*)\n</span>', drawn)
    assert [number for number, _ in lines] == ["1", "2", "3", "4", "5"]
    assert "def" in lines[2][1]
    assert all(line.count("<span") == line.count("</span>") for _, line in lines)
    assert html.unescape(re.sub("<.*?>", "", drawn)).rstrip() == code.rstrip()
