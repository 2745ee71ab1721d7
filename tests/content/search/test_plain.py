"""Markdown as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.search.plain import plain, tidy


def test_marks_are_gone_and_code_stands_apart() -> None:
    prose, code = plain("## A *title*\n\nA [link](/x/) and `code`.\n\n```python\nnn.Dropout(0.5)\n```\n")
    assert prose == "A title A link and code."
    assert code == "nn.Dropout(0.5)"


def test_tables_are_read_cell_by_cell() -> None:
    assert plain("| a | b |\n|---|---|\n| c | d |\n")[0] == "a b c d"


def test_short_formulas_stay_and_drawn_ones_are_left_out() -> None:
    prose, code = plain("With $p = 0.3$ and $\\frac{1}{2}$:\n\n$$\\sum x$$\n")
    assert prose == "With p = 0.3 and …:"
    assert code == "\\sum x"


def test_what_the_page_puts_in_place_is_no_text() -> None:
    assert plain("Before.\n\n[Check yourself](item:some-item)\n\n[Try it](explainer:dropout)\n") == ("Before.", "")


def test_gaps_lose_their_names() -> None:
    assert plain("A {{gap}} and {{ n }}.")[0] == "A … and …."


def test_markup_typed_as_text_stays_text() -> None:
    assert plain("<script>alert(1)</script>")[0] == "<script>alert(1)</script>"


@given(st.text(max_size=200))
def test_what_is_left_can_be_stored(text: str) -> None:
    kept = tidy(text)
    assert kept.encode().decode() == kept
    assert kept == kept.strip()
    assert not any(character < " " for character in kept)


@pytest.mark.parametrize("text", ["", "\n\n", "\0"])
def test_nothing_stays_nothing(text: str) -> None:
    assert tidy(text) == ""
