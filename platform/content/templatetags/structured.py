"""Structured data in templates."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from content import structured
from content.models import Quiz

register = template.Library()
# As in Django's json_script: nothing in a string can end the element.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def as_structured_data(data: dict[str, Any]) -> SafeString:
    """Draw schema.org data. It is no script to browsers, so the policy against inline scripts lets it be."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped just here


@register.simple_tag(takes_context=True)
def quiz_data(context: Context, quiz: Quiz) -> SafeString:
    """Draw the data of a quiz on the page at hand."""
    return as_structured_data(structured.quiz_page(quiz, address=context["request"].build_absolute_uri()))
