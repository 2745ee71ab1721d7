"""The events process as an ASGI application: GET /events/submissions/<id>/ and /healthz, nothing else."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections

from submissions.events import addresses, snapshots
from submissions.events.addresses import PREFIX, Permission
from submissions.events.hub import Hub, Stream

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
_HEARTBEAT = b": still here\n\n"
_HELLO = b"retry: 3000\n\n"
_OPEN_FILES = 65_536

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Refusal(Exception):
    """A request that gets no stream; a browser then stops trying, and its page polls."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Application:
    """Serve streams; the hub's tasks live as long as the server does (ASGI's lifespan)."""

    def __init__(self, hub: Hub, *, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self.hub = hub
        self._heartbeat_seconds = heartbeat_seconds
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                _allow_open_files()
                hub = self.hub
                loops = (hub.deliver_for_ever(), hub.look_again_for_ever(), hub.listen_for_ever(settings.CACHE_URL))
                self._tasks = [asyncio.create_task(loop) for loop in loops]
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self._tasks:
                    task.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] == "/healthz":
            await _say(send, HTTPStatus.OK, "ok")
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            permission = permitted(scope, headers.get("origin", ""))
            self._check_room(permission.learner_id)
        except Refusal as refusal:
            await _say(send, refusal.status, str(refusal))
            return
        stream = Stream(permission.submission_id, permission.learner_id, headers.get("last-event-id", ""))
        watch = asyncio.create_task(_close_when_gone(stream, receive))
        self.hub.attach(stream)
        try:
            await _begin(send, headers.get("origin", ""))
            await self._pass_on(stream, send)
        except asyncio.CancelledError:
            if not stream.is_dropped:
                raise
            logger.info("A stream of submission %s was too slow and is dropped.", stream.submission_id)
        finally:
            watch.cancel()
            self.hub.detach(stream)

    async def _pass_on(self, stream: Stream, send: Send) -> None:
        """Send events until the final one, or until the hub closes the stream; a comment when there are none."""
        while True:
            try:
                event = await asyncio.wait_for(stream.events.get(), self._heartbeat_seconds)
            except TimeoutError:
                await send(_part(_HEARTBEAT))
                continue
            if event:
                await send(_part(event.wire))
            if event is None or event.is_final:
                await send({"type": "http.response.body", "body": b""})
                return

    def _check_room(self, learner_id: int) -> None:
        if not self.hub.is_up:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "The broker is away; poll instead.")
        if self.hub.is_full:
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Too many streams are open; poll instead.")
        if not self.hub.has_room_for(learner_id):
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "You have too many streams open; poll instead.")


def permitted(scope: Mapping[str, Any], origin: str) -> Permission:
    """Return what the request's token permits.

    Raises:
        Refusal: another address or method, no valid token, or a page of another site.
    """
    path: str = scope["path"]
    if not path.startswith(PREFIX) or not path.endswith("/"):
        raise Refusal(HTTPStatus.NOT_FOUND, "There is nothing here.")
    if scope["method"] != "GET":
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET.")
    query = parse_qs(scope["query_string"].decode("latin-1"))
    permission = addresses.read(query.get("token", [""])[0])
    if permission is None:
        raise Refusal(HTTPStatus.FORBIDDEN, "The token is missing, wrong or too old.")
    if str(permission.submission_id) != path[len(PREFIX) : -1]:
        raise Refusal(HTTPStatus.NOT_FOUND, "The token is for another submission.")
    if origin and origin != permission.origin:
        raise Refusal(HTTPStatus.FORBIDDEN, "The token is for pages of another origin.")
    return permission


async def read(ids: Collection[UUID]) -> dict[UUID, snapshots.Event]:
    """Read events from the database, in the one thread that holds its connection."""

    def read_now() -> dict[UUID, snapshots.Event]:
        close_old_connections()
        return snapshots.read(ids)

    return await sync_to_async(read_now)()


async def _begin(send: Send, origin: str) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"origin"),
    ]
    if origin:
        headers.append((b"access-control-allow-origin", origin.encode("latin-1")))
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})
    await send(_part(_HELLO))


async def _close_when_gone(stream: Stream, receive: Receive) -> None:
    with suppress(asyncio.CancelledError):
        while (await receive())["type"] != "http.disconnect":
            pass
        stream.close()


async def _say(send: Send, status: HTTPStatus, sentence: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode()})


def _part(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


def _allow_open_files() -> None:
    """A stream is a file; many systems allow 1,024 of them unless asked for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(_OPEN_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
