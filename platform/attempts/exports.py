"""Results and statistics as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.db.models import Max
from django.http import StreamingHttpResponse

from attempts.models import Attempt
from attempts.statistics import QuizReport
from content.models import Quiz

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
RESULTS = (
    "attempt",
    "learner",
    "email",
    "behaviour",
    "state",
    "started",
    "finished",
    "score",
    "of",
    "percent",
    "counted",
)
ITEMS = (
    "quiz",
    "item",
    "kind",
    "level",
    "attempts",
    "facility",
    "deviation",
    "discrimination",
    "efficiency",
    "look at it because",
)

Cell = str | float | int | None


def guarded(cell: Cell) -> str:
    """Write a cell so that no spreadsheet takes text for a formula: an apostrophe goes before what looks like one."""
    if cell is None:
        return ""
    if isinstance(cell, float | int):
        return repr(cell) if isinstance(cell, int) else f"{cell:.10g}"
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def rows_of_results(quiz: Quiz) -> Iterator[list[Cell]]:
    """Yield a head and one row for each attempt, its marks by position at the end. One query for 500 attempts."""
    attempts = Attempt.objects.filter(quiz=quiz).select_related("learner").defer("items").prefetch_related("responses")
    most = Attempt.objects.filter(quiz=quiz).aggregate(most=Max("responses__position"))["most"] or 0
    yield [*RESULTS, *(f"Q{position}" for position in range(1, most + 1))]
    for attempt in attempts.order_by("started_at", "pk").iterator(chunk_size=500):
        marks = {response.position: response.mark for response in attempt.responses.all()}
        yield [
            str(attempt.pk),
            attempt.learner.get_username(),
            attempt.learner.email,
            attempt.behaviour,
            attempt.state,
            attempt.started_at.isoformat(timespec="seconds"),
            attempt.finished_at.isoformat(timespec="seconds") if attempt.finished_at else "",
            attempt.score,
            attempt.max_score,
            attempt.percent,
            "yes" if attempt.counted_total is not None else "no",
            *(marks.get(position) for position in range(1, most + 1)),
        ]


def rows_of_items(report: QuizReport) -> Iterator[list[Cell]]:
    """Yield a head and one row for each item of a report."""
    yield [*ITEMS]
    for row in report.rows:
        found = row.statistics
        yield [
            row.item.quiz.slug,
            row.item.slug,
            row.item.kind,
            row.item.level,
            found.attempts,
            found.facility,
            found.deviation,
            found.discrimination,
            found.efficiency,
            " ".join(row.reasons),
        ]


def as_csv(rows: Iterable[list[Cell]], *, name: str) -> StreamingHttpResponse:
    """Answer with a CSV file, written row by row. A mark at its start tells spreadsheets that it is UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(rows: Iterable[list[Cell]]) -> Iterator[str]:
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([guarded(cell) for cell in row])
        yield line.getvalue()
