"""Item and quiz statistics, defined as in Moodle's quiz statistics report.

Definitions: <https://docs.moodle.org/dev/Quiz_statistics_calculations>. What the figures mean and which to aim for:
<https://docs.moodle.org/dev/Quiz_report_statistics>. Shares run from 0 to 1 here and are shown as percentages.

All of it follows from how often each pair of (mark on the item, mark on the whole quiz) occurs. A database counts those
pairs in one pass, and there are few of them however many attempts there are; so nothing here walks over answers. Sums
and sums of squares alone would not do: the discriminative efficiency needs the marks in order.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_ATTEMPTS = 2  # no spread, and so no correlation, is defined for fewer
ATTEMPTS_TO_JUDGE = 10  # below this an odd figure is more likely chance than a fault of the item
HARD, EASY = 0.20, 0.95
DIGITS = 9  # of marks: the last bits of sums of thirds differ with the order of adding


@dataclass(frozen=True, slots=True)
class Cell:
    """So many attempts earned this mark on an item and this total on the quiz, the item's own mark included."""

    mark: float
    total: float
    count: int = 1


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """What the marks on one item say about it; None where fewer than two attempts or no spread leave it undefined.

    `facility`: mean mark / points. `deviation`: standard deviation of the mark / points.
    `discrimination`: correlation of the mark with the mark on the rest of the quiz, from -1 to 1.
    `efficiency`: covariance of the two / the largest one that the same marks could have in any order.
    `variance`: of the mark, in points squared.
    """

    attempts: int
    facility: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    variance: float | None

    @property
    def facility_percent(self) -> int | None:
        """The facility as a whole percentage; one that is rounded up to a limit would hide that it is below."""
        return None if self.facility is None else math.floor(100 * self.facility + 1e-9)


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """What the totals say about a quiz. `mean`, `median`, `deviation` and `standard_error` are in points.

    `alpha`: Cronbach's alpha, Moodle's coefficient of internal consistency: P/(P-1) * (1 - sum of the variances of the
    P positions / variance of the total). `error_ratio`: sqrt(1 - alpha), the share of the spread that is chance.
    `standard_error`: that share of the deviation; it says how far a score may be from what the learner deserves.
    """

    attempts: int
    mean: float | None
    median: float | None
    deviation: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None


def of_item(cells: Iterable[Cell], *, points: float) -> ItemStatistics:
    """Compute an item's statistics from the counts of its (mark, total) pairs. `points` is its full mark.

    Moodle correlates an item that was drawn at random with the whole total; here it is the rest for every item.
    """
    pairs: dict[tuple[float, float], int] = defaultdict(int)
    for cell in cells:
        pairs[round(cell.mark, DIGITS), round(cell.total - cell.mark, DIGITS)] += cell.count
    attempts = sum(pairs.values())
    if not attempts:
        return ItemStatistics(0, None, None, None, None, None)
    marks, rests = _margin(pairs, 0), _margin(pairs, 1)
    mean, mean_rest = _mean(marks), _mean(rests)
    facility = mean / points if points else None
    if attempts < LEAST_ATTEMPTS:
        return ItemStatistics(attempts, facility, None, None, None, None)
    variance, variance_rest = _variance(marks), _variance(rests)
    products = ((mark - mean) * (rest - mean_rest) * count for (mark, rest), count in pairs.items())
    covariance = math.fsum(products) / (attempts - 1)
    is_spread = variance > 0 and variance_rest > 0
    return ItemStatistics(
        attempts=attempts,
        facility=facility,
        deviation=math.sqrt(variance) / points if points else None,
        discrimination=covariance / math.sqrt(variance * variance_rest) if is_spread else None,
        efficiency=covariance / _largest_covariance(marks, rests) if is_spread else None,
        variance=variance,
    )


def of_quiz(totals: Mapping[float, int], *, variances: Collection[float]) -> QuizStatistics:
    """Compute a quiz's statistics from how often each total occurs and the variance of the mark at each position."""
    attempts = sum(totals.values())
    if not attempts:
        return QuizStatistics(0, None, None, None, None, None, None)
    mean, median = _mean(totals), _median(totals)
    if attempts < LEAST_ATTEMPTS:
        return QuizStatistics(attempts, mean, median, None, None, None, None)
    variance, places = _variance(totals), len(variances)
    deviation = math.sqrt(variance)
    alpha = None
    if places > 1 and variance > 0:
        alpha = places / (places - 1) * (1 - math.fsum(variances) / variance)
    error_ratio = None if alpha is None else math.sqrt(1 - alpha)
    standard_error = None if error_ratio is None else error_ratio * deviation
    return QuizStatistics(attempts, mean, median, deviation, alpha, error_ratio, standard_error)


