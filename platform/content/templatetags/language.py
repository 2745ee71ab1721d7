"""Which language a region of a page is in."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def content_lang() -> SafeString:
    """Give an element of content its attributes; nothing where the interface is in the same language."""
    if get_language() == settings.LANGUAGE_CODE:
        return mark_safe("")
    return format_html(' lang="{}" dir="ltr"', settings.LANGUAGE_CODE)


@register.simple_tag
def offered_languages() -> list[tuple[str, str]]:
    """Give the languages of the interface, code and name, each under the name it has in itself."""
    return list(settings.LANGUAGES)


@register.filter
def as_count(number: float) -> int:
    """Give `blocktranslate count` a whole number for one that may have decimals: 1 for exactly one, else 2."""
    return 1 if number == 1 else 2
