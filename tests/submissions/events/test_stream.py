"""The events process as an ASGI server calls it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from submissions.events import addresses
from submissions.events.addresses import Permission
from submissions.events.hub import MAX_PER_LEARNER, Hub, Stream
from submissions.events.snapshots import Event
from submissions.events.stream import Application

ADA = 1
KEY = uuid4()
SITE = "http://localhost:8000"
STATUS = Event("one", "status", "{}", ADA)
END = Event("two", "ended", "{}", ADA)


def token(key: UUID = KEY) -> str:
    return addresses.sign(Permission(key, ADA, SITE))


class Browser:
    """One request and what came back."""

    def __init__(
        self, path: str = f"/events/submissions/{KEY}/", *, token: str = "", method: str = "GET", **headers: str
    ):
        pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        self.scope = {
            "type": "http", "path": path, "method": method, "query_string": f"token={token}".encode(), "headers": pairs,
        }  # fmt: skip
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self.is_over = False
        self.leaves = asyncio.Event()
        self.hears = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = int(message["status"]), dict(message["headers"])
            return
        self.body += message["body"]
        self.is_over = not message.get("more_body", False)
        self.hears.set()


def answered(*browsers: Browser, events: list[Event], up: bool = True, held: int = 0) -> Hub:
    """Let an application answer, with one event after the other in the row; return its hub."""

    async def story() -> Hub:
        now = iter(events)

        async def read(ids: Collection[UUID]) -> dict[UUID, Event]:
            event = next(now, events[-1] if events else END)
            hub.ring(KEY)
            return dict.fromkeys(ids, event)

        hub = Hub(read, gather_seconds=0.0)
        hub.is_up = up
        for _ in range(held):
            hub.attach(Stream(uuid4(), ADA, ""))
        delivery = asyncio.create_task(hub.deliver_for_ever())
        application = Application(hub)
        await asyncio.gather(*(application(one.scope, one.receive, one.send) for one in browsers))
        delivery.cancel()
        return hub

    return asyncio.run(story())


def test_events_come_one_after_the_other_and_the_last_one_closes() -> None:
    browser = Browser(token=token(), origin=SITE)
    hub = answered(browser, events=[STATUS, END])
    assert browser.status == 200
    assert browser.headers[b"content-type"].startswith(b"text/event-stream")
    assert browser.headers[b"access-control-allow-origin"] == SITE.encode()
    assert browser.body == b"retry: 3000\n\n" + STATUS.wire + END.wire
    assert browser.is_over
    assert len(hub) == 0


def test_last_event_id_resumes_after_that_event() -> None:
    browser = Browser(token=token(), last_event_id=STATUS.id)
    answered(browser, events=[STATUS, END])
    assert browser.body == b"retry: 3000\n\n" + END.wire
    assert b"access-control-allow-origin" not in browser.headers


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"token": ""}, 403),
        ({"token": "made:up"}, 403),
        ({"path": f"/events/submissions/{uuid4()}/"}, 404),
        ({"path": "/labs/"}, 404),
        ({"method": "POST"}, 405),
        ({"origin": "https://elsewhere.example"}, 403),
    ],
)
def test_only_the_owner_s_page_gets_a_stream(changes: dict[str, str], status: int) -> None:
    browser = Browser(**{"token": token(), **changes})
    answered(browser, events=[END])
    assert browser.status == status
    assert browser.is_over


def test_without_a_broker_a_page_is_told_to_poll() -> None:
    browser = Browser(token=token())
    answered(browser, events=[END], up=False)
    assert browser.status == 503


def test_a_learner_with_many_streams_gets_no_other() -> None:
    browser = Browser(token=token())
    answered(browser, events=[STATUS, END], held=MAX_PER_LEARNER)
    assert browser.status == 429


def test_health_is_answered() -> None:
    browser = Browser("/healthz")
    answered(browser, events=[])
    assert (browser.status, browser.body) == (200, b"ok")


def test_a_quiet_stream_beats() -> None:
    async def story() -> bytes:
        async def read(ids: Collection[UUID]) -> dict[UUID, Event]:
            return dict.fromkeys(ids, STATUS)

        hub = Hub(read)
        hub.is_up = True
        browser = Browser(token=token(), last_event_id=STATUS.id)
        task = asyncio.create_task(
            Application(hub, heartbeat_seconds=0.001)(browser.scope, browser.receive, browser.send)
        )
        while b": still here" not in browser.body:
            await browser.hears.wait()
            browser.hears.clear()
        browser.leaves.set()
        await task
        assert len(hub) == 0
        return browser.body

    assert b"\n\n: still here\n\n" in asyncio.run(story())


def test_the_hub_works_for_as_long_as_the_server_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> list[str]:
        messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
        said: list[str] = []

        async def receive() -> dict[str, Any]:
            return messages.pop(0)

        async def send(message: dict[str, Any]) -> None:
            said.append(message["type"])

        async def read(ids: Collection[UUID]) -> dict[UUID, Event]:
            return {}

        await Application(Hub(read))({"type": "lifespan"}, receive, send)
        return said

    assert asyncio.run(story()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
