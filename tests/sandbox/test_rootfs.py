"""The root holds what the interpreter reads, and neither the project nor anybody's home."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from sandbox import rootfs


def test_the_interpreter_and_its_packages_can_be_read() -> None:
    folders = [Path(folder) for folder in rootfs.readable_folders()]

    for kind in ("stdlib", "purelib"):
        assert any(Path(sysconfig.get_path(kind)).is_relative_to(folder) for folder in folders)


def test_no_folder_lies_in_another() -> None:
    folders = [Path(folder) for folder in rootfs.readable_folders()]

    assert not [(a, b) for a in folders for b in folders if a != b and a.is_relative_to(b)]


def test_the_project_can_not_be_read() -> None:
    project = Path(__file__).parents[2]

    for folder in map(Path, rootfs.readable_folders()):
        for secret in ("labs", "platform", "tests", "manage.py"):
            assert not (project / secret).is_relative_to(folder)


def test_nothing_of_the_hosts_state_can_be_read() -> None:
    folders = rootfs.readable_folders()

    assert not {"/", "/etc", "/home", "/root", "/var", "/proc", "/sys", "/tmp", "/run"} & set(folders)
