"""How many pages can wait for a verdict at once: streams that one process holds, and how fast news reaches them all."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit

from django.db import transaction
from django.test import Client

from accounts.models import User
from config import programs, serving
from config.bench import site
from config.bench.rows import BenchError, Bound, Row, p50
from config.supervisor import Supervisor
from content.models import Lab, LabVersion
from submissions.events import addresses
from submissions.events.addresses import Permission
from submissions.events.announcing import announce
from submissions.models import Submission

_STREAMS = 1000
_CHANGES = 5
_PATIENCE_SECONDS = 60.0
_HOST = "127.0.0.1"
_ORIGIN = "http://localhost"

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
"""Both ends of a connection: a writer that nobody holds closes it."""


def rows(client: Client) -> list[Row]:
    """Hold the streams of a thousand learners who wait, and have the queue move under them."""
    lab = Lab.objects.filter(is_published=True).first()
    if lab is None or lab.current_version is None:
        raise BenchError("There is no published lab to wait for.")
    waiting = _queue(lab, lab.current_version)
    port = serving.free_port_after(_HOST, 8001)
    with Supervisor(lambda _line: None) as supervisor:
        supervisor.start(programs.events(_HOST, port))
        _await_answer(port)
        with asyncio.Runner() as runner:
            streams = runner.run(_open(waiting, port))
            delays = [delay for _ in range(_CHANGES) for delay in _change(runner, streams)]
            page = site.page_row(client, "page_lab_streaming_p50_ms", lab.get_absolute_url())
            held = sum(not reader.at_eof() for reader, _ in streams)
    how = f"{_STREAMS} streams of as many waiting learners on one events process"
    return [
        Row("streams_held", held, "", _STREAMS, f"{how}, open after {_CHANGES} moves of the queue", Bound.AT_LEAST),
        Row("stream_fanout_p50_ms", p50(delays), "ms", 500, f"{how}: the queue moves, until each reads its new place"),
        page,
    ]


def _queue(lab: Lab, version: LabVersion) -> list[Submission]:
    """Have a thousand learners wait for a device that no worker here serves."""
    learners = User.objects.bulk_create(User(username=f"waits{number}") for number in range(_STREAMS))
    rows = [
        Submission(learner=learner, lab=lab, lab_version=version, source="", device="cuda", max_points=1.0)
        for learner in learners
    ]
    return Submission.objects.bulk_create(rows)


def _await_answer(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not serving.answers(_HOST, port):
        if time.monotonic() > deadline:
            raise BenchError("The events process did not start.")
        time.sleep(0.1)


async def _open(waiting: list[Submission], port: int) -> list[Ends]:
    """Open a stream for each, a hundred at a time, and read its first event."""
    streams: list[Ends] = []
    for start in range(0, len(waiting), 100):
        streams += await asyncio.gather(*(_stream(row, port) for row in waiting[start : start + 100]))
    return streams


async def _stream(row: Submission, port: int) -> Ends:
    reader, writer = await asyncio.open_connection(_HOST, port)
    token = addresses.sign(Permission(row.pk, row.learner_id, _ORIGIN))
    address = urlsplit(f"{addresses.PREFIX}{row.pk}/?token={token}")
    writer.write(f"GET {address.path}?{address.query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    if b" 200 " not in await reader.readline():
        raise BenchError("A stream was refused.")
    await _event(reader)
    return reader, writer


async def _event(reader: asyncio.StreamReader) -> float:
    """Read up to the end of the next event; return when that was."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await reader.readuntil(b"data: ")
    except (TimeoutError, asyncio.IncompleteReadError):
        raise BenchError("A stream fell silent.") from None
    return time.perf_counter()


def _change(runner: asyncio.Runner, streams: list[Ends]) -> list[float]:
    """Let one more come in front of all who wait; return after how many milliseconds each reads of its new place."""
    first = Submission.objects.filter(device="cuda").order_by("created_at")[0]
    time.sleep(1.1)  # the queue is read at most once a second
    with transaction.atomic():
        ahead = Submission(
            learner=first.learner,
            lab=first.lab,
            lab_version=first.lab_version,
            source="",
            device="cuda",
            max_points=1.0,
        )
        ahead.created_at = first.created_at.replace(year=first.created_at.year - 1)
        ahead.save()
        announce(ahead.pk, moves_queue=True)
    started = time.perf_counter()

    async def hear() -> list[float]:
        return await asyncio.gather(*(_event(reader) for reader, _ in streams))

    return [(heard - started) * 1000 for heard in runner.run(hear())]
