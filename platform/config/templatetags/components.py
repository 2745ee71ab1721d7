"""The tag that draws a component around what stands inside it."""

from __future__ import annotations

from django import template
from django.template import Context, Engine
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag(takes_context=True)
def component(context: Context, content: SafeString, folder: str, **given: object) -> SafeString:
    """Draw `components/<folder>/<folder>.html`, which sees `content` and what it was given, and nothing else.

    A component that holds nothing is drawn by `{% include "name/name.html" with … only %}` instead.
    """
    drawn = Engine.get_default().get_template(f"{folder}/{folder}.html")
    return SafeString(drawn.render(context.new({"content": content, **given})).strip())
