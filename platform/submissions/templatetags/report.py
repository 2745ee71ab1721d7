"""Figures of a report as a learner reads them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.highlighting import highlight
from submissions import selectors
from submissions.models import Submission

register = template.Library()

WIDTH, HEIGHT, MARGIN = 320, 96, 4  # of a curve, in its own units
SHEET_PIXELS, MAX_ENLARGEMENT = 560, 12  # of a picture: the column of a report on a desktop; 28 pixels become 336


@register.filter
def figure(value: float | None) -> str:
    """Write a number with three significant digits; None and what is no number read as a dash and a word."""
    if value is None:
        return "–"
    if math.isnan(value):
        return _("not a number")
    if math.isinf(value):
        return _("infinite")
    return f"{value:.3g}"


@register.filter
def figures(check: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List what a failed check measured, as label and text. Where shape and dtype agree they are told once, and of a
    single number not at all. The message has the first wrong place, and all there is to say of one number; how far a
    whole number is off says nothing, for it may be the name of a class."""
    found = []
    sizes, dtype = check.get("expected_shape"), check.get("expected_dtype") or ""
    forms = [_form(check.get(f"{whose}_shape"), check.get(f"{whose}_dtype")) for whose in ("expected", "got")]
    if forms[0] != forms[1]:
        found += [(_("Expected"), forms[0]), (_("Got"), forms[1])]
    elif sizes:
        found.append((_("Shape and dtype"), forms[0]))
    if sizes is not None and (math.prod(sizes) == 1 or dtype.startswith(("int", "uint"))):
        return found
    errors = {"max_abs_error": _("Largest absolute error"), "max_rel_error": _("Largest relative error")}
    return found + [(label, figure(check[name])) for name, label in errors.items() if check.get(name) is not None]


def _form(sizes: Sequence[int] | None, dtype: str | None) -> str:
    """Write sizes as the messages do: [4, 8] float32."""
    return f"{'–' if sizes is None else [*sizes]} {dtype or ''}".strip()


@register.simple_tag
def status_line(submission: Submission, position: int | None, estimate_seconds: float | None) -> str:
    """Say what an unfinished submission waits for."""
    return selectors.status_line(submission, position, estimate_seconds)


@register.filter
def told_once(checks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the checks whose misconception an earlier one has explained, as `is_told_above`."""
    told: set[str] = set()
    marked = []
    for check in checks:
        name = check.get("misconception")
        marked.append({**check, "is_told_above": name in told})
        if name:
            told.add(name)
    return marked


@register.filter
def any_hidden(checks: Sequence[Mapping[str, Any]]) -> bool:
    return any(check.get("hidden") for check in checks)


@register.filter
def words(name: str) -> str:
    """Write the name of a variable as words."""
    return name.replace("_", " ")


@register.filter
def trace_of(artifacts: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the table of what the code did, if the report has one."""
    return next((one for one in artifacts if (one["name"], one["kind"]) == ("trace", "table")), None)


@register.filter
def enlarged(picture: dict[str, Any]) -> dict[str, int]:
    """Return a picture's width and height, times the largest whole number that fits a report."""
    width, height = picture["width"], picture["height"]
    times = max(1, min(MAX_ENLARGEMENT, SHEET_PIXELS // max(width, height)))
    return {"width": width * times, "height": height * times}


@register.filter
def python_source(source: str) -> SafeString:
    """Draw Python code with its words coloured; line 3 is the element `line-3`."""
    return mark_safe(highlight(source, "python", numbered=True))  # noqa: S308 - the highlighter escapes what it is given


@register.inclusion_tag("submissions/_curve.html")
def curve(name: str, series: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Draw `[[step, value], …]` as a line; values that are no number are left out."""
    points = [(float(x), float(y)) for x, y in series if y is not None and math.isfinite(y)]
    return {
        "name": name,
        "path": _path(points),
        "last": points[-1] if points else None,
        "first": points[0] if points else None,
        "width": WIDTH,
        "height": HEIGHT,
    }


def _path(points: list[tuple[float, float]]) -> str:
    """Scale the points into the drawing, `M0.0 96.0 L…`."""
    if len(points) < 2:
        return ""
    left, right = points[0][0], points[-1][0]
    low, high = min(y for _, y in points), max(y for _, y in points)
    across = (WIDTH - 2 * MARGIN) / ((right - left) or 1.0)
    up = (HEIGHT - 2 * MARGIN) / ((high - low) or 1.0)
    places = (f"{MARGIN + (x - left) * across:.1f} {HEIGHT - MARGIN - (y - low) * up:.1f}" for x, y in points)
    return "M" + " L".join(places)