def variance_of(marks: Mapping[float, int]) -> float:
    """Return the sample variance of marks counted by value; 0 where there are fewer than two."""
    return _variance(marks) if sum(marks.values()) >= LEAST_ATTEMPTS else 0.0


@dataclass(frozen=True, slots=True)
class Pick:
    """How often one answer to an item was given. `mean_total` is the mean total of those who gave it, in points."""

    answer: str
    is_right: bool
    count: int
    share: float
    mean_total: float | None

    @property
    def percent(self) -> int:
        return round(100 * self.share)


def picks(
    counts: Mapping[str, tuple[int, float]],
    *,
    right: Collection[str],
    offered: Sequence[str],
    attempts: int | None = None,
) -> list[Pick]:
    """List the answers to an item: those offered in their order, never picked ones too, then others by frequency.

    `counts` gives for each answer how often it was given and the sum of the totals of those attempts; `counts[""]` is
    for none. A share is of the attempts, which are told where several answers may be given in one.
    """
    attempts = attempts or max(sum(count for count, _ in counts.values()), 1)
    others = sorted(counts.keys() - set(offered), key=lambda answer: (-counts[answer][0], answer))
    return [
        Pick(
            answer=answer,
            is_right=answer in right,
            count=count,
            share=count / attempts,
            mean_total=total / count if count else None,
        )
        for answer in [*offered, *others]
        for count, total in [counts.get(answer, (0, 0.0))]
    ]


def reasons(found: ItemStatistics, *, unused: Sequence[str] = ()) -> list[str]:
    """Say in sentences why an author should look at an item; nothing below ten attempts.

    `unused` are the wrong choices that nobody took, as text.
    """
    if found.attempts < ATTEMPTS_TO_JUDGE:
        return []
    said = []
    if found.discrimination is not None and found.discrimination < 0:
        said.append("Who does well on the rest does worse here. Check the key and the wording first.")
    if found.facility is not None and found.facility < HARD:
        said.append("Under 20 % of the mark is earned on average. It is very hard, unclear, or its key is wrong.")
    if found.facility is not None and found.facility > EASY:
        said.append("Over 95 % of the mark is earned on average. It tells hardly anybody apart.")
    if unused:
        named = ", ".join(f"“{text}”" for text in unused)
        said.append(f"Nobody took {named}. A wrong choice that tempts no one only makes the item longer.")
    return said


def percentile(*, below: int, equal: int, attempts: int) -> float:
    """Return the percentile rank, from 0 to 100: the share of attempts below a score, its equals counted half."""
    return 100 * (below + equal / 2) / attempts


def _margin(pairs: Mapping[tuple[float, float], int], place: int) -> dict[float, int]:
    counts: dict[float, int] = defaultdict(int)
    for pair, count in pairs.items():
        counts[pair[place]] += count
    return counts


def _mean(counts: Mapping[float, int]) -> float:
    return math.fsum(value * count for value, count in counts.items()) / sum(counts.values())


def _variance(counts: Mapping[float, int]) -> float:
    if len(counts) == 1:
        return 0.0  # exactly: a mean that is off by a bit must not look like spread
    mean = _mean(counts)
    return math.fsum((value - mean) ** 2 * count for value, count in counts.items()) / (sum(counts.values()) - 1)


def _median(counts: Mapping[float, int]) -> float:
    attempts = sum(counts.values())
    return (_at(counts, (attempts - 1) // 2) + _at(counts, attempts // 2)) / 2


def _at(counts: Mapping[float, int], place: int) -> float:
    """Return the value at a place, from 0, of all values in order."""
    for value in sorted(counts):
        place -= counts[value]
        if place < 0:
            return value
    raise IndexError("There are fewer values than that.")


def _largest_covariance(marks: Mapping[float, int], rests: Mapping[float, int]) -> float:
    """Return the covariance with both in order, best mark to best rest; it is above 0 when both are spread.

    Equal values are taken in runs: the number of steps is that of the different values, not of the attempts.
    """
    mean, mean_rest = _mean(marks), _mean(rests)
    left, right = sorted(marks.items()), sorted(rests.items())
    i = j = 0
    of_left, of_right = left[0][1], right[0][1]
    products = []
    while True:
        run = min(of_left, of_right)
        products.append((left[i][0] - mean) * (right[j][0] - mean_rest) * run)
        of_left, of_right = of_left - run, of_right - run
        i, j = i + (not of_left), j + (not of_right)
        if i == len(left):
            return math.fsum(products) / (sum(marks.values()) - 1)
        of_left, of_right = of_left or left[i][1], of_right or right[j][1]
