"""Make the maths font fit to be drawn by browsers: `math_font.py IN.woff OUT.ttf`.

A browser gives a stretching sign, or a root, the width of its widest form, whichever form it draws; in the font as it
comes, tall roots are half as wide again as low ones, which leaves a hole after each `sqrt(x)`. So the taller forms are
made narrower here. Bars are made as thin as the strokes of the text beside them, and indices of letters with a
descender stand no lower than others.
"""

from __future__ import annotations

import sys

from fontTools.misc.transform import Scale
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

WIDER = 70  # thousandths of the font's size that the tallest form may be wider than the lowest
THIN = 50  # thousandths of the font's size
BARS = ("FractionRuleThickness", "OverbarRuleThickness", "UnderbarRuleThickness", "RadicalRuleThickness")


def main(source: str, target: str) -> None:
    font = TTFont(source, recalcTimestamp=False)
    maths = font["MATH"].table
    for name in BARS:
        getattr(maths.MathConstants, name).Value = THIN
    maths.MathConstants.SubscriptBaselineDropMin.Value = 0
    for lowest, construction in zip(
        maths.MathVariants.VertGlyphCoverage.glyphs, maths.MathVariants.VertGlyphConstruction, strict=True
    ):
        widest = font["hmtx"][lowest][0] + WIDER
        for name in _forms(construction) - {lowest}:
            _narrow(font, name, widest)
    font.flavor = None
    font.save(target)


def _forms(construction: object) -> set[str]:
    forms = {record.VariantGlyph for record in construction.MathGlyphVariantRecord}
    assembly = construction.GlyphAssembly
    return forms | ({part.glyph for part in assembly.PartRecords} if assembly else set())


def _narrow(font: TTFont, name: str, widest: int) -> None:
    width, bearing = font["hmtx"][name]
    if width <= widest:
        return
    scale = widest / width
    outline = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(outline)
    pen = TTGlyphPen(None)
    outline.replay(TransformPen(pen, Scale(scale, 1)))
    font["glyf"][name] = pen.glyph()
    font["hmtx"][name] = (widest, round(bearing * scale))


if __name__ == "__main__":
    main(*sys.argv[1:])
