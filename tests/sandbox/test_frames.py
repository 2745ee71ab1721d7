"""Frames survive any cutting, and nothing that arrives raises anything but FrameError or costs more than its caps."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import frames
from sandbox.frames import Frame, FrameClosed, FrameError, FrameReader, pack, receive, send

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda part: st.lists(part, max_size=5) | st.dictionaries(st.text(max_size=5), part, max_size=5),
    max_leaves=20,
)


def header(tree_bytes: int, blob_bytes: int) -> bytes:
    return struct.pack("<4sIQ", b"FPw1", tree_bytes, blob_bytes)


@given(TREES, st.binary(max_size=200), st.lists(st.integers(1, 50), max_size=20))
def test_frames_come_out_of_a_stream_however_it_is_cut(tree: object, blob: bytes, cuts: list[int]) -> None:
    stream = (pack(tree, len(blob)) + blob) * 2
    reader = FrameReader()
    found: list[Frame] = []
    for cut in cuts:
        found += reader.feed(stream[:cut])
        stream = stream[cut:]
    found += reader.feed(stream)

    assert found == [Frame(tree, blob)] * 2


@given(st.binary(max_size=200))
def test_any_bytes_are_frames_or_a_frame_error(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        FrameReader().feed(data)


@given(TREES, st.data())
def test_a_mutated_frame_is_a_frame_or_a_frame_error(tree: object, data: st.DataObject) -> None:
    stream = bytearray(pack(tree))
    stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(FrameError):
        FrameReader().feed(bytes(stream))


@settings(deadline=None)
@given(TREES, st.binary(max_size=100) | st.just(b"z" * 70_000))
def test_what_is_sent_is_received(tree: object, blob: bytes) -> None:
    left, right = socket.socketpair()
    with left, right:
        left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        send(left, Frame(tree, blob))
        assert receive(right) == Frame(tree, blob)


@pytest.mark.parametrize(
    "head",
    [
        b"\0" * 16,
        header(frames.MAX_TREE_BYTES + 1, 0),
        header(4, frames.MAX_BLOB_BYTES + 1),
        header(4, (1 << 64) - 1),
    ],
)
def test_a_length_over_its_cap_is_refused_before_it_arrives(head: bytes) -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(head)
        with pytest.raises(FrameError, match=r"no frame|at most"):
            receive(right)
    with pytest.raises(FrameError, match=r"no frame|at most"):
        FrameReader().feed(head)


def test_a_receiver_may_ask_for_a_lower_cap() -> None:
    left, right = socket.socketpair()
    with left, right:
        send(left, Frame(None, b"12345"))
        with pytest.raises(FrameError, match="at most"):
            receive(right, max_blob_bytes=4)


def test_a_claimed_length_alone_allocates_nothing() -> None:
    left, right = socket.socketpair()
    tracemalloc.start()
    with right:
        left.sendall(header(4, frames.MAX_BLOB_BYTES) + b"null" + b"x" * 1000)
        left.close()
        with pytest.raises(FrameClosed):
            receive(right)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4 << 20


def test_a_stream_that_ends_is_closed_between_frames_and_inside_one() -> None:
    for sent in (b"", header(4, 0) + b"nu"):
        left, right = socket.socketpair()
        with right:
            left.sendall(sent)
            left.close()
            with pytest.raises(FrameClosed):
                receive(right)


@pytest.mark.parametrize("body", [b"NaN", b"Infinity", b"-Infinity", b"{'a': 1}", b"", b"\xff", b"9" * 5000])
def test_a_tree_that_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        FrameReader().feed(header(len(body), 0) + body)


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"[" * 64 + b"]" * 64, False),
        (b"[" * 65 + b"]" * 65, True),
        (b'{"a":' * 65 + b"1" + b"}" * 65, True),
        (b"[" + b"[]," * 999 + b"[]]", False),
        (json.dumps(["[" * 1000 + '"\\"' + "[{" * 500]).encode(), False),
        (b'["' + b"\\\\" * 3 + b'",' + b"[" * 65 + b"]" * 65 + b"]", True),
        (b"[" * 100_000, True),
    ],
)
def test_nesting_is_bounded_and_brackets_in_strings_do_not_count(body: bytes, deep: bool) -> None:
    reader = FrameReader()
    if deep:
        with pytest.raises(FrameError, match="deeper"):
            reader.feed(header(len(body), 0) + body)
    else:
        assert len(reader.feed(header(len(body), 0) + body)) == 1


@pytest.mark.parametrize("tree", [{1, 2}, float("nan"), float("inf"), object(), b"bytes"])
def test_what_is_not_json_is_not_packed(tree: object) -> None:
    with pytest.raises(FrameError):
        pack(tree)


def test_a_tree_that_contains_itself_is_not_packed() -> None:
    tree: list[object] = []
    tree.append(tree)
    with pytest.raises(FrameError):
        pack(tree)
