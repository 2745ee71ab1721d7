"""Proves a lab before anybody meets it: the reference passes, the starter earns nothing, every mistake is named."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from catalog.entries import Lab
from grader.mistakes import parse
from grader.report import Report
from grader.service import Grader
from grader.verdicts import CheckStatus, Verdict

_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class WrongOutcome:
    """How one wrong solution fared; `ok` when it failed at its check and was named, each time."""

    file: str
    verdict: str
    failed_check: str | None
    misconception: str | None
    ok: bool


@dataclass(frozen=True, slots=True)
class LabVerification:
    """The proof, or the list of what is in its way."""

    lab: str
    problems: tuple[str, ...]
    reference: dict[str, Any]
    starter: dict[str, Any]
    wrong: tuple[WrongOutcome, ...]

    @property
    def verified(self) -> bool:
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """Return one entry of `manage.py verify --json`."""
        return {
            "lab": self.lab,
            "verified": self.verified,
            "problems": list(self.problems),
            "reference": self.reference,
            "starter": self.starter,
            "wrong": [asdict(outcome) for outcome in self.wrong],
        }


def verify(grader: Grader, lab: Lab) -> LabVerification:
    """Grade the reference on every seed, twice, the starter twice, each wrong solution on the first two seeds.

    Its second grade runs the checks that it failed and that can name it. Costs 2 · (seeds + 1 + wrong) grades, or
    4 + wrong for a lab of one seed.
    """
    problems: list[str] = []
    reference = [grader.grade(lab, lab.reference, seed=seed) for seed in lab.seeds for _ in range(_ROUNDS)]
    starter = [grader.grade(lab, lab.starter, seed=seed) for seed in lab.seeds[:1] for _ in range(_ROUNDS)]
    problems += [f"reference.py, seed {r.seed}: {_story(r)}" for r in reference if r.verdict != Verdict.PASSED]
    total = round(sum(check.max_points for check in reference[0].checks), 6)
    if total != lab.points and reference[0].checks:
        problems.append(f"lab.toml says {lab.points:g} points; the checks add up to {total:g}")
    problems += [
        f"starter.py: {_story(report)}; expected not_attempted and no points"
        for report in starter
        if report.verdict != Verdict.NOT_ATTEMPTED or report.points
    ]
    wrong = tuple(_try_wrong(grader, lab, name, source, problems) for name, source in sorted(lab.wrong.items()))
    shown = next((report for report in reference if report.verdict != Verdict.PASSED), reference[0])
    return LabVerification(
        lab=lab.slug,
        problems=tuple(dict.fromkeys(problems)),
        reference={"verdict": shown.verdict, "points": shown.points, "max_points": shown.max_points},
        starter={"verdict": starter[0].verdict},
        wrong=wrong,
    )


def _try_wrong(grader: Grader, lab: Lab, name: str, source: str, problems: list[str]) -> WrongOutcome:
    file = f"wrong/{name}.py"
    try:
        expected = parse(name, source)
    except ValueError as error:
        problems.append(f"{file}: {error}")
        return WrongOutcome(file, "", None, None, ok=False)
    first = grader.grade(lab, source, seed=lab.seeds[0])
    failed = [check for check in first.checks if check.status in (CheckStatus.FAILED, CheckStatus.ERROR)]
    again = [grader.grade(lab, source, seed=seed, only=[check.id for check in failed]) for seed in lab.seeds[1:2]]
    complaints = [complaint for report in (first, *again) if (complaint := _complaint(report, expected.check, name))]
    problems += [f"{file}: {complaint}" for complaint in complaints]
    at = next((check for check in failed if check.id == expected.check), failed[0] if failed else None)
    return WrongOutcome(file, first.verdict, at.id if at else None, at.misconception if at else None, ok=not complaints)


def _complaint(report: Report, check_id: str, name: str) -> str:
    """Say what is not as it should be in the report on a wrong solution, or nothing."""
    check = next((check for check in report.checks if check.id == check_id), None)
    if report.verdict in (Verdict.PASSED, Verdict.INTERNAL_ERROR):
        return _story(report)
    if check is None:
        return f"there is no check {check_id!r} (seed {report.seed}: {_story(report)})"
    if check.status not in (CheckStatus.FAILED, CheckStatus.ERROR):
        return f"seed {report.seed}: did not fail at {check_id!r}"
    if check.misconception != name:
        return f"seed {report.seed}: at {check_id!r} the report names {check.misconception or 'no misconception'}"
    return ""


def _story(report: Report) -> str:
    first = next((check for check in report.checks if check.status != CheckStatus.PASSED), None)
    where = f" at {first.id!r}: {first.message}" if first else f". {report.message}" if report.message else ""
    return f"{report.verdict} with {report.points:g} of {report.max_points:g} points{where}"
