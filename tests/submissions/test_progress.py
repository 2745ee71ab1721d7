"""Progress: stored seldom enough not to slow a grade, and short enough to keep."""

from __future__ import annotations

from submissions.progress import MAX_POINTS, STORE_SECONDS, Progress


def scalar(step: int, loss: float) -> dict[str, object]:
    return {"event": "progress", "step": step, "scalars": {"loss": loss}}


def test_checks_keep_the_order_announced() -> None:
    progress = Progress(now=0.0)
    progress.add({"event": "started", "checks": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]})
    progress.add({"event": "check", "check": {"id": "b", "title": "B", "status": "failed", "hidden": 1}})
    assert progress.as_json()["checks"] == [
        {"id": "a", "title": "A", "status": "waiting"},
        {"id": "b", "title": "B", "status": "failed"},
    ]


def test_a_short_run_stores_nothing() -> None:
    progress = Progress(now=0.0)
    progress.add(scalar(1, 1.0))
    assert progress.take(now=STORE_SECONDS - 0.01) is None


def test_a_long_run_is_stored_four_times_a_second_and_no_point_is_lost() -> None:
    progress = Progress(now=0.0)
    stored = 0
    for step in range(200):
        progress.add(scalar(step, 1.0))
        stored += progress.take(now=step / 100) is not None
    assert stored == 7
    assert len(progress.as_json()["series"]["loss"]) == 200
    assert progress.as_json()["step"] == 199


def test_what_was_stored_is_not_stored_again() -> None:
    progress = Progress(now=0.0)
    progress.add(scalar(1, 1.0))
    assert progress.take(now=1.0) == {"checks": [], "step": 1, "series": {"loss": [[1, 1.0]]}}
    assert progress.take(now=2.0) is None


def test_a_long_curve_keeps_its_ends_and_stays_short() -> None:
    progress = Progress(now=0.0)
    for step in range(10 * MAX_POINTS):
        progress.add(scalar(step, -float(step)))
    points = progress.as_json()["series"]["loss"]
    assert len(points) <= MAX_POINTS + 1
    assert points[0] == [0, 0.0]
    assert points[-1][0] > 9 * MAX_POINTS
    assert [step for step, _ in points] == sorted(step for step, _ in points)


def test_an_unknown_event_changes_nothing() -> None:
    progress = Progress(now=0.0)
    progress.add({"event": "novelty"})
    assert progress.take(now=9.0) is None
    assert progress.as_json() == {"checks": [], "step": None, "series": {}}
