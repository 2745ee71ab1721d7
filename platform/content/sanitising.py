"""The one list of what may reach a page from what authors write."""

# ruff: noqa: SIM905 - forty names read better as one text than as forty strings

from __future__ import annotations

import re

import nh3

from catalog import mathml

_TEXT_TAGS = set(
    "a aside blockquote br caption code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre s span "
    "strong sub sup table tbody td th thead tr ul".split()
)
_SVG_TAGS = set(
    "svg g defs desc title path rect circle ellipse line polyline polygon text tspan marker use symbol clipPath mask "
    "pattern linearGradient radialGradient stop".split()
)
_SVG_ATTRIBUTES = set(
    "class clip-path clip-rule clipPathUnits cx cy d dominant-baseline dx dy fill fill-opacity fill-rule font-family "
    "font-size font-style font-weight fx fy gradientTransform gradientUnits height href id letter-spacing marker-end "
    "marker-mid marker-start markerHeight markerUnits markerWidth mask maskUnits offset opacity orient "
    "patternTransform patternUnits points preserveAspectRatio r refX refY rotate rx ry spreadMethod stop-color "
    "stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-opacity stroke-width text-anchor textLength transform vector-effect viewBox width x x1 x2 y y1 y2 "
    "xml:space role aria-label aria-hidden".split()
)
_TEXT_ATTRIBUTES = {
    "a": {"href", "title", "aria-describedby"},
    "aside": {"class"},
    "code": {"class"},
    "div": {"class", "role", "aria-label", "tabindex"},
    "figure": {"class"},
    "li": {"value"},
    "ol": {"start"},
    "p": {"class"},
    "pre": {"class", "tabindex"},
    "span": {"class", "id", "role"},
    "td": {"align"},
    "th": {"align", "scope"},
    **{f"h{n}": {"id"} for n in range(1, 7)},
}
_MATH_ATTRIBUTES = set(mathml.ATTRIBUTES)
_LOCAL = re.compile(r"#[\w-]+")
_LOCAL_URL = re.compile(r"url\(#([\w-]+)\)")


def clean(html: str) -> str:
    """Return `html` with nothing left that runs, loads or styles: text, tables, code, MathML and inline SVG."""
    return nh3.clean(
        html,
        tags=_TEXT_TAGS | _SVG_TAGS | mathml.TAGS,
        attributes=_TEXT_ATTRIBUTES
        | dict.fromkeys(_SVG_TAGS, _SVG_ATTRIBUTES)
        | dict.fromkeys(mathml.TAGS, _MATH_ATTRIBUTES),
        attribute_filter=_keep,
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style"},
    )


def clean_figure(svg: str, *, name: str, label: str) -> str:
    """Return an SVG fit to stand in a page: safe, labelled, its ids under its own name so that no two collide."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        kept = _keep(tag, attribute, value)
        if kept is None:
            return None
        if attribute == "id":
            return f"{name}-{value}"
        if attribute == "href":
            return f"#{name}-{value[1:]}"
        return _LOCAL_URL.sub(rf"url(#{name}-\1)", kept)

    return nh3.clean(
        svg,
        tags=_SVG_TAGS - {"title"},
        attributes=dict.fromkeys(_SVG_TAGS - {"title"}, _SVG_ATTRIBUTES - {"role", "aria-label"}),
        attribute_filter=keep,
        set_tag_attribute_values={"svg": {"role": "img", "aria-label": label}},
        clean_content_tags={"script", "style", "title", "foreignObject"},
    ).strip()


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Let an SVG point at its own parts alone: anything else could load or run."""
    if tag in _SVG_TAGS:
        if attribute == "href" and not _LOCAL.fullmatch(value):
            return None
        if "url(" in value.lower() and not _LOCAL_URL.fullmatch(value.strip()):
            return None
    return value
