"""Say at the end what tests counted and what was left out for want of a program; where all is required, fail that."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator

import pytest

REQUIRED = os.environ.get("FORWARD_PASS_REQUIRE_SERVICES") == "1"
INSTALLABLE = ("services", "browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    needs = [name for name in INSTALLABLE if item.get_closest_marker(name)]
    if REQUIRED and needs and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Left out although all is required here ({', '.join(needs)}): {_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in (*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])):
        for name, value in report.user_properties:
            if name == "said":
                terminalreporter.write_line(f"{report.nodeid}: {value}")
    skipped = terminalreporter.stats.get("skipped", [])
    counts = Counter(name for report in skipped for name in (*INSTALLABLE, "gpu") if name in report.keywords)
    if counts:
        left_out = ", ".join(f"{count} marked {name}" for name, count in counts.items())
        terminalreporter.write_line(f"Left out: {left_out}. `make test-all` installs Redis, PostgreSQL and Chromium.")


def _reason(report: pytest.TestReport) -> str:
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
