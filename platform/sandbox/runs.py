"""One run as the worker sees it: its children's channels, what they print, and how each ends."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sandbox.frames import Frame, FrameReader, send
from sandbox.limits import ChildLimits, Ending, Outcome

_SEND_SECONDS = 5
_POLL_SECONDS = 0.2
_OVERDUE_SECONDS = 30  # the warden keeps the limits; this is for a warden that is itself stuck


class WardenLost(Exception):
    """The warden ended in mid-run; the run has no outcome and may be tried again."""


class Cancelled(Exception):
    """The caller's `cancelled` said so; the run was ended."""


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """One child: `target` is `module:function` from the preloaded modules, called as `function(channel, link)`.

    `payload` is the first frame that the child finds on its channel.
    """

    target: str
    payload: Frame
    limits: ChildLimits = field(default_factory=ChildLimits)


class Run:
    """The worker's ends of one run's sockets and pipes."""

    def __init__(
        self, children: Sequence[ChildSpec], on_frame: Callable[[int, Frame], None], stack: contextlib.ExitStack
    ) -> None:
        self._children = children
        self._on_frame = on_frame
        self._outcomes: dict[int, Outcome] = {}
        self._output = [bytearray() for _ in children]
        self._flooded: set[int] = set()
        self._readers = [FrameReader(max_blob_bytes=0) for _ in children]
        self.warden_rss_bytes = 0  # what the warden itself holds, told with each ending
        self._status, status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channels: list[socket.socket] = []
        self._pipes: list[int] = []
        self._theirs: list[socket.socket | int] = [status]
        stack.callback(self._close)
        links = socket.socketpair()
        for index in range(len(children)):
            ours, theirs = socket.socketpair()
            read_end, write_end = os.pipe()
            self._channels.append(ours)
            self._pipes.append(read_end)
            self._theirs += [theirs, write_end, links[index]]
        if len(children) == 1:
            links[1].close()

    def their_fds(self) -> list[int]:
        return [end if isinstance(end, int) else end.fileno() for end in self._theirs]

    def close_theirs(self) -> None:
        for end in self._theirs:
            if isinstance(end, int):
                os.close(end)
            else:
                end.close()
        self._theirs = []

    def _close(self) -> None:
        self.close_theirs()
        self._status.close()
        for channel in self._channels:
            channel.close()
        for pipe in self._pipes:
            os.close(pipe)

    def attend(self, cancelled: Callable[[], bool] | None) -> list[Outcome]:
        """Feed the payloads, read until every child has ended, and keep what each printed."""
        for channel, child in zip(self._channels, self._children, strict=True):
            channel.settimeout(_SEND_SECONDS)
            with contextlib.suppress(OSError):  # a child that is already gone says so by its outcome
                send(channel, child.payload)
            channel.setblocking(False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._status, selectors.EVENT_READ, self._read_status)
            for index, channel in enumerate(self._channels):
                pipe = self._pipes[index]
                selector.register(channel, selectors.EVENT_READ, lambda i=index: self._read_channel(i, selector))
                selector.register(pipe, selectors.EVENT_READ, lambda i=index: self._read_pipe(i, selector))
            self._loop(selector, cancelled)
            self._drain(selector)
        return [replace(self._outcomes[i], output=self._text(i)) for i in range(len(self._children))]

    def _loop(self, selector: selectors.BaseSelector, cancelled: Callable[[], bool] | None) -> None:
        asked = time.monotonic()
        deadline = asked + max(child.limits.wall_seconds for child in self._children) + _OVERDUE_SECONDS
        while len(self._outcomes) < len(self._children):
            for key, _ in selector.select(_POLL_SECONDS):
                key.data()
            if cancelled is not None and time.monotonic() - asked >= _POLL_SECONDS:
                asked = time.monotonic()
                if cancelled():
                    raise Cancelled
            if self._flooded or 0 in self._outcomes:
                self._end_rest()
            if time.monotonic() > deadline:
                raise WardenLost("the warden does not end what is over its time")

    def _end_rest(self) -> None:
        """Ask the warden to end what still runs, by closing our half of the status socket."""
        with contextlib.suppress(OSError):
            self._status.shutdown(socket.SHUT_WR)

    def _read_status(self) -> None:
        data = self._status.recv(4096)
        if not data:
            raise WardenLost("the warden ended during the run")
        try:
            message = json.loads(data)
            index = range(len(self._children))[message.pop("child")]
            self.warden_rss_bytes = int(message.pop("warden_rss_bytes"))
            outcome = Outcome(**{**message, "ending": Ending(message["ending"])})
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise WardenLost(f"the warden broke the protocol: {error!r}") from error
        if index in self._flooded:
            outcome = replace(outcome, ending=Ending.OUTPUT)
        self._outcomes[index] = outcome

    def _read_channel(self, index: int, selector: selectors.BaseSelector) -> None:
        try:
            data = self._channels[index].recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            selector.unregister(self._channels[index])
            return
        for frame in self._readers[index].feed(data):
            self._on_frame(index, frame)

    def _read_pipe(self, index: int, selector: selectors.BaseSelector) -> None:
        data = os.read(self._pipes[index], 1 << 16)
        if not data:
            selector.unregister(self._pipes[index])
            return
        cap = self._children[index].limits.output_bytes
        room = cap - len(self._output[index])
        self._output[index] += data[:room]
        if len(data) > room:
            self._flooded.add(index)

    def _drain(self, selector: selectors.BaseSelector) -> None:
        """Read what ended children left in their pipes."""
        selector.unregister(self._status)
        while selector.get_map() and (ready := selector.select(0)):
            for key, _ in ready:
                key.data()

    def _text(self, index: int) -> str:
        return self._output[index].decode(errors="replace")
