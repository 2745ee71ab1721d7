"""What is fuzzed: each target takes any bytes and raises AssertionError when the reader breaks a promise."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from grader.subject import CandidateGone, LearnerError, Remote, Subject
from sandbox.frames import MAX_TREE_DEPTH, Frame, FrameError, FrameReader, pack
from sandbox.wire import DTYPES, Handle, Seeded, WireError, decode, encode

HEADER_BYTES = 16
NUMBER = b"7777777"  # stands for the number of the question in a fuzzed answer
_INT64 = 1 << 63
_LONGEST_CLAIM = 3 * 4000


def stream(data: bytes) -> None:
    """Read `data` as what a peer wrote: whole and byte by byte the same, then decode each frame."""
    whole = _read([data])
    assert _read([data[index : index + 1] for index in range(len(data))]) == whole
    for tree, blob in whole[0]:
        _one_frame(Frame(tree, blob))


def tree(data: bytes) -> None:
    """Read `data` as a tree up to its first NUL and a blob after it, so that lengths are always right."""
    body, _, blob = data.partition(b"\0")
    try:
        found = FrameReader().feed(_framed(body, blob))
    except FrameError:
        return
    assert len(found) == 1
    _one_frame(found[0])


def answer(data: bytes) -> None:
    """Read `data` as a candidate's answer, a tree and a blob as above, through the referee's own checks."""
    body, _, blob = data.partition(b"\0")

    def exchange(request: Frame) -> Frame:
        number = str(decode(request)["id"]).encode()
        try:
            return FrameReader().feed(_framed(body.replace(NUMBER, number), blob))[0]
        except FrameError as error:
            raise CandidateGone(str(error)) from error

    subject = Subject(exchange)
    try:
        assert is_listed(subject.f(1), Remote)
    except CandidateGone:
        return
    except LearnerError:
        pass
    for error in subject.raised:
        assert all(type(part) is str for part in (error.kind, error.message, error.traceback))
        assert len(error.kind + error.message + error.traceback) <= _LONGEST_CLAIM
    assert all(type(name) is str for name in subject.forbidden)
    assert len(subject.evidence) == 1


TARGETS: dict[str, Callable[[bytes], None]] = {"stream": stream, "tree": tree, "answer": answer}


def _framed(body: bytes, blob: bytes) -> bytes:
    return struct.pack("<4sIQ", b"FPw1", len(body), len(blob)) + body + blob


def _read(pieces: list[bytes]) -> tuple[list[tuple[Any, bytes]], bool]:
    """Return the frames in `pieces` and whether an error ended them."""
    reader, found = FrameReader(), []
    try:
        for piece in (*pieces, b""):  # an error waits until the frames ahead of it were taken
            found += [(frame.tree, bytes(frame.blob)) for frame in reader.feed(piece)]
    except FrameError:
        return found, True
    return found, False


def _one_frame(frame: Frame) -> None:
    """Check a frame that was read: it is plain JSON; its value, if it has one, is what is listed and crosses back."""
    assert is_json(frame.tree)
    assert FrameReader().feed(pack(frame.tree, len(frame.blob)) + bytes(frame.blob)) == [frame]
    try:
        value = decode(frame)
    except WireError:
        return
    assert is_listed(value, Handle)
    assert dense_bytes(value) == len(frame.blob)
    again = encode(value)
    assert json.dumps(again.tree) == json.dumps(frame.tree), "two trees for one value"
    assert bytes(again.blob) == bytes(frame.blob)


def is_json(node: Any, depth: int = 0) -> bool:
    """Say whether `node` is a tree a frame may hold: exact types, finite floats, text that is Unicode, shallow."""
    if type(node) in (list, dict):
        parts = node if type(node) is list else [*node, *node.values()]
        return depth < MAX_TREE_DEPTH and all(is_json(part, depth + 1) for part in parts)
    if type(node) is str:
        return _is_text(node)
    return node is None or type(node) in (bool, int) or (type(node) is float and math.isfinite(node))


def is_listed(value: Any, handle: type) -> bool:
    """Say whether `value` is made of the listed types and nothing else; `handle` is what handles become."""
    kind = type(value)
    if kind in (list, tuple):
        return all(is_listed(part, handle) for part in value)
    if kind is dict:
        return all(type(key) is str and _is_text(key) and is_listed(part, handle) for key, part in value.items())
    if kind is torch.Tensor:
        return value.dtype in DTYPES.values() and value.is_contiguous() and not value.requires_grad
    if kind is np.ndarray:
        return value.dtype.name in DTYPES
    if kind is Handle:
        return kind is handle and 0 <= value.number < _INT64 and len(value.kind) <= 80 and _is_text(value.kind)
    if kind is Remote:
        return kind is handle and 0 <= value.handle.number < _INT64
    if kind is Seeded:
        return type(value.seed) is int and 0 <= value.seed < _INT64
    if kind is str:
        return _is_text(value)
    return value is None or kind in (bool, float) or (kind is int and -_INT64 <= value < _INT64)


def dense_bytes(value: Any) -> int:
    """Return the bytes of all tensors and arrays in `value`."""
    if type(value) is torch.Tensor or type(value) is np.ndarray:
        return int(value.nbytes)
    parts = value.values() if type(value) is dict else value if type(value) in (list, tuple) else ()
    return sum(map(dense_bytes, parts))


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
