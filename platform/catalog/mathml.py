"""Formulas in TeX as MathML, which browsers draw by themselves: no script, and the TeX kept as an annotation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree as ET

from math_core import LatexError, LatexToMathML

# Twice the longest formula of ours. The converter calls itself for each bracket: much longer ones could exhaust a
# thread's stack, which no exception catches.
LONGEST = 600  # characters of TeX
LONGEST_UNBROKEN = 24  # characters of TeX; browsers break no line inside a <math>, so that longer ones become several
TAGS = frozenset(
    "math semantics annotation mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover "  # noqa: SIM905
    "munderover mtable mtr mtd mpadded mphantom".split()
)
ATTRIBUTES = frozenset(
    "display displaystyle scriptlevel stretchy symmetric largeop movablelimits form lspace rspace minsize maxsize "  # noqa: SIM905
    "accent accentunder width height depth linethickness mathvariant encoding class".split()
)
# The site's policy lets no style attribute through; the style sheet has these classes instead.
_CLASSES = {
    "text-align:left": "m-left",
    "text-align:right": "m-right",
    "padding-left:0": "m-close-left",
    "padding-right:0": "m-close-right",
    "padding-left:1em": "m-apart",
    "margin-left:-0.16666667em": "m-back",
}
_IMPLIED = {"justify-items:start", "justify-items:end"}
_STYLE = re.compile(r'\sstyle="([^"]*)"')
# The font's prime is raised already; raised once more it would float.
_PRIMED = re.compile(r"<msup>(<m[io][^>]*>[^<]*</m[io]>)<mo>([′″‴])</mo></msup>")
_NAMED_BY_HTML = re.compile(r"&(?!(?:amp|lt|gt|quot);)[A-Za-z]+;")
_TAG = re.compile(r"<([a-z]+)")
_BREAK_AFTER = frozenset("=≈≠≤≥<>≡∼→←↦∝+−±")
_PRIMES = frozenset("′″‴")
_CLOSES = frozenset(")]}⌋⌉|‖∣∥!′")
_DEPTH = dict.fromkeys("([{⌊⌈", 1) | dict.fromkeys(")]}⌋⌉", -1)

# An author's own commands are refused: they could nest without end.
_CONVERTER = LatexToMathML(annotation=True, fancy_error=False, max_expansions=0)


class MathError(ValueError):
    """A formula that cannot be drawn; its text is the rest of a sentence that names it."""


def draw(tex: str, *, display: bool) -> str:
    """Return a formula as MathML Core; a long one within a line as several `<math>`, so that the line can break.

    Raises:
        MathError: it is no TeX that the converter knows, or no browser would draw what it becomes.
    """
    if len(tex) > LONGEST:
        raise MathError(f"is longer than {LONGEST} characters")
    try:
        drawn = _CONVERTER.convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        raise MathError(f"is no formula that can be drawn (after its character {error})") from None
    if unknown := set(_TAG.findall(drawn)) - TAGS:
        raise MathError(f"needs <{min(unknown)}>, which browsers do not draw")
    drawn = _PRIMED.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', _STYLE.sub(_as_classes, drawn))
    return drawn if display or len(tex) <= LONGEST_UNBROKEN else _breakable(drawn)


def _as_classes(style: re.Match[str]) -> str:
    wanted = [part.replace(": ", ":").strip() for part in style[1].split(";") if part.strip()]
    try:
        names = [_CLASSES[part] for part in wanted if part not in _IMPLIED]
    except KeyError as part:
        raise MathError(f"asks for the style {part}, which the site does not have") from None
    return f' class="{" ".join(names)}"'


def _breakable(drawn: str) -> str:
    """Cut a formula after the relations, pluses and minuses that stand outside its brackets."""
    math = ET.fromstring(_NAMED_BY_HTML.sub(lambda found: unescape(found[0]), drawn))  # noqa: S314 - the converter wrote it
    semantics = math[0]
    row, annotation = semantics
    pieces = list(_pieces(list(row))) if row.tag == "mrow" else []
    if len(pieces) < 2:
        return drawn
    semantics[:] = [_row(pieces[0]), annotation]
    cut = [math]
    for piece in pieces[1:]:
        cut.append(ET.Element("math"))
        cut[-1].append(_row(piece))
    return "".join(ET.tostring(part, encoding="unicode") for part in cut)


def _row(piece: list[ET.Element]) -> ET.Element:
    row = ET.Element("mrow")
    if all(element.tag in {"mo", "mtext", "mspace"} for element in piece):
        # Words and a sign alone count as one sign, whose space would stand before the words; nothing at all parts them.
        row.append(ET.Element("mi"))
    row.extend(piece)
    return row


def _pieces(elements: list[ET.Element]) -> Iterator[list[ET.Element]]:
    piece: list[ET.Element] = []
    depth = 0
    for n, element in enumerate(elements):
        before = elements[n - 1] if n else None
        piece.append(element)
        sign = (element.text or "") if element.tag == "mo" else ""
        depth += _DEPTH.get(_bracket(element), 0)
        if sign in _BREAK_AFTER and sign and depth == 0 and _ends_a_term(before) and element is not elements[-1]:
            element.set("form", "infix")  # at the end of a row it would be taken for a sign after its term
            yield piece
            piece = []
    if piece:
        yield piece


def _bracket(element: ET.Element) -> str:
    """Return the sign of an element, or of what its index or power stands at."""
    is_marked = element.tag in {"msub", "msup", "msubsup"} or (
        element.tag == "mrow" and len(element) == 2 and element[1].text in _PRIMES
    )
    base = element[0] if is_marked else element
    return (base.text or "") if base.tag == "mo" else ""


def _ends_a_term(element: ET.Element | None) -> bool:
    """Tell whether a plus or minus after this element joins two terms, rather than being the sign of a number."""
    return element is not None and (element.tag != "mo" or (element.text or "") in _CLOSES)
