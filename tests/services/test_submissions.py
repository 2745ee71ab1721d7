"""A submission's life on PostgreSQL, Redis, a real worker and the real grader."""

from __future__ import annotations

import pytest

from grading import REFERENCE
from running_site import RunningSite

pytestmark = [pytest.mark.services, pytest.mark.slow]


def test_a_submission_is_graded_on_postgresql_and_redis(site: RunningSite) -> None:
    site.call("prepare")
    assert site.call("parts")["database"] == site.call("parts")["broker"] == ""
    site.start_worker("config")
    right = site.call("hand_in", source=REFERENCE)
    wrong = site.call("hand_in", source="def solve(x):\n    return x\n")
    noisy = site.call("hand_in", source="print('a\\x00b\\ud800c')\ndef solve(x):\n    return x / 0\n")
    assert site.await_state(right, "finished", seconds=120)["verdict"] == "passed"
    row = site.await_state(wrong, "finished")
    assert (row["verdict"], row["report"]["checks"][0]["misconception"]) == ("failed", "forgot_to_double")
    assert site.await_state(noisy, "finished")["report"]["max_points"] == 10.0
    again = site.call("hand_in", source=REFERENCE)
    assert site.call("row", submission_id=again)["deliveries"] == 0
    assert site.call("count") == 4
    RunningSite.until(lambda: not any(site.call("parts").values()) or None, 30)
