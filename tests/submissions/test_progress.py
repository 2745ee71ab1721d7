"""Progress: checks at once, curves seldom enough to store and short enough to keep."""

from __future__ import annotations

from submissions.progress import MAX_POINTS, Progress


def scalar(step: int, loss: float) -> dict[str, object]:
    return {"event": "progress", "step": step, "scalars": {"loss": loss}}


def test_checks_are_stored_at_once_in_the_order_announced() -> None:
    progress = Progress()
    assert progress.add({"event": "started", "checks": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]}, now=0.0)
    assert progress.add(
        {"event": "check", "check": {"id": "b", "title": "B", "status": "failed", "hidden": 1}}, now=0.0
    )
    assert progress.as_json()["checks"] == [
        {"id": "a", "title": "A", "status": "waiting"},
        {"id": "b", "title": "B", "status": "failed"},
    ]


def test_scalars_are_stored_four_times_a_second_and_none_is_lost() -> None:
    progress = Progress()
    stored = [progress.add(scalar(step, 1.0), now=step / 100) for step in range(100)]
    assert stored.count(True) == 4
    assert len(progress.as_json()["series"]["loss"]) == 100
    assert progress.as_json()["step"] == 99


def test_a_long_curve_keeps_its_ends_and_stays_short() -> None:
    progress = Progress()
    for step in range(10 * MAX_POINTS):
        progress.add(scalar(step, -float(step)), now=0.0)
    points = progress.as_json()["series"]["loss"]
    assert len(points) <= MAX_POINTS + 1
    assert points[0] == [0, 0.0]
    assert points[-1][0] > 9 * MAX_POINTS
    assert [step for step, _ in points] == sorted(step for step, _ in points)


def test_an_unknown_event_changes_nothing() -> None:
    progress = Progress()
    assert not progress.add({"event": "novelty"}, now=0.0)
    assert progress.as_json() == {"checks": [], "step": None, "series": {}}
