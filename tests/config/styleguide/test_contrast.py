"""The colours are far enough apart, and the ruler that says so is right."""

from __future__ import annotations

import pytest

from config.styleguide import contrast
from config.styleguide.contrast import Pair


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.478),
        ("#0000ff", "#ffffff", 8.592),
        ("#123456", "#123456", 1),
    ],
)
def test_ratios_are_those_of_the_definition(one: str, other: str, expected: float) -> None:
    assert contrast.ratio(one, other) == contrast.ratio(other, one) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("pair", contrast.pairs(), ids=lambda pair: f"{pair.front.name} on {pair.ground.name}")
def test_every_pair_is_legible_in_both_themes(pair: Pair) -> None:
    assert min(pair.light, pair.dark) >= pair.needed


def test_every_colour_is_in_a_pair_or_carries_nothing() -> None:
    used = {colour for front, ground, _ in contrast.PAIRS for colour in (front, ground)}
    assert set(contrast.colours()) - used == {"line"}
