"""The warden ends with the worker it belongs to, however that ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys

import pytest
from django.conf import settings

PATIENCE_SECONDS = 30

WORKER = """
import signal, sys
from sandbox.client import Warden
warden = Warden(["json"], slots=1)
warden.start()
print(warden.pid, flush=True)
if sys.argv[1] == "close":
    sys.stdin.read(1)
    warden.close()
signal.pause()
"""


@pytest.mark.parametrize("how", ["kill", "close"])
def test_the_warden_ends_with_its_worker(how: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(settings.PLATFORM)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", WORKER, how], env=environment, **pipes) as worker:
        try:
            assert worker.stdout
            assert worker.stdin
            descriptor = os.pidfd_open(int(worker.stdout.readline()))
            if how == "kill":
                os.kill(worker.pid, signal.SIGKILL)
            else:
                worker.stdin.write(b"\n")
                worker.stdin.flush()
            ended = select.select([descriptor], [], [], PATIENCE_SECONDS)[0]
            os.close(descriptor)
            assert ended
        finally:
            worker.kill()
