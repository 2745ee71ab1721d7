"""Nothing is left out unsaid."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

SUITE = """
import pytest

@pytest.mark.services
def test_of_a_server():
    pytest.skip("redis-server is not installed")

@pytest.mark.browser
@pytest.mark.xfail(reason="known", run=False)
def test_of_a_known_fault():
    pass

def test_of_this_system():
    pytest.skip("another system")
"""


class Run(Protocol):
    def __call__(self, *, required: bool) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "test_suite.py").write_text(SUITE)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n services: s\n browser: b\n")

    def call(*, required: bool) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parent),
            "FORWARD_PASS_REQUIRE_SERVICES": str(int(required)),
        }
        command = [sys.executable, "-m", "pytest", "-p", "left_out", "-p", "no:django", "-p", "no:cacheprovider"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return call


def test_what_is_left_out_is_named_above_the_closing_line(run: Run) -> None:
    finished = run(required=False)
    assert finished.returncode == 0
    named, closing = finished.stdout.strip().splitlines()[-2:]
    assert named.startswith("Left out: 1 marked services.")
    assert "2 skipped" in closing


def test_where_all_is_required_leaving_out_is_a_failure(run: Run) -> None:
    finished = run(required=True)
    assert finished.returncode == 1
    assert "redis-server is not installed" in finished.stdout
    assert "1 failed, 1 skipped, 1 xfailed" in finished.stdout
