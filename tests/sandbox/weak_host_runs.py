# ruff: noqa: E402 - the tests' folder is put on the path first
"""What a warden does on a weak host, as JSON: run as `weak_hosts.py HOST -- python weak_host_runs.py PLAN`."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
sys.path[:0] = [str(_HERE), str(_HERE.parents[1] / "platform")]

from wardens import LIMITS, LightWarden, Watch, child, descendants

from sandbox.client import ChildSpec, NoConfinement, WardenLost
from sandbox.frames import Frame

_ENDINGS: dict[str, dict[str, float]] = {
    "sandbox_children:burns": {"cpu_seconds": 1},
    "sandbox_children:sleeps": {"wall_seconds": 0.3},
    "sandbox_children:allocates": {},
    "sandbox_children:floods": {},
    "sandbox_children:crashes": {},
    "sandbox_children:raises": {},
    "prying_children:makes_one_big_file": {},
    "prying_children:makes_big_files": {},
    "prying_children:makes_many_files": {},
    "prying_children:digs_deep": {},
}


class PryingWarden(LightWarden):
    def __init__(self) -> None:
        super().__init__(slots=1)
        self._preload = (*self._preload, "prying_children")

    def folders(self) -> list[str]:
        """List the children's folders, if this host needs them; a deep one is given a minute to be removed."""
        boxes = Path(self._root, "boxes")
        until = time.monotonic() + 60
        while boxes.is_dir() and any(boxes.iterdir()) and time.monotonic() < until:
            time.sleep(0.1)
        return [box.name for box in boxes.iterdir()] if boxes.is_dir() else []


def start(warden: PryingWarden) -> dict[str, Any]:
    told = run(warden, "sandbox_children:answers")
    return {"layers": warden.layers, "ending": told["ending"], "folders": warden.folders()}


def look(warden: PryingWarden) -> dict[str, Any]:
    heard: list[Any] = []
    warden.run([child("looks_around")], on_frame=lambda _, frame: heard.append(frame.tree))
    return {"layers": warden.layers, **heard[0]}


def pry(warden: PryingWarden) -> dict[str, Any]:
    own = Path(warden._root).with_suffix(".worker")  # a file of the worker's own user
    own.write_text("the worker's")
    files = [str(_HERE.parents[1] / "manage.py"), str(own), "/etc/passwd"]
    files += [f"/proc/{pid}/environ" for pid in (1, os.getpid(), warden.pid)]
    heard: list[Any] = []
    payload = Frame({"files": files, "processes": {"warden": warden.pid, "worker": os.getpid()}})
    specs = [
        ChildSpec("prying_children:pries", payload, LIMITS),
        ChildSpec("prying_children:shows_itself", Frame(None)),
    ]
    _, neighbour = warden.run(specs, on_frame=lambda _, frame: heard.append(frame.tree))
    unchanged = own.read_text() == "the worker's"
    own.unlink()
    return {**heard[0], "neighbour": neighbour.ending, "unchanged": unchanged, "folders": warden.folders()}


def endings(warden: PryingWarden) -> dict[str, Any]:
    return {target.partition(":")[2]: run(warden, target, **limits) for target, limits in _ENDINGS.items()}


def lose(warden: PryingWarden) -> dict[str, Any]:
    """Kill the warden in mid-run."""
    watches: list[Watch] = []

    def kill(_: int, __: Frame) -> None:
        watches.append(Watch(descendants(warden.pid or 0)))
        os.kill(warden.pid or 0, signal.SIGKILL)

    try:
        warden.run([child("sleeps")], on_frame=kill)
    except WardenLost:
        return {"lost": True, "still running": watches[0].still_running()}
    return {"lost": False}


def close(warden: PryingWarden) -> dict[str, Any]:
    """Close the warden in mid-run."""
    watches: list[Watch] = []

    def put_away(_: int, __: Frame) -> None:
        watches.append(Watch(descendants(warden.pid or 0)))
        warden.close()

    try:
        warden.run([child("sleeps")], on_frame=put_away)
    except WardenLost:
        return {"still running": watches[0].still_running(), "root": Path(warden._root).exists()}
    return {}


def run(warden: PryingWarden, target: str, **limits: float) -> dict[str, Any]:
    spec = ChildSpec(target, Frame(None), replace(LIMITS, **limits))
    [outcome] = warden.run([spec], on_frame=lambda *_: None)
    told = {"ending": outcome.ending, "code": outcome.code, "output": outcome.output[-300:]}
    return {**told, "folders": warden.folders()}


PLANS: dict[str, Callable[[PryingWarden], dict[str, Any]]] = {
    "start": start, "look": look, "pry": pry, "endings": endings, "lose": lose, "close": close,
}  # fmt: skip


def main() -> None:
    warden = PryingWarden()
    try:
        warden.start()
    except NoConfinement as error:
        print(json.dumps({"refused": str(error), "left": Path(warden._root).exists()}))
        return
    told = PLANS[sys.argv[1]](warden)
    warden.close()
    print(json.dumps({**told, "left": Path(warden._root).exists()}))


if __name__ == "__main__":
    main()
