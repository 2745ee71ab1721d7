"""The candidate child: the learner's source, the public fixtures, and nothing to find."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import torch

from grader.bytecode import restored
from grader.live import reporter
from grader.server import Server, load_module
from sandbox.frames import Frame, FrameError, receive, send

FILENAME = "solution.py"


def run(channel: socket.socket, link: socket.socket) -> None:
    """Take the source from `channel`, close it, and answer calls on `link` until it closes."""
    payload = receive(channel)
    job = payload.tree
    unpack_files(job["files"], memoryview(payload.blob))
    use_threads(job["threads"])
    fixtures = None
    if job["fixtures"]:
        fixtures = load_module("fixtures", job["fixtures"], "fixtures.py", restored(job["fixtures_code"]))
        if hasattr(fixtures, "report"):
            vars(fixtures)["report"] = reporter(link)
        sys.modules["fixtures"] = fixtures
    send(channel, Frame("ready"))  # from here on, how this process ends is the learner's doing
    channel.close()
    server = Server(job["source"], filename=FILENAME, fixtures=fixtures, forbidden=job["forbidden"])
    while True:
        try:
            request = receive(link)
        except FrameError:
            return
        sys.stdout.flush()
        send(link, server.answer(request))


def use_threads(count: int) -> None:
    """Let torch use `count` threads. The pool is started here, after the fork; before it, a child would hang."""
    if count != 1:
        torch.set_num_threads(count)


def unpack_files(sizes: list[tuple[str, int]], blob: memoryview) -> None:
    """Write the job's files, which follow one another in `blob`, into the working folder."""
    offset = 0
    for name, size in sizes:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blob[offset : offset + size])
        offset += size
