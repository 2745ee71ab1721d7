"""The set-up script: what it refuses, and that it does its work once."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from django.conf import settings

SCRIPT = settings.ROOT / "bin" / "setup.py"


@pytest.fixture
def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone that nothing is installed in, and an installation whose steps do nothing."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-dev.lock"):
        shutil.copy(settings.ROOT / name, tmp_path)
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "STAMP", tmp_path / ".venv" / "installed")
    monkeypatch.setattr(setup, "LOCK", tmp_path / "requirements-dev.lock")
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("SECRET_KEY", "tests-only")
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    return tmp_path


def installed(clone: Path, setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace every step by one that records that it was called."""
    steps: list[str] = []

    def step(name: str) -> Callable[..., None]:
        return lambda *_, **__: steps.append(name)

    def make() -> None:
        steps.append("make_environment")
        (clone / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        (clone / ".venv" / "bin" / "python").touch()

    monkeypatch.setattr(setup, "make_environment", make)
    for name in ("install_locked", "install_torch", "run"):
        monkeypatch.setattr(setup, name, step(name))
    return steps


def test_an_old_python_can_read_the_script_to_be_told_that_it_is_old() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 8))


def test_an_installation_is_made_once(setup: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = installed(clone, setup, monkeypatch)
    assert setup.main() == 0
    assert steps == ["make_environment", "install_locked", "install_torch", "run"]
    assert setup.main() == 0
    assert len(steps) == 4


def test_a_new_lock_is_installed(setup: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = installed(clone, setup, monkeypatch)
    setup.main()
    with (clone / "requirements-dev.lock").open("a") as lock:
        lock.write("another==1.0\n")
    setup.main()
    assert len(steps) == 8


def test_a_taken_port_is_refused_before_anything_is_installed(
    setup: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = installed(clone, setup, monkeypatch)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        monkeypatch.setattr(sys, "argv", ["setup.py", "--address", f"127.0.0.1:{port}"])
        assert setup.main() == 2
    assert f"127.0.0.1:{port} cannot be used" in capsys.readouterr().err
    assert steps == []


def test_another_system_is_refused(
    setup: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert setup.main() == 2
    assert "Linux only" in capsys.readouterr().err


def test_a_full_disk_is_refused(
    setup: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1024**3))
    assert setup.main() == 2
    assert "1.0 GB free and an installation needs 3 GB" in capsys.readouterr().err


def test_an_old_python_is_named(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/python3" if name == "python3" else None)
    monkeypatch.setattr(setup, "version_of", lambda _: (3, 9))
    with pytest.raises(setup.SetupError, match=r"the newest here is 3\.9"):
        setup.find_python()


def test_the_newest_python_is_not_needed(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name in {"python3.12", "python3"} else None)
    monkeypatch.setattr(setup, "version_of", lambda path: (3, 12) if path.endswith("3.12") else (3, 9))
    assert setup.find_python() == "/usr/bin/python3.12"


def test_a_program_that_is_no_python_has_no_version(setup: ModuleType) -> None:
    assert setup.version_of("/bin/false") == (0, 0)
    assert setup.version_of("/nowhere/python") == (0, 0)
    assert setup.version_of(sys.executable) == sys.version_info[:2]


def test_an_unknown_option_is_a_usage_error() -> None:
    refused = subprocess.run([sys.executable, SCRIPT, "--nonsense"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
