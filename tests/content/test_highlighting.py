from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from content.highlighting import stylesheet


def test_the_stylesheet_in_the_repository_is_the_one_we_make() -> None:
    assert (Path(settings.PLATFORM) / "static/css/code.css").read_text() == stylesheet()


def test_every_rule_has_a_light_and_a_dark_colour() -> None:
    rules = stylesheet().splitlines()[1:]
    assert len(rules) > 30
    assert all(re.search(r"color: light-dark\((#\w+|CanvasText), (#\w+|CanvasText)\)", rule) for rule in rules)
