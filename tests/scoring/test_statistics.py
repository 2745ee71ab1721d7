"""Item and quiz statistics against values by hand and by numpy."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import statistics
from scoring.statistics import Cell, ItemStatistics


def _cells(marks: list[float], totals: list[float]) -> list[Cell]:
    return [Cell(mark, total) for mark, total in zip(marks, totals, strict=True)]


def test_five_attempts_computed_by_hand() -> None:
    """Marks 1 1 0 1 0, totals 4 3 2 2 0: rests 3 2 2 1 0, means 0.6 and 1.6.

    Squares: 1.2 and 5.2, so variances 0.3 and 1.3. Products: 0.4*1.4 + 0.4*0.4 - 0.6*0.4 - 0.4*0.6 + 0.6*1.6 = 1.2,
    covariance 0.3. In order, 0 0 1 1 1 meets 0 1 2 2 3: 0.96 + 0.36 + 0.16 + 0.16 + 0.56 = 2.2, covariance 0.55.
    """
    found = statistics.of_item(_cells([1, 1, 0, 1, 0], [4, 3, 2, 2, 0]), points=1.0)
    assert found.attempts == 5
    assert found.facility == pytest.approx(0.6)
    assert found.deviation == pytest.approx(math.sqrt(0.3))
    assert found.discrimination == pytest.approx(0.3 / math.sqrt(0.3 * 1.3))
    assert found.efficiency == pytest.approx(0.3 / 0.55)


def test_alpha_computed_by_hand() -> None:
    """Two items marked (1,1) (1,0) (0,0): variances 1/3 and 1/3, totals 2 1 0 with variance 1.

    alpha = 2 * (1 - 2/3) = 2/3, so the standard error is 1 * sqrt(1/3).
    """
    found = statistics.of_quiz({2.0: 1, 1.0: 1, 0.0: 1}, variances=[1 / 3, 1 / 3])
    assert (found.attempts, found.mean, found.median, found.deviation) == (3, 1.0, 1.0, 1.0)
    assert found.alpha == pytest.approx(2 / 3)
    assert found.error_ratio == found.standard_error == pytest.approx(math.sqrt(1 / 3))


@pytest.fixture(scope="module")
def sheet() -> np.ndarray:
    """1,000 attempts at 40 items: abilities and difficulties drawn, marks 0, 1/3, 1/2 or 1, two items upside down."""
    draw = np.random.default_rng(7)
    ability, difficulty = draw.normal(size=(1000, 1)), draw.normal(size=(1, 40))
    chance = 1 / (1 + np.exp(difficulty - ability))
    right = draw.random((1000, 40)) < chance
    partial = draw.choice([0.0, 1 / 3, 0.5], size=(1000, 40))
    marks = np.where(right, 1.0, partial)
    marks[:, [3, 17]] = 1 - marks[:, [3, 17]]
    return marks


def test_a_thousand_attempts_at_forty_items_agree_with_numpy(sheet: np.ndarray) -> None:
    totals = sheet.sum(axis=1)
    for item in range(40):
        marks, rest = sheet[:, item], totals - sheet[:, item]
        found = statistics.of_item(_cells(marks.tolist(), totals.tolist()), points=1.0)
        assert found.facility == pytest.approx(marks.mean())
        assert found.deviation == pytest.approx(marks.std(ddof=1))
        assert found.discrimination == pytest.approx(np.corrcoef(marks, rest)[0, 1])
        largest = np.cov(np.sort(marks), np.sort(rest))[0, 1]
        assert found.efficiency == pytest.approx(np.cov(marks, rest)[0, 1] / largest)
        assert (found.discrimination < 0) == (item in {3, 17})


def test_alpha_of_a_thousand_attempts_agrees_with_numpy(sheet: np.ndarray) -> None:
    totals = sheet.sum(axis=1)
    variances = [statistics.variance_of(Counter(sheet[:, item].tolist())) for item in range(40)]
    found = statistics.of_quiz(Counter(totals.tolist()), variances=variances)
    alpha = 40 / 39 * (1 - sheet.var(axis=0, ddof=1).sum() / totals.var(ddof=1))
    assert found.alpha == pytest.approx(alpha)
    assert found.median == pytest.approx(np.median(totals))
    assert found.standard_error == pytest.approx(totals.std(ddof=1) * math.sqrt(1 - alpha))


def test_counted_pairs_give_what_single_attempts_give(sheet: np.ndarray) -> None:
    marks, totals = sheet[:, 0].tolist(), sheet.sum(axis=1).round(6).tolist()
    counted = [Cell(mark, total, count) for (mark, total), count in Counter(zip(marks, totals, strict=True)).items()]
    assert len(counted) < 1000
    assert statistics.of_item(counted, points=1.0) == statistics.of_item(_cells(marks, totals), points=1.0)


def test_points_scale_out_of_every_share() -> None:
    single = statistics.of_item(_cells([1, 0, 1, 0], [3, 1, 2, 2]), points=1.0)
    triple = statistics.of_item(_cells([3, 0, 3, 0], [9, 3, 6, 6]), points=3.0)
    for name in ("facility", "deviation", "discrimination", "efficiency"):
        assert getattr(triple, name) == pytest.approx(getattr(single, name))


def test_no_attempt_and_one_attempt_leave_the_rest_undefined() -> None:
    assert statistics.of_item([], points=1.0) == ItemStatistics(0, None, None, None, None, None)
    one = statistics.of_item([Cell(1.0, 3.0)], points=1.0)
    assert (one.attempts, one.facility, one.deviation, one.discrimination) == (1, 1.0, None, None)
    assert statistics.of_quiz({}, variances=[]).mean is None
    assert statistics.of_quiz({3.0: 1}, variances=[0.0]).alpha is None


@pytest.mark.parametrize(("marks", "totals"), [([1, 1, 1], [1, 2, 3]), ([0, 1 / 3, 1], [0, 1 / 3, 1])])
def test_without_spread_there_is_no_correlation(marks: list[float], totals: list[float]) -> None:
    found = statistics.of_item(_cells(marks, totals), points=1.0)
    assert (found.discrimination, found.efficiency) == (None, None)


_marks = st.sampled_from([0.0, 1 / 3, 0.5, 1.0])


@given(st.lists(st.tuples(_marks, _marks, _marks), min_size=2, max_size=40))
def test_shares_stay_within_bounds_in_any_order(rows: list[tuple[float, float, float]]) -> None:
    cells = [Cell(row[0], math.fsum(row)) for row in rows]
    found = statistics.of_item(cells, points=1.0)
    assert found == statistics.of_item(cells[::-1], points=1.0)
    assert found.facility is not None
    assert 0 <= found.facility <= 1
    if found.discrimination is not None and found.efficiency is not None:
        assert abs(found.discrimination) <= 1 + 1e-9
        assert found.efficiency <= 1 + 1e-9
        assert (found.discrimination > 0) == (found.efficiency > 0)


def test_picks_list_what_was_offered_and_then_what_else_was_given() -> None:
    counts = {"0": (6, 30.0), "2": (2, 4.0), "": (2, 2.0), "7": (10, 20.0)}
    rows = statistics.picks(counts, right={"0"}, offered=["0", "1", "2"])
    assert [(row.answer, row.is_right, row.count) for row in rows] == [
        ("0", True, 6),
        ("1", False, 0),
        ("2", False, 2),
        ("7", False, 10),
        ("", False, 2),
    ]
    assert [row.share for row in rows] == [0.3, 0.0, 0.1, 0.5, 0.1]
    assert [row.mean_total for row in rows] == [5.0, None, 2.0, 2.0, 1.0]


def _found(*, attempts: int = 50, facility: float = 0.5, discrimination: float | None = 0.3) -> ItemStatistics:
    return ItemStatistics(attempts, facility, 0.5, discrimination, 0.5, 0.25)


def test_reasons_name_what_is_odd() -> None:
    assert statistics.reasons(_found()) == []
    assert "Check the key" in statistics.reasons(_found(discrimination=-0.01))[0]
    assert "Under 20 %" in statistics.reasons(_found(facility=0.199))[0]
    assert "Over 95 %" in statistics.reasons(_found(facility=0.951))[0]
    assert "“red”, “blue”" in statistics.reasons(_found(), unused=["red", "blue"])[0]
    assert len(statistics.reasons(_found(facility=0.1, discrimination=-1), unused=["red"])) == 3


@pytest.mark.parametrize("facility", [0.2, 0.95])
def test_the_edges_themselves_are_not_odd(facility: float) -> None:
    assert statistics.reasons(_found(facility=facility, discrimination=None)) == []


def test_few_attempts_are_not_judged() -> None:
    assert statistics.reasons(_found(attempts=9, facility=0.0, discrimination=-1)) == []


def test_the_percentile_counts_equals_half() -> None:
    assert statistics.percentile(below=0, equal=1, attempts=20) == 2.5
    assert statistics.percentile(below=19, equal=1, attempts=20) == 97.5
    assert statistics.percentile(below=5, equal=10, attempts=20) == 50.0
