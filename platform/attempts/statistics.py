"""Item and quiz statistics from the first finished attempts of each learner; practice never counts.

Two queries read a quiz: the database counts how often each (item, variant, answer, mark, total) occurs, and how often
each total. How many rows come back depends on how many different ones there are, not on how many attempts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from attempts.models import Attempt, Response
from content.models import Item, Quiz
from scoring import statistics
from scoring.statistics import Cell, ItemStatistics, Pick, QuizStatistics

MOST_ANSWERS = 12  # of those that were typed; the rest is summed up
MOST_VARIANTS = 20  # listed, the most frequent first
CHOICE_KINDS = frozenset({"single", "multiple", "truth"})
FULL = 1e-9


@dataclass(frozen=True, slots=True)
class Tally:
    """So many attempts gave this answer to this variant of an item, earned this mark for it and this total."""

    item: int
    variant: str
    picked: str
    mark: float
    total: float
    count: int


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """How often each answer was given; `caption` says to what."""

    caption: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant of a parametrised item, named by its numbers."""

    name: str
    statistics: ItemStatistics
    answers: tuple[AnswerTable, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its statistics; `reasons` says why an author should look at it, and is empty if nothing is odd."""

    item: Item
    statistics: ItemStatistics
    reasons: tuple[str, ...]
    answers: tuple[AnswerTable, ...]
    variants: tuple[VariantRow, ...]


@dataclass(frozen=True, slots=True)
class QuizReport:
    """`rows` come with what needs a look on top."""

    quiz: Quiz
    statistics: QuizStatistics
    rows: tuple[ItemRow, ...]

    @property
    def odd(self) -> int:
        return sum(bool(row.reasons) for row in self.rows)


def counted_attempts(quiz: Quiz) -> QuerySet[Attempt]:
    """Return the attempts that statistics are about: those whose end stored a `counted_total`."""
    return Attempt.objects.filter(quiz=quiz, counted_total__isnull=False)


def tallies(quiz: Quiz, *, item: Item | None = None) -> list[Tally]:
    """Count the answers of the counted attempts at a quiz, or to one item of it. One query."""
    counted = Response.objects.filter(attempt__quiz=quiz, attempt__counted_total__isnull=False, mark__isnull=False)
    if item is not None:
        counted = counted.filter(item=item)
    grouped = counted.order_by().values_list("item", "variant", "picked", "mark", "attempt__counted_total")
    return [Tally(*row) for row in grouped.annotate(count=Count("pk"))]


def totals(quiz: Quiz) -> dict[float, int]:
    """Count the totals of the counted attempts. One query."""
    grouped = counted_attempts(quiz).order_by().values_list("counted_total").annotate(count=Count("pk"))
    return {total: count for total, count in grouped if total is not None}


def report(quiz: Quiz) -> QuizReport:
    """Report on a quiz and every item that was asked in it. Three queries, four if items were drawn from a bank."""
    found, by_total = tallies(quiz), totals(quiz)
    by_item: dict[int, list[Tally]] = defaultdict(list)
    for tally in found:
        by_item[tally.item].append(tally)
    items = Item.with_retired.select_related("quiz").in_bulk(list(by_item))
    rows = [_row(items[key], group) for key, group in by_item.items()]
    attempts = sum(by_total.values())
    asked_of_all = all(row.statistics.attempts == attempts for row in rows)
    variances = [row.statistics.variance or 0.0 for row in rows] if asked_of_all else _variances_by_position(quiz)
    return QuizReport(
        quiz=quiz,
        statistics=statistics.of_quiz(by_total, variances=variances),
        rows=tuple(sorted(rows, key=_odd_first)),
    )


def item_report(quiz: Quiz, item: Item) -> ItemRow:
    """Report on one item as it was asked in a quiz. One query."""
    return _row(item, tallies(quiz, item=item))


def _variances_by_position(quiz: Quiz) -> list[float]:
    """Return the variance of the mark at each position: who draws items differs in items, but not in positions."""
    counted = Response.objects.filter(attempt__quiz=quiz, attempt__counted_total__isnull=False, mark__isnull=False)
    marks: dict[int, dict[float, int]] = defaultdict(dict)
    grouped = counted.order_by().values_list("position", "mark").annotate(count=Count("pk"))
    for position, mark, count in grouped:
        marks[position][mark or 0.0] = count
    return [statistics.variance_of(counts) for counts in marks.values()]


def _odd_first(row: ItemRow) -> tuple[int, bool, float, str, int]:
    """Order by the number of reasons, then the items with too few answers last, then by discrimination."""
    found = row.statistics
    discrimination = found.discrimination if found.discrimination is not None else 2.0
    is_judged = found.attempts >= statistics.ATTEMPTS_TO_JUDGE
    return -len(row.reasons), not is_judged, discrimination, row.item.quiz.slug, row.item.position


def _row(item: Item, group: Sequence[Tally]) -> ItemRow:
    found = _of(group, item)
    by_variant: dict[str, list[Tally]] = defaultdict(list)
    for tally in group:
        by_variant[tally.variant].append(tally)
    named = sorted(by_variant.items(), key=lambda one: (-sum(tally.count for tally in one[1]), one[0]))
    variants = [VariantRow(name, _of(some, item), tuple(_answers(item, some))) for name, some in named if name]
    return ItemRow(
        item=item,
        statistics=found,
        reasons=tuple(statistics.reasons(found, unused=_unused(item, group))),
        answers=tuple(_answers(item, group)),
        variants=tuple(variants[:MOST_VARIANTS]),
    )


def _of(group: Iterable[Tally], item: Item) -> ItemStatistics:
    return statistics.of_item((Cell(one.mark, one.total, one.count) for one in group), points=item.points)


def _unused(item: Item, group: Iterable[Tally]) -> list[str]:
    """Return the texts of the wrong choices that nobody took."""
    if item.kind not in CHOICE_KINDS:
        return []
    taken = {place for tally in group for place in _places(item, tally.picked)}
    return [
        choice["text"]
        for place, choice in enumerate(item.choices)
        if not choice.get("correct") and str(place) not in taken
    ]


def _places(item: Item, picked: str) -> list[str]:
    """Return the places of the choices in an answer's name; of a verdict with its reason, the reason's."""
    places = picked.rpartition(":")[2] if item.kind == "truth" else picked
    return [place for place in places.split(",") if place]


def _answers(item: Item, group: Sequence[Tally]) -> Iterable[AnswerTable]:
    if item.kind not in CHOICE_KINDS:
        yield AnswerTable("Answers given", _typed(item, group))
        return
    if item.kind == "truth":
        verdicts = _sums((tally.picked.partition(":")[0].title(), tally) for tally in group)
        right = {str((item.details or {}).get("truth", "")).title()}
        yield AnswerTable("Verdicts", tuple(statistics.picks(verdicts, right=right, offered=["True", "False"])))
    texts = {str(place): choice["text"] for place, choice in enumerate(item.choices)}
    named = (
        (texts.get(place, f"(choice {int(place) + 1}, since removed)") if place else "", tally)
        for tally in group
        for place in _places(item, tally.picked) or [""]
    )
    right = {choice["text"] for choice in item.choices if choice.get("correct")}
    caption = "Reasons" if item.kind == "truth" else "Choices"
    attempts = sum(tally.count for tally in group)
    yield AnswerTable(
        caption, tuple(statistics.picks(_sums(named), right=right, offered=list(texts.values()), attempts=attempts))
    )


def _typed(item: Item, group: Sequence[Tally]) -> tuple[Pick, ...]:
    """List the most frequent answers of those that are not chosen from a list."""
    right = {tally.picked for tally in group if tally.picked and tally.mark >= item.points - FULL}
    listed = statistics.picks(_sums((tally.picked, tally) for tally in group), right=right, offered=[])
    return tuple(listed[:MOST_ANSWERS])


def _sums(named: Iterable[tuple[str, Tally]]) -> Mapping[str, tuple[int, float]]:
    counts: Counter[str] = Counter()
    sums: dict[str, float] = defaultdict(float)
    for name, tally in named:
        counts[name] += tally.count
        sums[name] += tally.total * tally.count
    return {name: (count, sums[name]) for name, count in counts.items()}
