"""Remembers what the reference answered, since each wrong solution is tried on the inputs it has already seen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from grader.server import Server
from grader.subject import Subject
from sandbox.frames import Frame

_MOST_BYTES = 64 << 20


@dataclass(slots=True)
class _Asked:
    """One request, the answer to it, and what was asked next, by its digest."""

    request: Frame
    reply: Frame
    following: dict[bytes, _Asked] = field(default_factory=dict)


class Recalled(Subject):
    """A subject in this process that answers a check's requests from memory as long as they are as they were before.

    What it answers must depend on nothing but the requests since `begin`. At the first that is new, its objects are
    made again by asking the earlier ones, so a repeat never costs more than a first run.
    """

    def __init__(self, server: Server) -> None:
        super().__init__(self._recall)
        self._server = server
        self._first: dict[bytes, _Asked] = {}
        self._bytes = 0
        self._next = self._first
        self._behind: list[Frame] | None = []

    def begin(self, seed: int) -> None:
        super().begin(seed)
        self._next, self._behind = self._first, []

    def _recall(self, request: Frame) -> Frame:
        number, digest = request.tree[1][0], _digest(request)
        asked = self._next.get(digest)
        if asked is None:
            asked = self._ask_anew(request)
            if self._bytes <= _MOST_BYTES:
                self._next[digest] = asked
        elif self._behind is not None:
            self._behind.append(asked.request)
        self._next = asked.following
        return Frame(["d", [number, *asked.reply.tree[1][1:]]], asked.reply.blob)

    def _ask_anew(self, request: Frame) -> _Asked:
        if self._behind is not None:
            self._server.forget()
            for earlier in self._behind:
                self._server.answer(earlier)
            self._behind = None
        kept = Frame(request.tree, bytes(request.blob))  # a frame may share memory with a tensor that will change
        reply = self._server.answer(kept)
        reply = Frame(reply.tree, bytes(reply.blob))
        self._bytes += len(kept.blob) + len(reply.blob)
        return _Asked(kept, reply)


def _digest(request: Frame) -> bytes:
    """Tell requests apart by all but their number, which comes first and is drawn anew for each."""
    digest = hashlib.blake2b(repr(request.tree[1][1:]).encode(), digest_size=16)
    digest.update(request.blob)
    return digest.digest()
