"""What a learner sees while a submission runs: checks as they end, and the curve of a training lab."""

from __future__ import annotations

from typing import Any

STORE_SECONDS = 0.25
MAX_POINTS = 200


class Progress:
    """Gathers a grader's events and says when what is gathered deserves to be stored.

    Storing costs about as long as a small check, so a short run stores nothing and a long one four times a second.
    Times are in seconds of any steady clock.
    """

    def __init__(self, *, now: float) -> None:
        self._checks: dict[str, dict[str, Any]] = {}
        self._step: int | None = None
        self._series: dict[str, list[list[float]]] = {}
        self._stored_at = now
        self._is_new = False

    def add(self, event: dict[str, Any]) -> None:
        """Take in one event."""
        match event["event"]:
            case "started":
                self._checks = {check["id"]: _row(check, status="waiting") for check in event["checks"]}
            case "check":
                check = event["check"]
                self._checks[check["id"]] = _row(check, status=str(check["status"]))
            case "progress":
                self._step = event["step"]
                self._add_scalars(event["step"], event["scalars"])
            case _:
                return
        self._is_new = True

    def take(self, *, now: float) -> dict[str, Any] | None:
        """Return what to store now, None while there is nothing new or the last time was too short ago."""
        if not self._is_new or now - self._stored_at < STORE_SECONDS:
            return None
        self._stored_at = now
        self._is_new = False
        return self.as_json()

    def as_json(self) -> dict[str, Any]:
        """Return {"checks": [{id, title, status}], "step": int or None, "series": {name: [[step, value]]}}."""
        return {"checks": list(self._checks.values()), "step": self._step, "series": self._series}

    def _add_scalars(self, step: int, scalars: dict[str, float]) -> None:
        for name, value in scalars.items():
            points = self._series.setdefault(name, [])
            points.append([step, value])
            if len(points) > MAX_POINTS:
                # Every other point goes, so that a long run keeps its shape in a row of bounded size.
                self._series[name] = points[::2]


def _row(check: dict[str, Any], *, status: str) -> dict[str, Any]:
    return {"id": check["id"], "title": check["title"], "status": status}
