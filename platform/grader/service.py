"""Grades source texts: starts both children in the sandbox and makes one report of what they and the warden say.

This is the worker's side. It imports neither torch nor any lab code, an author's or a learner's.
"""

from __future__ import annotations

import functools
import logging
import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from catalog.entries import Lab, Limits
from grader.bytecode import compiled
from grader.keeper import Keeper
from grader.mistakes import for_referee
from grader.report import CheckReport, Report
from grader.turns import Turns, Withdrawn
from grader.verdicts import CheckStatus, Verdict
from sandbox.client import Cancelled, ChildSpec, FrameError, NoConfinement, Warden, WardenLost
from sandbox.frames import Frame
from sandbox.limits import ChildLimits, Ending, Outcome

OnEvent = Callable[[dict[str, Any]], None]

# The warden loads and warms these, so that a child imports nothing.
PRELOAD = ("torch", "numpy", "safetensors.torch", "grader.warmth:warm", "grader.candidate", "grader.referee")
MAX_SOURCE_CHARACTERS = 1 << 20
_REFEREE_MEMORY_BYTES = 2 << 30
# How much more than the candidate the referee may take: its own share of the checks, and naming the misconception.
_NAMING_CPU_SECONDS = 5.0
_REFEREE_GRACE_CPU_SECONDS = 10.0
_REFEREE_GRACE_WALL_SECONDS = 30.0
_LIMIT_VERDICTS = {
    Ending.WALL: Verdict.TIMED_OUT,
    Ending.CPU: Verdict.TIMED_OUT,
    Ending.MEMORY: Verdict.OUT_OF_MEMORY,
    Ending.OUTPUT: Verdict.OUTPUT_LIMIT,
}

_AUTHORS_FAULT = "The lab's own checks failed. You lose nothing; the author is told."

log = logging.getLogger(__name__)


