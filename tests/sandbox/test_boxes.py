"""Children's folders on any host: made for one process, counted while it runs, removed whatever it left."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox import boxes
from sandbox.boxes import Boxes


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Boxes]:
    root = tmp_path / "root"
    root.mkdir()
    yield Boxes.make(str(root), os.getuid())
    boxes.clear(str(root))  # pytest can't remove what is so deep


def in_a_box(made: Boxes, deed: Callable[[], object]) -> int:
    """Run `deed` in a process's own folder; return that process's id when it has ended."""
    pid = os.fork()
    if pid == 0:
        try:
            made.enter()
            deed()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    return pid


def dig(levels: int) -> None:
    for _ in range(levels):
        os.mkdir("d", 0o300)  # noqa: PTH102 - a folder that its owner may not list
        os.chdir("d")
    Path("file").write_text("x")


def write(files: int, size: int) -> Callable[[], object]:
    return lambda: [Path(f"file{number}").write_bytes(bytes(size)) for number in range(files)]


def test_a_folder_is_one_processs_own(made: Boxes) -> None:
    pid = in_a_box(made, write(1, 3))

    box = Path(made.folder, str(pid))
    assert box.stat().st_mode & 0o777 == 0o700
    assert (box / "file0").read_bytes() == bytes(3)


def test_a_folder_that_is_there_already_is_not_shared(made: Boxes) -> None:
    Path(made.folder, str(os.getpid())).mkdir()

    with pytest.raises(FileExistsError):
        made.enter()


@pytest.mark.parametrize(
    ("files", "size", "overfull"), [(0, 0, False), (3, 100, False), (3, 101, True), (1024, 0, False), (1025, 0, True)]
)
def test_what_a_folder_holds_is_counted(made: Boxes, files: int, size: int, overfull: bool) -> None:
    pid = in_a_box(made, write(files, size))

    assert made.overfull(pid, 300) is overfull


def test_files_in_folders_that_nobody_may_list_are_counted_too(made: Boxes) -> None:
    pid = in_a_box(made, lambda: dig(3))

    assert made.overfull(pid, 10_000_000) is False
    assert made.overfull(pid, 0) is True


def test_what_is_too_deep_to_look_at_is_too_much(made: Boxes) -> None:
    assert made.overfull(in_a_box(made, lambda: dig(3000)), 1 << 40) is True


def test_a_child_that_has_no_folder_yet_holds_nothing(made: Boxes) -> None:
    assert made.overfull(1 << 22, 0) is False


@pytest.mark.parametrize("deed", [lambda: dig(3000), write(2000, 1), lambda: None], ids=["deep", "wide", "empty"])
def test_an_ended_childs_folder_is_removed_whatever_is_in_it(made: Boxes, deed: Callable[[], object]) -> None:
    pid = in_a_box(made, deed)

    made.remove(pid)
    for remover in made.removers:
        os.waitpid(remover, 0)

    assert list(Path(made.folder).iterdir()) == []


def test_only_a_folder_with_folders_in_it_is_removed_by_a_process_of_its_own(made: Boxes) -> None:
    deep, flat = in_a_box(made, lambda: dig(30)), in_a_box(made, write(30, 1))

    made.remove(flat)
    assert made.removers == []
    made.remove(deep)
    [remover] = made.removers

    os.waitid(os.P_PID, remover, os.WEXITED | os.WNOWAIT)
    made.remove(flat)  # the next removal puts it away
    assert made.removers == []


def test_removal_follows_no_link(made: Boxes, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    box = Path(made.folder, "7")
    box.mkdir()
    (box / "link").symlink_to(kept)
    Path(made.folder, "8").symlink_to(kept)

    made.remove(7)
    made.remove(8)

    assert not box.exists()
    assert (kept / "file").read_text() == "x"


def test_removing_what_is_gone_is_no_error(made: Boxes) -> None:
    made.remove(1 << 22)
    boxes.clear("")
    boxes.clear("/absent/folder")


def test_closing_ends_who_still_runs_and_removes_everything(made: Boxes) -> None:
    ready, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        made.enter()
        os.write(told, b"x")
        while True:
            signal.pause()
    os.read(ready, 1)

    made.close()

    assert not Path(made.folder).parent.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
