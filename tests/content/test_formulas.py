from __future__ import annotations

import re

from content.markdown import render

TEX = '<annotation encoding="application/x-tex">'


def test_a_formula_in_a_line_is_mathml_with_its_tex() -> None:
    html = render("So $a<b$ holds.")
    assert f"<math><semantics><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>{TEX}a&lt;b</annotation>" in html
    assert html.startswith('<p>So <span class="math">')


def test_a_displayed_formula_scrolls_in_a_box_of_its_own_by_keyboard_too() -> None:
    html = render("$$\nx^2\n$$")
    assert html.startswith('<div class="math display" role="group" aria-label="Formula" tabindex="0">')
    assert '<math display="block"><semantics><msup><mi>x</mi><mn>2</mn></msup>' in html


def test_a_formula_takes_along_what_follows_without_a_space() -> None:
    for mark in (",", ".", "),", "th", "’s", "-"):
        words = "dimensional" if mark == "-" else ""
        assert f"</math>{mark}</span></span>{words} rest" in render(f"The $n${mark}{words} rest"), mark
    assert "</math></span> rest" in render("The $n$ rest")


def test_a_formula_that_cannot_be_drawn_shows_its_tex() -> None:
    assert render(r"So $\brac<1>$.") == (
        r'<p>So <span class="math"><span class="unbroken"><code>\brac&lt;1&gt;</code>.</span></span></p>' + "\n"
    )
    assert r"<code>\brac</code></div>" in render("$$\n\\brac\n$$")


def test_alignment_is_said_by_class_because_no_style_attribute_gets_through() -> None:
    html = render("$$\n\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}\n$$")
    assert re.findall(r'<mtd class="([^"]*)">', html) == ["m-right m-close-right", "m-left m-close-left"] * 2
    assert " style=" not in html


def test_nothing_in_a_formula_runs() -> None:
    for tex in (r"\text{<script>steal()</script>}", r"\text{<img src=x onerror=steal()>}", r"x<script>y"):
        html = render(f"${tex}$")
        assert "<script" not in html
        assert "<img" not in html
