"""What a learner sees while a submission runs: checks as they end, and the curve of a training lab."""

from __future__ import annotations

from typing import Any

SCALAR_SECONDS = 0.25
MAX_POINTS = 200


class Progress:
    """Gathers a grader's events and says when what is gathered deserves to be stored."""

    def __init__(self) -> None:
        self._checks: dict[str, dict[str, Any]] = {}
        self._step: int | None = None
        self._series: dict[str, list[list[float]]] = {}
        self._stored_at = float("-inf")

    def add(self, event: dict[str, Any], *, now: float) -> bool:
        """Take in one event; True when it should be stored now.

        Checks are stored at once, scalars at most four times a second. `now` is in seconds of any steady clock.
        """
        match event["event"]:
            case "started":
                self._checks = {check["id"]: _row(check, status="waiting") for check in event["checks"]}
            case "check":
                check = event["check"]
                self._checks[check["id"]] = _row(check, status=str(check["status"]))
            case "progress":
                self._step = event["step"]
                self._add_scalars(event["step"], event["scalars"])
                if now - self._stored_at < SCALAR_SECONDS:
                    return False
            case _:
                return False
        self._stored_at = now
        return True

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
