"""The kept sample as a Report, for tests that finish a submission with it."""

from __future__ import annotations

from grader.report import CheckReport, Report
from grader.verdicts import CheckStatus, Verdict
from mastery.sample import sample

SOURCE = sample().source
_KEPT = {key: value for key, value in sample().report.items() if key != "schema"}
REPORT = Report(
    **{
        **_KEPT,
        "verdict": Verdict(_KEPT["verdict"]),
        "checks": tuple(CheckReport(**{**check, "status": CheckStatus(check["status"])}) for check in _KEPT["checks"]),
        "artifacts": tuple(_KEPT["artifacts"]),
    }
)
