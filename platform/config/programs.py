"""The programs that make up the site on one machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.conf import settings

from config.supervisor import Program

QUEUES = "labs.cpu,regrade,default"
# What a worker takes on to choose from: the grader runs one per processor, labs in turn.
WAITING = str(4 * len(os.sched_getaffinity(0)))


def web(host: str, port: int, *, events_port: int) -> Program:
    """Serve pages. Loading the site before forking its two processes halves the memory and the time to start.

    The pages listen for events on `events_port`, unless EVENTS_URL says where.
    """
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", bind, "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload"]
    quiet = ["--graceful-timeout", "3", "--log-level", "warning", "--no-control-socket"]
    command = (sys.executable, "-m", "gunicorn", "config.wsgi:application", *options, *quiet)
    environment = {**_environment(), "EVENTS_URL": settings.EVENTS_URL or f":{events_port}"}
    return Program(name="web", command=command, environment=environment, gives_up_after=5)


def events(host: str, port: int) -> Program:
    """Hold the streams of pages that wait for a verdict. One process holds thousands; without it they poll."""
    options = ["--host", host, "--port", str(port), "--no-access-log", "--log-level", "warning", "--no-server-header"]
    # Streams are open for as long as somebody waits: they are not waited for, or a stop would take as long.
    command = (sys.executable, "-m", "uvicorn", "config.asgi:application", *options, "--timeout-graceful-shutdown", "1")
    return Program(name="events", command=command, environment=_environment())


def worker() -> Program:
    """Grade what is handed in. Threads are enough: lab code runs in the sandbox's own processes."""
    options = ["--pool", "threads", "--concurrency", WAITING, "-Q", QUEUES, "--loglevel", "WARNING"]
    # Without those two a lone worker would spend its first second looking for others.
    alone = ["--without-gossip", "--without-mingle"]
    # Celery's advice against root is about unpickling messages: this site's are JSON, and the sandbox becomes nobody.
    environment = {**_environment(), "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    return Program(name="worker", command=_celery("worker", *options, *alone), environment=environment)


def beat() -> Program:
    """Send the periodic tasks. A program of its own: inside the worker it would outlive a killed one."""
    return Program(
        name="beat", command=_celery("beat", "--pidfile=", "--loglevel", "WARNING"), environment=_environment()
    )


def _celery(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "config", "--quiet", "--skip-checks", *words)


def _environment() -> dict[str, str]:
    inherited = os.environ.get("PYTHONPATH")
    paths = [str(settings.PLATFORM), *([inherited] if inherited else [])]
    return {"PYTHONPATH": os.pathsep.join(paths), "STATE_DIR": str(Path(settings.STATE_DIR).resolve())}
