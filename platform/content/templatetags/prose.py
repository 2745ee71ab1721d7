"""Markdown in templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from content.markdown import render

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Draw an author's or the grader's Markdown as sanitised HTML."""
    return render(text)
