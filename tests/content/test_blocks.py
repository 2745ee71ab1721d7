"""What authors write beyond plain Markdown."""

from __future__ import annotations

import pytest

from content.markdown import Part, definition, glossary_terms, render, render_parts


@pytest.mark.parametrize("label", ["Correction", "Tip", "Warning"])
def test_a_quotation_with_a_known_label_becomes_a_callout(label: str) -> None:
    html = render(f"> **{label}.** Older guides say *so*.\n>\n> More.\n\n> A quotation.")
    assert html == (
        f'<aside class="callout {label.lower()}">\n<p class="callout-label">{label}</p>\n'
        "<p>Older guides say <em>so</em>.</p>\n<p>More.</p>\n</aside>\n"
        "<blockquote>\n<p>A quotation.</p>\n</blockquote>\n"
    )


def test_any_other_bold_opening_stays_a_quotation() -> None:
    assert render("> **Rumour.** They say.").startswith("<blockquote>")


def test_a_table_scrolls_by_itself_and_can_be_reached_by_keyboard() -> None:
    html = render("| a |\n|---|\n| 1 |\n\ntext\n\n| b |\n|---|\n| 2 |")
    for number in (1, 2):
        assert f'<div class="table-scroll" role="group" aria-label="Table {number}" tabindex="0">\n<table>' in html
    assert html.count("</table>\n</div>") == 2


def test_a_glossary_link_leads_to_the_glossary() -> None:
    assert 'href="/glossary/#mini-batch"' in render("A [batch](glossary:mini-batch).")


def test_a_known_word_is_described_beside_its_link_each_time_under_its_own_id() -> None:
    (part,) = render_parts(
        "[A](glossary:loss), [b](glossary:mask), [c](glossary:loss).", None, {"loss": "<b>how</b> bad"}
    )
    assert 'aria-describedby="def-loss"' in part.html
    assert '<span class="definition" role="tooltip" id="def-loss">how bad</span></span>' in part.html
    assert 'id="def-loss-2"' in part.html
    assert "def-mask" not in part.html


def test_a_definition_is_one_line_without_links_and_cannot_run_anything() -> None:
    html = definition("<i>loss</i>", "How *bad*, see [mask](glossary:mask) <script>steal()</script> $x<y$")
    assert "<em>bad</em>" in html
    assert 'class="math"' in html
    (part,) = render_parts("[A](glossary:loss)", None, {"loss": html})
    assert part.html.count("<a ") == 1
    assert "<script" not in part.html
    assert "<i>" not in part.html


def test_glossary_terms_are_found_once_each() -> None:
    assert glossary_terms("[a](glossary:loss) [b](glossary:loss) [c](/glossary/#x) glossary:no") == {"loss"}


def test_items_and_explainers_stand_between_the_prose() -> None:
    parts = render_parts("One.\n\n[Check yourself](item:a-1)\n\n[Try it](explainer:dropout)\n\nTwo.")
    assert [(part.kind, part.name, part.label) for part in parts] == [
        ("prose", "", ""),
        ("item", "a-1", "Check yourself"),
        ("explainer", "dropout", "Try it"),
        ("prose", "", ""),
    ]
    assert parts[0] == Part("prose", parts[0].html)
    assert render("[Check <b>](item:a-1)") == "<p>Check &lt;b&gt;</p>\n"


@pytest.mark.parametrize(
    "text", ["Well, [check](item:a-1).", "* [check](item:a-1)", "> [check](item:a-1)", "[a](item:A)"]
)
def test_an_item_inside_a_sentence_a_list_or_a_quotation_is_only_its_words(text: str) -> None:
    (part,) = render_parts(text)
    assert part.kind == "prose"
    assert "item:" not in part.html


def test_no_line_ends_within_a_number_and_what_belongs_to_it() -> None:
    html = render("Of 96 % of 7 × 7 · 3 pixels, 0.5 kg and 2 GB; not `1 × 1`, 5 m sprints or 4 horses.")
    assert html.replace("&nbsp;", "_") == (
        "<p>Of 96_% of 7_×_7_·_3 pixels, 0.5_kg and 2_GB; not <code>1 × 1</code>, 5_m sprints or 4 horses.</p>\n"
    )
