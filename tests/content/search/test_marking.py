"""Marks in texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from content.search.marking import END, LONGEST_PLAIN, START, Piece, is_marked, pieces, shorten


def test_marks_become_pieces() -> None:
    assert pieces(f"a {START}b{END} c{START}d{END}") == (
        Piece("a ", is_match=False),
        Piece("b", is_match=True),
        Piece(" c", is_match=False),
        Piece("d", is_match=True),
    )


@given(st.text(alphabet=f"ab {START}{END}", max_size=40))
def test_no_text_is_lost_whatever_the_marks(marked: str) -> None:
    text = "".join(piece.text for piece in pieces(marked))
    assert text.replace(END, "") == marked.replace(START, "").replace(END, "")
    assert is_marked(marked) == (START in marked)


def test_a_long_text_is_cut_at_a_word() -> None:
    short = shorten("some words " * 50)
    assert len(short) <= LONGEST_PLAIN + 2
    assert short.endswith((" words …", " some …"))
    assert shorten("short") == "short"
