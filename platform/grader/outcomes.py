"""One check's outcome on the candidate, and how it is told."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import torch

from grader.checks.compare import Difference, told_kind
from grader.misconceptions import Behaviour
from grader.mistakes import Misconception
from grader.report import CheckReport
from grader.subject import LearnerError, Subject
from grader.verdicts import CheckStatus

NOT_ATTEMPTED_KIND = "NotImplementedError"


@dataclass(slots=True)
class Outcome:
    """One check's run on the candidate: its report, how it behaved, and the kind of exception if one was raised."""

    report: CheckReport
    behaviour: Behaviour
    error_kind: str = ""


def with_mistake(outcome: Outcome, wrong: Misconception | None) -> Outcome:
    """Name the mistake `wrong` in the report, if there is one."""
    if wrong is None:
        return outcome
    report = replace(outcome.report, misconception=wrong.name, misconception_note=wrong.note, lesson=wrong.lesson)
    return replace(outcome, report=report)


def as_failed(report: CheckReport, found: Difference) -> CheckReport:
    """Return the report of a check that failed by `found`."""
    return replace(report, status=CheckStatus.FAILED, points=0.0, **asdict(found))


def at_case(report: CheckReport, tried: str) -> CheckReport:
    """End the message of a report that did not pass with the case that was tried, if the check named one."""
    if not tried or report.status == CheckStatus.PASSED:
        return report
    return replace(report, message=f"{report.message} That was for {tried}.")


def error_told(error: LearnerError) -> str:
    """Say to a learner what their code raised."""
    if error.kind == NOT_ATTEMPTED_KIND:
        return "Not written yet."
    if error.kind == "AttributeError" and error.message.endswith("is not defined") and not error.traceback:
        return f"`{error.message.split()[0]}` is not defined in your code; the starter has its signature."
    return f"Your code raised `{str(error).rstrip('.')}`."


def value_told(subject: Subject) -> str:
    """Say of which kind the subject's last answer was."""
    if not subject.evidence or not isinstance(subject.evidence[-1], dict):
        return "something"
    value = subject.evidence[-1].get("value")
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {list(value.shape)}"
    return "None" if value is None else told_kind(value)
