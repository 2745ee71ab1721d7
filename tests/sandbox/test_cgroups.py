"""Groups are made beneath the worker's own and removed with it; a stand-in tree plays the kernel."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sandbox import cgroups


@pytest.fixture
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the worker's own group be a folder."""
    monkeypatch.setattr(cgroups, "_parent", lambda: (tmp_path, "memory.limit_in_bytes"))
    real_open, real_mkdir = os.open, Path.mkdir

    def mkdir(path: Path, *args: object, **kwargs: object) -> None:
        real_mkdir(path)
        if path.parent != tmp_path:
            (path / "cgroup.procs").touch()

    monkeypatch.setattr(Path, "mkdir", mkdir)
    assert real_open is os.open
    return tmp_path


def test_each_child_has_a_group_with_a_limit(parent: Path) -> None:
    slots = cgroups.make_slots(2)
    slots[1].set_limit(12345)

    assert [slot.folder.name for slot in slots] == ["0", "1"]
    assert (slots[1].folder / "memory.limit_in_bytes").read_text() == "12345"
    os.write(slots[0].procs_fd, b"0")
    assert (slots[0].folder / "cgroup.procs").read_text() == "0"
    for slot in slots:
        os.close(slot.procs_fd)


def test_two_wardens_of_one_process_do_not_share_groups(parent: Path) -> None:
    first, second = cgroups.make_slots(1), cgroups.make_slots(1)

    assert first[0].folder.parent != second[0].folder.parent
    for slot in (*first, *second):
        os.close(slot.procs_fd)


def test_groups_of_a_process_that_is_gone_are_removed(parent: Path) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    stale = parent / f"forward-pass-{pid}-aa"
    stale.mkdir()
    os.mkdir(stale / "0")  # noqa: PTH102 - the stand-in would put a file in it
    ours = parent / f"forward-pass-{os.getpid()}-bb"
    ours.mkdir()

    for slot in cgroups.make_slots(1):
        os.close(slot.procs_fd)

    assert not stale.exists()
    assert ours.exists()


def test_a_worker_that_may_make_no_group_goes_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cgroups, "_parent", lambda: (None, ""))
    assert cgroups.make_slots(2) == []

    monkeypatch.setattr(cgroups, "_parent", lambda: (tmp_path / "absent", "memory.max"))
    assert cgroups.make_slots(2) == []


@pytest.mark.skipif(cgroups._parent()[0] is None, reason="no memory cgroup may be made here")
def test_real_groups_are_made_and_removed() -> None:
    slots = cgroups.make_slots(2)
    if not slots:
        pytest.skip("the kernel refused a group")
    top = slots[0].folder.parent
    assert top.is_dir()

    cgroups.remove_slots(slots)

    assert not top.exists()
