from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog.mathml import ATTRIBUTES, LONGEST, TAGS, MathError, draw

ROOT = Path(__file__).resolve().parents[2]


def pieces(tex: str) -> list[str]:
    drawn = re.sub(r"<annotation.*?</annotation>", "", draw(tex, display=False))
    return [re.sub(r"<[^>]+>", "", piece) for piece in drawn.split("</math>") if piece]


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("k^2 C_{in} C_{out} + C_{out} = 9 + 64", ["k2CinCout+", "Cout=", "9+", "64"]),
        (r"f(a + b) - g(c = d) = -t + \max(0, x)", ["f(a+b)−", "g(c=d)=", "−t+", "max\u2061(0,x)"]),
        (r"w_2 = 0.5 - 0.1 \cdot (-1) = 0.6", ["w2=", "0.5−", "0.1⋅(−1)=", "0.6"]),
        (r"\sqrt{a + b + c + d + e + f}", ["a+b+c+d+e+f"]),
        ("a + b = c", ["a+b=c"]),
    ],
)
def test_a_long_formula_breaks_outside_its_brackets_and_a_short_one_not(tex: str, expected: list[str]) -> None:
    assert pieces(tex) == expected


def test_the_tex_is_kept_once_however_many_pieces() -> None:
    drawn = draw(r"a_1 + a_2 + a_3 + a_4 + a_5 < b", display=False)
    assert drawn.count("<annotation") == 1
    assert ">a_1 + a_2 + a_3 + a_4 + a_5 &lt; b</annotation>" in drawn


def test_a_sign_at_the_end_of_a_piece_keeps_the_space_before_it() -> None:
    assert draw(r"a_1 + a_2 + a_3 + a_4 + a_5 < b", display=False).count('<mo form="infix">') == 5


def test_what_is_drawn_has_the_tags_and_attributes_that_pages_let_through() -> None:
    tex = r"\underbrace{\hat{x}_i}_{n} \begin{cases} \tfrac12 & x \ge 0 \\ a\!b & \text{no} \end{cases} \sqrt[3]{x}"
    drawn = draw(tex, display=True)
    assert set(re.findall(r"<([a-z]+)", drawn)) <= TAGS
    assert set(re.findall(r' ([a-z]+)="', drawn)) <= ATTRIBUTES


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\brac{1}{2}", "is no formula that can be drawn (after its character 0: Unknown command"),
        ("{x", "is no formula"),
        (r"\boxed{x}", "needs <menclose>"),
        (r"\color{red}x", "asks for the style 'color:#FF0000'"),
        (r"\newcommand{\a}[1]{{{#1}}} \a{\a{x}}", "Too many expansions"),
        ("x" * (LONGEST + 1), "is longer than 600 characters"),
    ],
)
def test_what_cannot_be_drawn_is_said(tex: str, why: str) -> None:
    with pytest.raises(MathError) as error:
        draw(tex, display=True)
    assert why in str(error.value)


@pytest.mark.parametrize("part", ["{", r"\sqrt", r"\left(", "x^{", r"\hat", r"\begin{matrix}"])
def test_the_deepest_formula_exhausts_no_stack(part: str) -> None:
    """A stack that overflows ends the whole process, so there is more to see than an exception."""
    with pytest.raises(MathError):
        draw(part * (LONGEST // len(part)), display=True)