class Grader:
    """Grades on one warden process, which it starts when first needed and replaces when it is lost; thread-safe.

    `slots` grades run at once; a further one waits its turn, labs alternating. A lab that asks for more processor time
    than usual is slow: slow ones have `slots` / 2 places of their own, at least one, and never hold up the others.
    `threads` is how many torch may use in a child; more than one serves measurements alone.
    """

    def __init__(self, slots: int = 2, *, threads: int = 1) -> None:
        self._threads = threads
        slow = max(1, slots // 2)
        self._turns = Turns(slots)
        self._slow_turns = Turns(slow)
        self._keeper = Keeper(lambda: Warden(PRELOAD, slots=slots + slow))

    def start(self) -> dict[str, bool | int]:
        """Start the warden if none runs, and return the layers of confinement in force.

        Raises:
            NoConfinement: this host can't confine; nothing is run.
        """
        return self._keeper.start().layers

    def close(self) -> None:
        """End the warden and every grade."""
        self._keeper.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def grade(
        self,
        lab: Lab,
        source: str,
        *,
        seed: int | None = None,
        device: str = "cpu",
        trace: bool = False,
        visible_only: bool = False,
        only: Sequence[str] = (),
        on_event: OnEvent | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Report:
        """Grade `source` against `lab` and return the report; two forks of the warm warden serve it.

        `seed` None draws one. `trace` adds the table of what the code did in one visible check. With `visible_only` the
        hidden checks neither run nor appear. With `only` all but the checks of these ids are left out, and those that
        train, for they name no mistake. The points are those of the checks that ran. `on_event` hears `started`,
        `check` and `progress` events as they happen.

        Raises:
            NoConfinement: this host can't confine.
            Cancelled: `cancelled` returned True.
        """
        seed = secrets.randbits(31) if seed is None else seed
        job = _Job(lab, source, seed, device, self._threads, trace, visible_only, only)
        if len(source) > MAX_SOURCE_CHARACTERS:
            message = f"Your code has {len(source)} characters; at most {MAX_SOURCE_CHARACTERS} are graded."
            return job.report(Verdict.RUNTIME_ERROR, message=message)
        turns = self._slow_turns if lab.limits.cpu_seconds > Limits().cpu_seconds else self._turns
        collector = _Collector(on_event)
        try:
            with turns.take(lab.slug, cancelled), self._keeper.lend() as warden:
                started = time.monotonic()
                outcomes = warden.run(job.children(), on_frame=collector.take, cancelled=cancelled)
        except Withdrawn as error:
            raise Cancelled from error
        except (WardenLost, FrameError, OSError) as error:
            log.error("grade of %s lost: %s", lab.slug, error)
            return job.internal_error(f"The grader lost its process: {error}.")
        wall_ms = (time.monotonic() - started) * 1000
        try:
            return _assemble(job, collector, outcomes[0], outcomes[1], wall_ms)
        except (KeyError, TypeError, ValueError) as error:
            log.error("report of %s is malformed: %r", lab.slug, error)
            return job.internal_error(_AUTHORS_FAULT)


@functools.cache
def shared() -> Grader:
    """Return this process's grader, a slot for each processor; its warden starts with the first grade or `start()`."""
    return Grader(slots=len(os.sched_getaffinity(0)))


@dataclass(frozen=True, slots=True)
class _Job:
    lab: Lab
    source: str
    seed: int
    device: str
    threads: int
    trace: bool
    visible_only: bool = False
    only: Sequence[str] = ()

    def children(self) -> list[ChildSpec]:
        """Describe the referee and the candidate; only the referee is sent what must stay hidden."""
        lab, limits = self.lab, self.lab.limits
        candidate = ChildLimits(limits.wall_seconds, limits.cpu_seconds, limits.memory_bytes)
        referee = ChildLimits(
            wall_seconds=limits.wall_seconds + _REFEREE_GRACE_WALL_SECONDS,
            cpu_seconds=limits.cpu_seconds + _REFEREE_GRACE_CPU_SECONDS,
            memory_bytes=_REFEREE_MEMORY_BYTES,
        )
        shown = {
            "source": self.source,
            "fixtures": lab.fixtures,
            "fixtures_code": compiled(lab.fixtures, "fixtures.py"),
            "forbidden": list(lab.forbidden),
            "threads": self.threads,
        }
        hidden = {
            "reference_code": compiled(lab.reference, "reference.py"),
            "checks_code": compiled(lab.checks, "checks.py"),
            "reference": lab.reference,
            "checks": lab.checks,
            "wrong": for_referee(lab.wrong),
            "seed": self.seed,
            "device": self.device,
            "trace": self.trace,
            "visible_only": self.visible_only,
            "only": list(self.only),
            "misconception_seconds": _NAMING_CPU_SECONDS,
        }
        public = {name: data for name, data in lab.files.items() if name in lab.public_files}
        return [
            ChildSpec("grader.referee:run", _with_files({**shown, **hidden}, lab.files), referee),
            ChildSpec("grader.candidate:run", _with_files(shown, public), candidate),
        ]

    def report(self, verdict: Verdict, **details: Any) -> Report:
        return Report(
            lab=self.lab.slug,
            lab_version=self.lab.version,
            verdict=verdict,
            device=self.device,
            seed=self.seed,
            **{
                "max_points": self.lab.points,
                "points": 0.0,
                "wall_ms": 0.0,
                "cpu_ms": 0.0,
                "max_rss_bytes": 0,
                **details,
            },
        )

    def internal_error(self, message: str, **details: Any) -> Report:
        return self.report(Verdict.INTERNAL_ERROR, message=message, **details)


def _with_files(tree: dict[str, Any], files: Mapping[str, bytes]) -> Frame:
    return Frame({**tree, "files": [[name, len(data)] for name, data in files.items()]}, b"".join(files.values()))


@dataclass(slots=True)
class _Collector:
    """Listens to the referee's channel; the candidate's says nothing that counts."""

    on_event: OnEvent | None
    done: dict[str, Any] | None = field(default=None)
    candidate_ready: bool = field(default=False)

    def take(self, child: int, frame: Frame) -> None:
        if child != 0:
            self.candidate_ready = True  # sent before the learner's code is loaded
            return
        event = frame.tree
        if event["event"] == "done":
            self.done = event
        elif self.on_event is not None:
            self.on_event(event)


def _assemble(job: _Job, heard: _Collector, referee: Outcome, candidate: Outcome, wall_ms: float) -> Report:
    done = heard.done
    figures = {
        "wall_ms": round(wall_ms, 1),
        "cpu_ms": round(referee.cpu_ms + candidate.cpu_ms, 1),
        "max_rss_bytes": max(referee.max_rss_bytes, candidate.max_rss_bytes),
        "stdout": candidate.output if heard.candidate_ready else "",  # else it is ours
    }
    if candidate.ending == Ending.OUTPUT and done is None:
        message = _limit_message(job.lab, Ending.OUTPUT)
        return job.report(Verdict.OUTPUT_LIMIT, message=message, **figures)
    if done is None:
        log.error("referee of %s ended by %s %s: %s", job.lab.slug, referee.ending, referee.code, referee.output)
        return job.internal_error(_AUTHORS_FAULT, **figures)
    if done["ended"] and not heard.candidate_ready:
        log.error("candidate of %s ended before it began: %s %s", job.lab.slug, candidate.ending, candidate.output)
        return job.internal_error("The sandbox could not be set up. You lose nothing; it is tried again.", **figures)
    checks = tuple(_check_report(check) for check in done["checks"])
    verdict, message = Verdict(done["verdict"]), done["message"]
    if done["ended"]:
        verdict = _LIMIT_VERDICTS.get(candidate.ending, Verdict.RUNTIME_ERROR)
        message = _limit_message(job.lab, candidate.ending)
        checks = _tell_ending(checks, message)
    elif candidate.ending == Ending.OUTPUT:
        verdict, message = Verdict.OUTPUT_LIMIT, _limit_message(job.lab, Ending.OUTPUT)
    points = round(sum((check.points for check in checks), start=0.0), 6)
    if job.visible_only or job.only:
        figures["max_points"] = round(sum((check.max_points for check in checks), start=0.0), 6)
    return job.report(
        verdict,
        points=points,
        checks=checks,
        message=message,
        traceback=done["traceback"],
        artifacts=tuple(done["artifacts"]),
        **figures,
    )


def _check_report(values: dict[str, Any]) -> CheckReport:
    tuples = {name: tuple(values[name]) for name in _TUPLES if values[name] is not None}
    return CheckReport(**{**values, **tuples, "status": CheckStatus(values["status"])})


_TUPLES = ("first_bad_index", "expected_shape", "got_shape")


def _tell_ending(checks: tuple[CheckReport, ...], message: str) -> tuple[CheckReport, ...]:
    """Put the warden's account of the end where the referee only saw silence: the last check that was begun."""
    begun = [place for place, check in enumerate(checks) if check.status != CheckStatus.SKIPPED]
    if not begun:
        return checks
    last = begun[-1]
    return (*checks[:last], replace(checks[last], message=message), *checks[last + 1 :])


def _limit_message(lab: Lab, ending: Ending) -> str:
    limits = lab.limits
    match ending:
        case Ending.WALL:
            return f"Your code was still running after {limits.wall_seconds:g} s and was stopped."
        case Ending.CPU:
            return f"Your code used more than {limits.cpu_seconds:g} s of processor time and was stopped."
        case Ending.MEMORY:
            return f"Your code used more than {limits.memory_bytes >> 20} MiB of memory and was stopped."
        case Ending.OUTPUT:
            return "Your code printed more than 64 KiB and was stopped."
        case Ending.SIGNAL:
            return "Your code crashed the interpreter (a fault below Python)."
        case _:
            return "Your code ended the process before the checks were done (exit, or closing what it was given)."


__all__ = ["Cancelled", "Grader", "NoConfinement", "shared"]
