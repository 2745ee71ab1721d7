"""Landlock in a fork of this process: what is listed can be reached and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import kernel, landlock

pytestmark = pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock")


def in_a_fork(version: int, tmp_path: Path) -> str:
    """Restrict a child to read `shown` and write `own`; return one letter per attempt, capital when it succeeded."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
            landlock.restrict(readable=[str(tmp_path / "shown")], writable=[str(tmp_path / "own")], version=version)
            os.write(write_end, "".join(_attempts(tmp_path)).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(pid, 0)
    with os.fdopen(read_end) as pipe:
        return pipe.read()


def _attempts(tmp_path: Path) -> list[str]:
    deeds: dict[str, Callable[[], object]] = {
        "r": (tmp_path / "shown/file").read_text,
        "w": lambda: (tmp_path / "shown/file").write_text("changed"),
        "o": lambda: (tmp_path / "own/new").write_text("mine"),
        "h": (tmp_path / "hidden/file").read_text,
        "l": lambda: list(tmp_path.iterdir()),
        "d": (tmp_path / "own/folder").mkdir,
    }
    return _letters(deeds)


@pytest.mark.parametrize("version", sorted({1, landlock.abi()}))
def test_only_what_is_listed_can_be_reached(tmp_path: Path, version: int) -> None:
    for name in ("shown", "own", "hidden"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("text")

    assert in_a_fork(version, tmp_path) == "RwOhlD"
    assert (tmp_path / "shown/file").read_text() == "text"


def growing_in_a_fork(version: int, own: Path) -> str:
    """Let a child only add to `own`, and read one device; return one letter per attempt as above."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
            landlock.restrict(readable=["/dev/null"], growing=[str(own)], version=version)
            deeds: dict[str, Callable[[], object]] = {
                "n": lambda: (own / "new").write_text("mine"),
                "a": lambda: (own / "old").write_text("longer than it was"),
                "m": (own / "folder").mkdir,
                "i": lambda: (own / "folder/inner").write_text("x"),
                "u": (own / "old").unlink,
                "r": lambda: (own / "old").rename(own / "other"),
                "d": (own / "folder").rmdir,
                "z": Path("/dev/null").read_bytes,
                "o": Path("/dev/zero").read_bytes,
            }
            os.write(write_end, "".join(_letters(deeds)).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(pid, 0)
    with os.fdopen(read_end) as pipe:
        return pipe.read()


def _letters(deeds: dict[str, Callable[[], object]]) -> list[str]:
    letters = []
    for letter, deed in deeds.items():
        try:
            deed()
        except OSError:
            letters.append(letter)
        else:
            letters.append(letter.upper())
    return letters


@pytest.mark.parametrize("version", sorted({1, landlock.abi()}))
def test_what_may_only_grow_loses_nothing(tmp_path: Path, version: int) -> None:
    (tmp_path / "old").write_text("text")

    assert growing_in_a_fork(version, tmp_path) == "NAMIurdZo"
