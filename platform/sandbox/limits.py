"""What one child may use, and why a child ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Caps of one child. `memory_bytes` is what it may add to the loaded interpreter; `disk_bytes` fills its folder."""

    wall_seconds: float = 10.0
    cpu_seconds: float = 10.0
    memory_bytes: int = 1 << 30
    disk_bytes: int = 64 << 20
    output_bytes: int = 64 << 10
    threads: int = 64
    open_files: int = 64


class Ending(StrEnum):
    """Why a child ended; `killed` is the worker's own doing (it cancelled, or the run was over)."""

    EXITED = "exited"
    SIGNAL = "signal"
    WALL = "wall"
    CPU = "cpu"
    MEMORY = "memory"
    OUTPUT = "output"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one child ended, measured from outside. `code` is the exit status or the signal's number.

    `max_rss_bytes` is the peak resident set, the pages shared with the warm parent included.
    """

    ending: Ending
    code: int
    wall_ms: float
    cpu_ms: float
    max_rss_bytes: int
    output: str = ""
