"""Frames on a byte stream: a JSON tree plus raw bytes, every cap checked before memory is spent on it.

docs/wire-format.md describes the format.
"""

from __future__ import annotations

import json
import math
import os
import re
import socket
import struct
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

_HEADER = struct.Struct("<4sIQ")
_MAGIC = b"FPw1"

MAX_TREE_BYTES = 8 << 20
MAX_TREE_PARTS = 300_000
MAX_TREE_DEPTH = 64
MAX_BLOB_BYTES = 512 << 20
_STEP = 1 << 20

_STRING = re.compile(rb'"[^"]*+"?')
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_DEEPER = {ord("["): 1, ord("]"): -1}


class FrameError(Exception):
    """The peer sent what is not a frame; nothing more can be read from it."""


class FrameClosed(FrameError):
    """The peer closed the stream."""


@dataclass(frozen=True, slots=True)
class Frame:
    tree: Any
    blob: bytes | bytearray | memoryview = b""


def pack(tree: Any, blob_bytes: int = 0) -> bytes:
    """Return the header and tree of a frame whose blob of `blob_bytes` follows.

    Raises:
        FrameError: the tree isn't JSON, or a part is over its cap.
    """
    try:
        body = _WRITER.encode(tree).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FrameError(f"not JSON: {error}") from error
    _check_lengths(len(body), blob_bytes)
    _check_parts(body)
    return _HEADER.pack(_MAGIC, len(body), blob_bytes) + body


def send(stream: socket.socket, frame: Frame) -> None:
    """Write one frame without copying its blob: one system call, unless the stream is full or has a timeout."""
    blob = memoryview(frame.blob)
    parts = [memoryview(pack(frame.tree, blob.nbytes)), blob]
    # A child may not call sendmsg, which could pass descriptors on; writev does not know a stream's timeout.
    sent = os.writev(stream.fileno(), parts) if stream.gettimeout() is None else stream.sendmsg(parts)
    for part in parts:
        if sent < part.nbytes:
            stream.sendall(part[sent:])
        sent = max(0, sent - part.nbytes)


def receive(stream: socket.socket, *, max_blob_bytes: int = MAX_BLOB_BYTES) -> Frame:
    """Read one frame, blocking.

    Raises:
        FrameClosed: the stream ended between frames or inside one.
        FrameError: what came is not a frame or is over a cap.
    """
    tree_bytes, blob_bytes = _lengths(_exactly(stream, _HEADER.size), max_blob_bytes)
    tree = _parse(bytes(_exactly(stream, tree_bytes)))
    return Frame(tree, _exactly(stream, blob_bytes))


class FrameReader:
    """Cuts a stream that arrives in pieces into frames; `feed` returns those that are complete."""

    def __init__(self, *, max_blob_bytes: int = MAX_BLOB_BYTES) -> None:
        self._pending = bytearray()
        self._max_blob_bytes = max_blob_bytes

    def feed(self, piece: bytes) -> list[Frame]:
        """Take the next bytes and return the frames that are complete.

        Raises:
            FrameError: what comes next can't be a frame. Frames ahead of it are returned first; the next call raises.
        """
        self._pending += piece
        frames: list[Frame] = []
        try:
            while (frame := self._take()) is not None:
                frames.append(frame)
        except FrameError:
            if not frames:
                raise
        return frames

    def _take(self) -> Frame | None:
        if len(self._pending) < _HEADER.size:
            return None
        tree_bytes, blob_bytes = _lengths(self._pending[: _HEADER.size], self._max_blob_bytes)
        blob_at = _HEADER.size + tree_bytes
        end = blob_at + blob_bytes
        if len(self._pending) < end:
            return None
        with memoryview(self._pending) as pending:
            body, blob = bytes(pending[_HEADER.size : blob_at]), bytes(pending[blob_at:end])
        frame = Frame(_parse(body), blob)
        del self._pending[:end]
        return frame


def _lengths(header: bytes | bytearray, max_blob_bytes: int) -> tuple[int, int]:
    magic, tree_bytes, blob_bytes = _HEADER.unpack(header)
    if magic != _MAGIC:
        if magic[:3] == _MAGIC[:3]:
            raise FrameError(f"a frame of version {chr(magic[3])!r}; this end knows version {chr(_MAGIC[3])!r}")
        raise FrameError("no frame starts here")
    _check_lengths(tree_bytes, blob_bytes, max_blob_bytes)
    return tree_bytes, blob_bytes


def _check_lengths(tree_bytes: int, blob_bytes: int, max_blob_bytes: int = MAX_BLOB_BYTES) -> None:
    if tree_bytes > MAX_TREE_BYTES or blob_bytes > max_blob_bytes:
        caps = f"{MAX_TREE_BYTES} and {max_blob_bytes}"
        raise FrameError(f"{tree_bytes} bytes of tree and {blob_bytes} of blob; at most {caps}")


def _exactly(stream: socket.socket, size: int) -> bytearray:
    """Read `size` bytes into room that grows only when it is full, so that a claimed length alone allocates little."""
    data = bytearray(min(size, _STEP))
    filled = 0
    while filled < size:
        if filled == len(data):
            data += bytes(min(size - filled, max(_STEP, filled // 4)))
        with memoryview(data) as room:
            count = stream.recv_into(room[filled:])
        if not count:
            raise FrameClosed("the stream ended")
        filled += count
    return data


def _parse(body: bytes) -> Any:
    _check_parts(body)
    if b"\\u" in body and _SURROGATE.search(body.replace(b"\\\\", b"")):
        raise FrameError("an escaped surrogate; a character is written as itself, in UTF-8")
    try:
        return _READER.decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise FrameError(f"the tree is not JSON: {error}") from error


def _check_parts(body: bytes) -> None:
    """Bound nesting and parts before the parser recurses and allocates: two bytes can ask for an object of 72.

    Brackets and commas inside strings do not count, but are only told apart where the sum of all is over a cap.
    """
    opened = body.count(b"[") + body.count(b"{")
    if opened <= MAX_TREE_DEPTH and opened + body.count(b",") <= MAX_TREE_PARTS:
        return
    plain = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if plain.count(b'"') > 4 * MAX_TREE_PARTS:  # a part brings a key and a text at most
        raise FrameError(f"a tree of more than {MAX_TREE_PARTS} parts")
    outside = _STRING.sub(b"", plain)
    brackets = outside.translate(_ONE_KIND, _NO_BRACKETS)
    opened = brackets.count(b"[")
    if opened + outside.count(b",") > MAX_TREE_PARTS:
        raise FrameError(f"a tree of more than {MAX_TREE_PARTS} parts")
    if 2 * opened < len(brackets):
        raise FrameError("the tree is not JSON: more brackets closed than opened")
    if max(accumulate(map(_DEEPER.__getitem__, brackets)), default=0) > MAX_TREE_DEPTH:
        raise FrameError(f"nested deeper than {MAX_TREE_DEPTH}")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number too large for a float")
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key given twice")
    return result


_WRITER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False, check_circular=False)
_READER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_without_repeats)
