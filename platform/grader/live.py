"""What a learner's code reports while it trains: `from fixtures import report`, then `report(step, loss=0.3)`."""

from __future__ import annotations

import math
import socket
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.frames import Frame, send

KEY = "progress"  # no answer is a tree that is a dict, so a frame with this key is none
MAX_REPORTS = 20_000
_MAX_NAMES, _MAX_NAME_CHARACTERS = 8, 40


def reporter(link: socket.socket) -> Callable[..., None]:
    """Return the `report` of a candidate: each call is one small frame to the referee, between question and answer."""

    def report(step: int, **scalars: float) -> None:
        told = {name: value if math.isfinite(value) else None for name, value in _floats(scalars)}
        send(link, Frame({KEY: [int(step), told]}))

    return report


def heard(tree: Any) -> tuple[int, dict[str, float]] | None:
    """Return what a frame reports, None for one that is no report.

    Raises:
        ValueError: it claims to be one and has another form.
    """
    if type(tree) is not dict or KEY not in tree:
        return None
    told = tree[KEY]
    if type(told) is not list or len(told) != 2 or type(told[0]) is not int or type(told[1]) is not dict:
        raise ValueError("a report that is none")
    step, scalars = told
    if abs(step) >= 1 << 53 or len(scalars) > _MAX_NAMES or any(len(name) > _MAX_NAME_CHARACTERS for name in scalars):
        raise ValueError("a report that is too large")
    if any(value is not None and type(value) is not float for value in scalars.values()):
        raise ValueError("a report of what is no number")
    return step, {name: math.nan if value is None else value for name, value in scalars.items()}


def _floats(scalars: Mapping[str, Any]) -> list[tuple[str, float]]:
    return [(name[:_MAX_NAME_CHARACTERS], float(value)) for name, value in list(scalars.items())[:_MAX_NAMES]]
