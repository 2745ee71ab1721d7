"""docker-compose.yml: what its schema can't see. It is valid, and everything it names exists."""

from __future__ import annotations

import importlib
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

COMPOSE = settings.ROOT / "docker-compose.yml"
TEXT = COMPOSE.read_text()
DOCUMENT: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = DOCUMENT["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def command_of(service: dict[str, Any]) -> str:
    command = service["command"]
    return " ".join(command) if isinstance(command, list) else command


def test_the_file_is_valid_compose() -> None:
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    checked = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_every_part_of_the_site_is_there() -> None:
    assert set(SERVICES) == {
        *("prepare", "web", "events", "worker-cpu", "worker-gpu", "beat"),
        *("postgres", "redis"),
    }


def test_only_the_gpu_worker_has_to_be_asked_for() -> None:
    assert {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service} == {
        "worker-gpu": ["gpu"]
    }


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_services_that_exist(name: str) -> None:
    for other, condition in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        if condition["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", SERVICES)
def test_a_volume_that_is_used_is_declared(name: str) -> None:
    used = {volume.split(":")[0] for volume in SERVICES[name].get("volumes", [])}
    assert used <= set(DOCUMENT["volumes"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"prepare"}))
def test_a_service_that_stays_up_says_how_it_is(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_every_variable_is_explained_in_the_example() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", TEXT))
    explained = set(re.findall(r"^([A-Z_]+)=", (settings.ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used == explained


def test_no_secret_has_a_default() -> None:
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert re.findall(rf"\$\{{{name}[^}}]*\}}", TEXT)
        assert all(":?" in use for use in re.findall(rf"\$\{{{name}[^}}]*\}}", TEXT))


def test_what_a_service_is_told_is_read_by_the_settings() -> None:
    sources = "".join((settings.PLATFORM / "config" / name).read_text() for name in ("settings.py", "env.py"))
    for name in OURS["web"]["environment"]:
        assert f'"{name}"' in sources


@pytest.mark.parametrize("name", OURS)
def test_a_command_starts_a_program_that_is_installed(name: str) -> None:
    scripts = {entry.name for entry in importlib.metadata.entry_points(group="console_scripts")}
    for word in re.split(r" && ", command_of(OURS[name]).removeprefix("sh -c ")):
        program, *arguments = word.split()
        if program == "python":
            assert arguments[0] == "manage.py"
            assert arguments[1] in get_commands()
        else:
            assert program in scripts


@pytest.mark.parametrize("name", OURS)
def test_a_command_names_an_application_that_exists(name: str) -> None:
    command = command_of(OURS[name])
    for module in re.findall(r"(\S+):application", command):
        assert (settings.PLATFORM / Path(*module.split("."))).with_suffix(".py").exists()
    for module in re.findall(r"celery -A (\S+)", command):
        assert hasattr(importlib.import_module(module), "celery_app")


def test_every_queue_has_a_worker() -> None:
    queues = [re.findall(r"-Q (\S+)", command_of(service)) for service in OURS.values()]
    assert {queue for found in queues for names in found for queue in names.split(",")} == {
        *("labs.cpu", "labs.gpu", "regrade", "default")
    }


def test_the_image_installs_from_the_lock_with_hashes_and_runs_as_nobody_special() -> None:
    dockerfile = (settings.ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r requirements.lock" in dockerfile
    assert re.search(r"^USER (?!root)", dockerfile, re.MULTILINE)
    copied = re.findall(r"^COPY (.+) \./$", dockerfile, re.MULTILINE)
    assert all((settings.ROOT / name).exists() for names in copied for name in names.split())
