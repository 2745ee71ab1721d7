"""Groups are made beneath the worker's own and removed with it; a stand-in tree plays the kernel."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
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


UNIFIED = Path("/sys/fs/cgroup/unified")
USER = 12345


@pytest.fixture
def delegated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Delegate a real group of version 2 to a user, as systemd does, with a subgroup for the worker.

    Memory belongs to version 1 here, so that `hugetlb` plays it: a controller under the same rules.
    """
    if os.getuid() != 0 or "hugetlb" not in _read(UNIFIED / "cgroup.controllers"):
        pytest.skip("needs root and a version 2 tree with the controller hugetlb")
    if "hugetlb" not in _read(UNIFIED / "cgroup.subtree_control"):
        pytest.skip("write +hugetlb into the root's cgroup.subtree_control first: a test does not change that")
    unit = UNIFIED / f"forward-pass-test-{os.getpid()}"
    (unit / "worker").mkdir(parents=True)
    for place in (unit, unit / "worker"):
        for owned in (place, place / "cgroup.procs", place / "cgroup.subtree_control"):
            os.chown(owned, USER, USER)
    monkeypatch.setattr(cgroups, "_ROOT", UNIFIED)
    monkeypatch.setattr(cgroups, "_V2_CONTROLLER", "hugetlb")
    monkeypatch.setattr(cgroups, "_V2_LIMIT", "hugetlb.2MB.max")
    yield unit
    for top in unit.glob("forward-pass-*"):
        for folder in (*top.glob("[0-9]"), top):
            folder.rmdir()
    (unit / "worker").rmdir()
    unit.rmdir()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def as_the_worker(group: Path, deed: Callable[[], object]) -> str:
    """Run `deed` as the user, in `group`, and return what it answered, or its error."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            (group / "cgroup.procs").write_text("0")
            os.setgroups([])
            os.setresgid(USER, USER, USER)
            os.setresuid(USER, USER, USER)
            answer = str(deed())
        except BaseException as error:
            answer = repr(error)
        os.write(write_end, answer.encode())
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    return answer


def enter_a_slot() -> str:
    """Make slots, let a fork enter one by the open file, and return where it then is."""
    path = Path("/proc/self/cgroup").read_text().splitlines()[-1].removeprefix("0::")
    cgroups._parent = lambda: (cgroups._delegated_above(path), cgroups._V2_LIMIT)
    slots = cgroups.make_slots(2)
    limits = [(slot.folder / cgroups._V2_LIMIT).read_text().strip() for slot in slots]
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(slots[1].procs_fd, b"0")
        os.write(write_end, Path("/proc/self/cgroup").read_text().splitlines()[-1].encode())
        os._exit(0)
    os.waitpid(pid, 0)
    where = os.read(read_end, 4096).decode()
    top = slots[0].folder.parent
    cgroups.remove_slots(slots)
    return f"{where.endswith('/1')} {limits} {top.exists()}"


def test_a_worker_in_a_subgroup_of_a_delegated_group_limits_its_children(delegated: Path) -> None:
    assert as_the_worker(delegated / "worker", enter_a_slot) == f"True {[str(1 << 30)] * 2} False"


def test_a_worker_in_the_delegated_group_itself_goes_without(delegated: Path) -> None:
    """It would have to hand down a controller from a group with processes, which the kernel refuses."""
    path = f"/{delegated.name}"
    assert as_the_worker(delegated, lambda: cgroups._delegated_above(path)) == "None"
    assert "OSError(16" in as_the_worker(delegated, lambda: cgroups._hand_down(delegated))


@pytest.mark.parametrize("path", ["/", "/../outside", "/absent/worker"])
def test_no_group_is_made_outside_a_delegated_one(path: str) -> None:
    assert cgroups._delegated_above(path) is None


def test_root_makes_groups_only_where_systemd_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroups, "_ROOT", tmp_path)
    unit = tmp_path / "unit"
    (unit / "worker").mkdir(parents=True)
    for name in ("cgroup.procs", "cgroup.subtree_control"):
        (unit / name).touch()

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert cgroups._delegated_above("/unit/worker") == unit
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert cgroups._delegated_above("/unit/worker") is None
    monkeypatch.setattr(os, "getxattr", lambda *_: b"1")
    assert cgroups._delegated_above("/unit/worker") == unit


def test_what_the_kernel_has_beside_the_limit_is_used(parent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Path.mkdir

    def mkdir(path: Path) -> None:
        made(path)
        for name in ("memory.swap.max", "memory.oom.group", "pids.max"):
            (path / name).touch()

    monkeypatch.setattr(Path, "mkdir", mkdir)
    [slot] = cgroups.make_slots(1)

    found = {name: (slot.folder / name).read_text() for name in ("memory.swap.max", "memory.oom.group", "pids.max")}
    assert found == {"memory.swap.max": "0", "memory.oom.group": "1", "pids.max": "65"}
    assert not (slot.folder / "memory.swappiness").exists()
    os.close(slot.procs_fd)
