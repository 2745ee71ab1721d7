from __future__ import annotations

import pytest
from django.utils.safestring import SafeString

from content.markdown import Heading, reading_minutes, render, table_of_contents

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="steal()"><title>T</title>'
    '<style>* { display: none }</style><script>steal()</script><defs><linearGradient id="g"/></defs>'
    '<path d="M0 0" fill="url(#g)"/><path d="M1 1" fill="url(http://evil/x)"/><use href="https://evil/#g"/>'
    '<a href="javascript:steal()"><circle r="1"/></a><foreignObject><p>html</p></foreignObject></svg>'
)


def test_the_result_is_marked_safe() -> None:
    assert isinstance(render("x"), SafeString)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>steal()</script>",
        "<img src=x onerror=steal()>",
        "[x](javascript:steal())",
        "[x](data:text/html,<script>steal()</script>)",
        "![x](javascript:steal())",
        '![x](a.svg "<script>steal()</script>")',
        "```<script>steal()</script>\nx\n```",
        "$<script>steal()</script>$",
        "$$\n<script>steal()</script>\n$$",
        "## <script>steal()</script>",
        "| <script>steal()</script> |\n|---|\n| <b onclick=steal()> |",
    ],
)
def test_nothing_that_runs_gets_through(attack: str) -> None:
    html = render(attack, {"a.svg": SVG})
    for dangerous in ("<script", "<img", "<b ", 'href="javascript', 'href="data', 'src="'):
        assert dangerous not in html


def test_a_figure_stands_in_the_page_cleaned_labelled_and_captioned() -> None:
    html = render('![Units "crossed" out](mask.svg "A *mask*")', {"mask.svg": SVG})
    assert html.startswith('<figure><div class="figure-scroll" role="group" aria-label="Figure" tabindex="0"><svg ')
    for attribute in ('viewBox="0 0 10 10"', 'role="img"', 'aria-label="Units &quot;crossed&quot; out"'):
        assert attribute in html
    assert html.rstrip().endswith("<figcaption>A *mask*</figcaption></figure>")
    assert '<linearGradient id="mask-g">' in html
    assert 'fill="url(#mask-g)"' in html
    assert '<path d="M1 1"></path>' in html
    for dangerous in ("steal", "evil", "style", "foreign", "html</p>"):
        assert dangerous not in html


def test_an_image_that_is_no_figure_of_the_lesson_is_shown_as_its_text() -> None:
    assert render("![A graph](https://evil/x.png)") == '<p><span class="missing-figure">A graph</span></p>\n'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("It costs $5 and $6.", "<p>It costs $5 and $6.</p>\n"),
        (r"Not \$math\$.", "<p>Not $math$.</p>\n"),
        ("`$x$`", "<p><code>$x$</code></p>\n"),
    ],
)
def test_money_and_code_are_no_formulas(text: str, html: str) -> None:
    assert render(text) == html


def test_code_is_highlighted_by_class() -> None:
    html = render("```python\nreturn 1\n```")
    assert '<code class="language-python"><span class="k">return</span>' in html
    assert "style=" not in html


def test_a_language_nobody_knows_is_shown_plain() -> None:
    assert '<code class="language-klingon">&lt;x&gt;\n</code>' in render("```klingon\n<x>\n```")


def test_tables_keep_their_alignment_without_inline_style() -> None:
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<td align="right">2</td>' in html
    assert "style" not in html


def test_headings_have_anchors_of_their_own_and_a_table_of_contents() -> None:
    text = "## A & `b`\n\n### A b\n\n#### Deep\n\n## A b"
    contents = table_of_contents(text)
    assert contents == (
        Heading(2, "A & b", "h-a-b"),
        Heading(3, "A b", "h-a-b-2"),
        Heading(2, "A b", "h-a-b-3"),
    )
    for heading in contents:
        assert f'<h{heading.level} id="{heading.anchor}">' in render(text)


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (200, 1), (201, 2), (1000, 5)])
def test_reading_time_is_whole_minutes_and_at_least_one(words: int, minutes: int) -> None:
    assert reading_minutes("word " * words) == minutes
