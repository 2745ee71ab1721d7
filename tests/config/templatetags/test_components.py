"""The tag that draws a component around what stands inside it."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateDoesNotExist


def draw(source: str, **given: object) -> str:
    return Template(source).render(Context(given))


def test_what_stands_inside_sees_the_page_and_the_component_does_not() -> None:
    source = '{% component "badge" %}{{ title }}{% endcomponent %}'
    assert draw(source, title="Open", tone="bad") == '<span class="badge">Open</span>'


def test_what_is_given_is_escaped_and_what_stands_inside_stays_markup() -> None:
    drawn = draw('{% component "empty" title=title %}<p>{{ way }}</p>{% endcomponent %}', title="<b>", way="a & b")
    assert "<h2>&lt;b&gt;</h2>" in drawn
    assert "<p>a &amp; b</p>" in drawn


def test_a_component_can_be_kept_for_later() -> None:
    drawn = draw('{% component "badge" tone="good" as mark %}Passed{% endcomponent %}({{ mark }})')
    assert drawn == '(<span class="badge good">Passed</span>)'


def test_a_name_that_is_none_is_an_error() -> None:
    with pytest.raises(TemplateDoesNotExist, match="buton"):
        draw('{% component "buton" %}Save{% endcomponent %}')
