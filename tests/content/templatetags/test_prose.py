"""Markdown in templates."""

from __future__ import annotations

from django.template import Context, Template


def test_markdown_is_drawn_and_made_safe() -> None:
    page = Template("{% load prose %}{{ text|markdown }}").render(Context({"text": "**bold** <script>x</script>"}))
    assert "<strong>bold</strong>" in page
    assert "<script>" not in page
