"""What a grade says: the report of design section 8, as frozen values and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from grader.verdicts import CheckStatus, Verdict

SCHEMA = 1
TRACE = "trace"  # the artifact of what a learner's code did, which no check makes


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One check's outcome. `message` is Markdown for the learner; `traceback` holds only the learner's own lines.

    `work` is there when the check counted: operator calls and FLOPs of the candidate, as it claims them.
    `misconception_note` explains the named misconception in a sentence and `lesson` is the slug of the lesson to read.
    """

    id: str
    title: str
    status: CheckStatus
    points: float
    max_points: float
    hidden: bool = False
    message: str = ""
    misconception: str | None = None
    misconception_note: str = ""
    lesson: str = ""
    given: str = ""
    max_abs_error: float | None = None
    max_rel_error: float | None = None
    first_bad_index: tuple[int, ...] | None = None
    expected_shape: tuple[int, ...] | None = None
    got_shape: tuple[int, ...] | None = None
    expected_dtype: str | None = None
    got_dtype: str | None = None
    traceback: str = ""
    work: Mapping[str, Any] | None = None

    def as_event(self) -> dict[str, Any]:
        """Return the fields as they are, without the copies of `asdict`: a grade tells each report twice."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Report:
    """The graded result of one source text against one lab version.

    `message` explains a verdict that no single check explains (a syntax error, a limit). Times are milliseconds of
    the whole grade; `max_rss_bytes` is the larger of the two children's peak resident sets.
    """

    lab: str
    lab_version: str
    verdict: Verdict
    points: float
    max_points: float
    device: str
    seed: int
    wall_ms: float
    cpu_ms: float
    max_rss_bytes: int
    checks: tuple[CheckReport, ...] = ()
    stdout: str = ""
    message: str = ""
    traceback: str = ""
    artifacts: tuple[Mapping[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON-ready values, `{"schema": 1, "lab": …}`."""
        return {"schema": SCHEMA, **asdict(self)}
