#!/usr/bin/env python3
"""Install everything into `.venv`, once; a second call sees that nothing changed and returns at once.

Any Python 3.8 can run this file: it looks for a newer one to make the environment with, or says that there is none.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
LOCK = ROOT / "requirements-dev.lock"
OLDEST = (3, 11)
OLDEST_TORCH = (2, 9)
NEEDED_BYTES = 3 * 1024**3
CANDIDATES = ("python3.14", "python3.13", "python3.12", "python3.11", "python3")


class SetupError(Exception):
    """One sentence for the person at the terminal."""


def main():
    address = arguments().address
    try:
        check_system()
        if not is_current():
            if address:
                check_port(address)
            with only_one_at_a_time():
                install()
        write_secret_key()
    except SetupError as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def arguments():
    parser = argparse.ArgumentParser(description="Install Forward Pass into .venv.")
    parser.add_argument("--address", metavar="HOST:PORT", help="also check that this address is free before installing")
    return parser.parse_args()


def check_system():
    if not sys.platform.startswith("linux"):
        raise SetupError(
            "Forward Pass runs on Linux only, because it confines lab code with Linux's own means; "
            "on other systems use a Linux container or virtual machine (docs/setup.md)."
        )
    if not os.access(str(ROOT), os.W_OK):
        raise SetupError(f"{ROOT} cannot be written to; clone the repository to a folder of your own.")


def check_port(address):
    """Refuse a taken port before the minutes an installation takes."""
    host, _, port = address.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise SetupError(f"{port!r} is not a port; give a number up to 65535.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as problem:
            why = (problem.strerror or str(problem)).lower()
            raise SetupError(f"{address} cannot be used ({why}); choose another port: make run PORT=8001") from None


def fingerprint():
    """Name what an installation was made from."""
    digest = hashlib.sha256()
    for path in (LOCK, Path(__file__).resolve()):
        digest.update(path.read_bytes())
    digest.update(requirement("torch").encode())
    return digest.hexdigest()


def is_current():
    return STAMP.exists() and STAMP.read_text() == fingerprint() and (VENV / "bin" / "python").exists()


def requirement(name):
    """Return the pinned line of requirements*.txt that starts with `name==`."""
    for path in (ROOT / "requirements.txt", ROOT / "requirements-dev.txt"):
        for line in path.read_text().splitlines():
            if line.startswith(name + "=="):
                return line.strip()
    raise SetupError(f"requirements.txt does not pin {name}.")


class only_one_at_a_time:  # noqa: N801  # a context manager reads as a phrase
    """Hold a lock, so that `make run` and `make test` may be called together on a fresh clone."""

    def __enter__(self):
        state = state_dir()
        state.mkdir(parents=True, exist_ok=True)
        self.file = (state / "setup.lock").open("w")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is running in this clone; waiting for it")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


def install():
    if is_current():  # the set-up that was waited for did the work
        return
    free = shutil.disk_usage(str(ROOT)).free
    if free < NEEDED_BYTES and not VENV.exists():
        raise SetupError(
            f"{ROOT} has {free / 1024**3:.1f} GB free and an installation needs {NEEDED_BYTES / 1024**3:.0f} GB; "
            "free some space and try again."
        )
    STAMP.unlink(missing_ok=True)
    make_environment()
    install_locked()
    install_torch()
    run("checking that the packages fit together", "-m", "pip", "check")
    STAMP.write_text(fingerprint())
    say("installed")


def make_environment():
    if version_of(str(VENV / "bin" / "python")) < OLDEST:
        newest = find_python()
        say(f"making .venv with {newest}")
        made = subprocess.run([newest, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False)
        if made.returncode:
            raise SetupError(
                f"{newest} could not make a virtual environment; on Debian and Ubuntu `apt install python3-venv` "
                f"adds what is missing. It said: {(made.stderr or made.stdout).strip()}"
            )
    run("installing the installer", "-m", "pip", "install", "--quiet", "--no-input", requirement("uv"))


def find_python():
    found = {}
    for name in CANDIDATES:
        path = shutil.which(name)
        if path:
            found[name] = version_of(path)
            if found[name] >= OLDEST:
                return path
    newest = max(found.values(), default=(0, 0))
    raise SetupError(
        "Python 3.11 or newer is needed and {}; install one, for instance with `apt install python3.11 "
        "python3.11-venv`.".format("none was found" if newest == (0, 0) else "the newest here is {}.{}".format(*newest))
    )


def version_of(python):
    """Return (major, minor), or (0, 0) when there is no such Python or it does not start."""
    question = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False).stdout.split()
    except OSError:
        return (0, 0)
    return (int(answer[0]), int(answer[1])) if len(answer) == 2 else (0, 0)


def install_locked():
    """Install the lock with hashes; by pip where uv cannot reach an index that only pip's settings name."""
    options = ["install", "--quiet", "--require-hashes", "-r", str(LOCK)]
    index = os.environ.get("PIP_INDEX_URL")
    extra = {"UV_DEFAULT_INDEX": index} if index and "UV_DEFAULT_INDEX" not in os.environ else {}
    python = str(VENV / "bin" / "python")
    count = LOCK.read_text().count("==")
    say(f"installing {count} packages")
    if call([python, "-m", "uv", "pip", *options, "--compile-bytecode", "--python", python], extra):
        run("uv could not; trying pip", "-m", "pip", "--no-input", *options)


def install_torch():
    """Install PyTorch by pip: it finds the build for this machine, or the one of the index that TORCH_INDEX names."""
    if installed_torch() >= OLDEST_TORCH:
        return
    index = os.environ.get("TORCH_INDEX")
    options = ["--index-url", index] if index else []
    pip = ["-m", "pip", "install", "--quiet", "--no-input"]
    run("installing PyTorch, the largest package", *pip, *options, requirement("torch"))


def installed_torch():
    """Return (major, minor) of the PyTorch in `.venv`, or (0, 0)."""
    for path in VENV.glob("lib/python3*/site-packages/torch-*.dist-info"):
        return tuple(int(part) for part in path.name.split("-")[1].split(".")[:2])
    return (0, 0)


def run(step, *command):
    say(step)
    if call([str(VENV / "bin" / "python"), *command]):
        free = shutil.disk_usage(str(ROOT)).free
        if free < 200 * 1024**2:
            raise SetupError("the disk is full; free some space and call this again.")
        raise SetupError(f"the step '{step}' did not succeed; call this again when its cause is gone.")


def call(command, extra=None):
    """Run a program to its end, letting it write compiled files: without them `import torch` is seconds slower."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    environment.update(extra or {})
    return subprocess.run(command, env=environment, cwd=str(ROOT), check=False).returncode


def state_dir():
    return Path(os.environ.get("STATE_DIR") or str(ROOT / ".state"))


def write_secret_key():
    if os.environ.get("SECRET_KEY") or (state_dir() / "secret_key").exists():
        return
    say("writing a secret key for this machine")
    code = "import pathlib, sys; from config.env import write_secret_key; write_secret_key(pathlib.Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "platform")}
    subprocess.run([str(VENV / "bin" / "python"), "-c", code, str(state_dir())], env=environment, check=True)


def say(step):
    print(f"  {step}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
