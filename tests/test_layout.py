"""The shape of the repository: what `platform/` must never become, banned names, files that grew too long."""

from __future__ import annotations

import importlib
import platform
import sys
import sysconfig
from pathlib import Path

import pytest
from django.conf import settings

PACKAGES = sorted(path.parent for path in settings.PLATFORM.glob("*/__init__.py"))
NO_SOURCE = {"migrations", "__pycache__"}
SOURCES = sorted(path for path in settings.PLATFORM.rglob("*.py") if not NO_SOURCE & set(path.parts))
TESTS = sorted((settings.ROOT / "tests").rglob("test_*.py"))
BANNED = {"utils", "common", "core", "helpers", "misc", "base"}
LONGEST_FILE = 400  # lines; about 300 is the aim


def named(path: Path) -> str:
    return str(path.relative_to(settings.ROOT))


def test_platform_is_still_the_standard_library_s() -> None:
    assert Path(platform.__file__).parent == Path(sysconfig.get_path("stdlib"))


def test_the_source_root_is_no_package() -> None:
    assert not (settings.PLATFORM / "__init__.py").exists()
    with pytest.raises(ModuleNotFoundError, match="not a package"):
        importlib.import_module("platform.config")


def test_there_are_packages_to_guard() -> None:
    assert {"config", "content", "grader", "sandbox"} <= {package.name for package in PACKAGES}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_no_package_takes_a_name_of_the_standard_library(package: Path) -> None:
    assert package.name not in sys.stdlib_module_names


def test_modules_are_named_after_what_they_hold() -> None:
    assert [named(path) for path in SOURCES if BANNED & {path.stem, *path.relative_to(settings.PLATFORM).parts}] == []


def test_files_are_short_enough_to_read() -> None:
    assert [named(path) for path in SOURCES if len(path.read_text().splitlines()) > LONGEST_FILE] == []


def test_modules_say_what_they_are_for() -> None:
    described = [path for path in SOURCES if path.read_text().strip() and path.name != "apps.py"]
    assert [named(path) for path in described if not path.read_text().startswith(('"""', "#!"))] == []


def test_every_test_file_mirrors_a_place_in_the_sources() -> None:
    rooms = {package.name for package in PACKAGES}
    contents = {"labs", "lessons", "questions", "quizzes"}
    whole = {"attacks", "browser", "services"}
    folders = {path.relative_to(settings.ROOT / "tests").parts[0] for path in TESTS if path.parent.name != "tests"}
    assert folders <= rooms | contents | whole
