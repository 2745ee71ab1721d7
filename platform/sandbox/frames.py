"""Frames on a byte stream: a JSON tree plus raw bytes, every length checked before anything is allocated."""

from __future__ import annotations

import json
import re
import socket
import struct
from dataclasses import dataclass
from typing import Any

_HEADER = struct.Struct("<4sIQ")
_MAGIC = b"FPw1"

MAX_TREE_BYTES = 8 << 20
MAX_BLOB_BYTES = 512 << 20
_MAX_DEPTH = 64
_STRING = re.compile(rb'"[^"]*+"?')
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


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
        body = json.dumps(tree, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise FrameError(f"not JSON: {error}") from error
    _check_lengths(len(body), blob_bytes)
    return _HEADER.pack(_MAGIC, len(body), blob_bytes) + body


def send(stream: socket.socket, frame: Frame) -> None:
    """Write one frame; a frame without a blob costs one system call."""
    blob = memoryview(frame.blob)
    head = pack(frame.tree, blob.nbytes)
    if 0 < blob.nbytes <= 65536:
        stream.sendall(head + bytes(blob))
        return
    stream.sendall(head)
    if blob.nbytes:
        stream.sendall(blob)


def receive(stream: socket.socket, *, max_blob_bytes: int = MAX_BLOB_BYTES) -> Frame:
    """Read one frame, blocking.

    Raises:
        FrameClosed: the stream ended between frames or inside one.
        FrameError: what came is not a frame or is over a cap.
    """
    tree_bytes, blob_bytes = _lengths(_exactly(stream, _HEADER.size), max_blob_bytes)
    tree = _parse(_exactly(stream, tree_bytes))
    return Frame(tree, _exactly(stream, blob_bytes) if blob_bytes else b"")


class FrameReader:
    """Cuts a stream that arrives in pieces into frames; `feed` returns those that are complete."""

    def __init__(self, *, max_blob_bytes: int = MAX_BLOB_BYTES) -> None:
        self._pending = bytearray()
        self._max_blob_bytes = max_blob_bytes

    def feed(self, piece: bytes) -> list[Frame]:
        """Take the next bytes. Raises FrameError when they can't be a frame."""
        self._pending += piece
        frames = []
        while len(self._pending) >= _HEADER.size:
            tree_bytes, blob_bytes = _lengths(self._pending[: _HEADER.size], self._max_blob_bytes)
            end = _HEADER.size + tree_bytes + blob_bytes
            if len(self._pending) < end:
                break
            blob_at = _HEADER.size + tree_bytes
            frames.append(Frame(_parse(self._pending[_HEADER.size : blob_at]), bytes(self._pending[blob_at:end])))
            del self._pending[:end]
        return frames


def _lengths(header: bytes | bytearray, max_blob_bytes: int) -> tuple[int, int]:
    magic, tree_bytes, blob_bytes = _HEADER.unpack(header)
    if magic != _MAGIC:
        raise FrameError("no frame starts here")
    _check_lengths(tree_bytes, blob_bytes, max_blob_bytes)
    return tree_bytes, blob_bytes


def _check_lengths(tree_bytes: int, blob_bytes: int, max_blob_bytes: int = MAX_BLOB_BYTES) -> None:
    if tree_bytes > MAX_TREE_BYTES or blob_bytes > max_blob_bytes:
        caps = f"{MAX_TREE_BYTES} and {max_blob_bytes}"
        raise FrameError(f"{tree_bytes} bytes of tree and {blob_bytes} of blob; at most {caps}")


def _exactly(stream: socket.socket, size: int) -> bytearray:
    """Read `size` bytes, growing as they arrive so that a claimed length alone allocates nothing."""
    data = bytearray()
    while len(data) < size:
        piece = stream.recv(min(size - len(data), 1 << 20))
        if not piece:
            raise FrameClosed("the stream ended")
        data += piece
    return data


def _parse(body: bytes | bytearray) -> Any:
    if _too_deep(body):
        raise FrameError(f"nested deeper than {_MAX_DEPTH}")
    try:
        return json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"the tree is not JSON: {error}") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _too_deep(body: bytes | bytearray) -> bool:
    """Bound the nesting before the parser recurses, at the speed of a few searches; unmatched brackets count too."""
    if body.count(b"[") + body.count(b"{") <= _MAX_DEPTH:
        return False
    plain = bytes(body).replace(b"\\\\", b"").replace(b'\\"', b"").replace(b'""', b"")
    brackets = _STRING.sub(b"", plain).translate(_ONE_KIND, _NO_BRACKETS)
    for _ in range(_MAX_DEPTH):
        if b"[" * (_MAX_DEPTH + 1) in brackets:
            return True
        brackets = brackets.replace(b"[]", b"")  # each round takes off the innermost level
    return bool(brackets)
