"""Frames survive any cutting, and nothing that arrives raises anything but FrameError or costs more than its caps."""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
import tracemalloc
from typing import Any

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


quick = settings(derandomize=True, max_examples=60)


def header(tree_bytes: int, blob_bytes: int) -> bytes:
    return struct.pack("<4sIQ", b"FPw1", tree_bytes, blob_bytes)


def read(body: bytes, blob: bytes = b"") -> Frame:
    (frame,) = FrameReader().feed(header(len(body), len(blob)) + body + blob)
    return frame


@quick
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


@quick
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


@pytest.mark.parametrize(
    "body",
    [
        b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1E400", b"9" * 5000, b"{'a': 1}", b"{1: 1}", b"[1,]", b"[1] x",
        b"", b"\xff", b'"\xed\xa0\x80"', b"\xef\xbb\xbf[]", b'{"a":1,"b":2,"a":3}', b'[{"":{"":1,"":1}}]',
        b'"\\ud800"', b'"\\uDfff"', b'"\\ud83d\\ude00"', b'["\\\\\\ud800"]', b"]" * 100, b"[" * 60 + b"]" * 70,
    ],
)  # fmt: skip
def test_a_tree_that_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError):
        read(body)


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b' [1 ,\n{"a" : 1e3}] ', [1, {"a": 1000.0}]),
        (b'"\\\\ud800"', "\\ud800"),
        (b'"\\u00e9\\n"', "é\n"),
        ('"é😀"'.encode(), "é😀"),
        (b"9" * 4000, int("9" * 4000)),
    ],
)
def test_other_spellings_of_json_are_read(body: bytes, tree: object) -> None:
    assert read(body).tree == tree


def test_a_frame_of_another_version_is_told_from_noise() -> None:
    for data, said in (
        (b"FPw2" + bytes(12), "version '2'; this end knows version '1'"),
        (b"GET / HTTP/1.1\r\n", "no frame"),
    ):
        with pytest.raises(FrameError, match=said):
            FrameReader().feed(data)


def test_frames_ahead_of_a_bad_one_come_out_first() -> None:
    reader = FrameReader()

    assert reader.feed(pack(1) + pack(2) + b"\0" * 16) == [Frame(1), Frame(2)]
    for _ in range(2):
        with pytest.raises(FrameError, match="no frame"):
            reader.feed(b"")


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


@pytest.mark.parametrize("part", [b"[],", b"{},", b"0,", b'"",', b'"a,",'])
def test_a_tree_has_so_many_parts_and_no_more(part: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MAX_TREE_PARTS", 1000)
    each = 2 if part[0] in b"[{" else 1  # its comma, or the bracket of the whole for the last, and its own bracket
    most = 1000 // each

    assert len(read(b"[" + (part * most)[:-1] + b"]").tree) == most
    with pytest.raises(FrameError, match="more than 1000 parts"):
        read(b"[" + (part * (most + 1))[:-1] + b"]")


def test_commas_in_strings_are_no_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MAX_TREE_PARTS", 10)
    text = ',[{"\\' * 100

    assert FrameReader().feed(pack([text, {text: 1}])) == [Frame([text, {text: 1}])]


@pytest.mark.parametrize("unit", [b"[],", b"{},", b"[[0]],", b"0,", b'"",', b'",[",', b"[", b"]", b'"', b"\\", b'\\"'])
def test_what_asks_for_too_many_objects_is_refused_before_it_is_parsed(unit: bytes) -> None:
    body = b"[" + unit * ((frames.MAX_TREE_BYTES - 1) // len(unit))
    tracemalloc.start()
    with pytest.raises(FrameError):
        frames._parse(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 3 * frames.MAX_TREE_BYTES


def peak_bytes(body: bytes) -> int:
    """Return the most memory that reading a tree holds at a time, itself included."""
    tracemalloc.start()
    read(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_a_part_costs_at_most_240_bytes_and_a_byte_of_text_12() -> None:
    tables, shells = b'{"":0},' * 5000, b"[[0]]," * 5000
    keys = b"{" + b",".join(b'"%x":0' % number for number in range(9_999)) + b"}"
    for body in (keys, b"[" + shells[:-1] + b"]", b"[" + tables[:-1] + b"]"):
        assert peak_bytes(body) < 240 * (body.count(b",") + body.count(b"[") + body.count(b"{")) + 64_000
    wide = b'["' + b"a" * (1 << 20) + "😀".encode() + b'"]'  # one such character makes all four bytes wide
    assert peak_bytes(wide) < 12 * len(wide)


@pytest.mark.parametrize(
    "tree",
    [{1, 2}, float("nan"), float("inf"), object(), b"bytes", "\ud800", [10**5000]],
    ids=lambda tree: type(tree).__name__,
)
def test_what_is_not_json_is_not_packed(tree: object) -> None:
    with pytest.raises(FrameError):
        pack(tree)


def test_what_the_reader_would_refuse_is_not_packed() -> None:
    deep: list[Any] = []
    for _ in range(frames.MAX_TREE_DEPTH):
        deep = [deep]
    for tree, why in ((deep, "deeper"), ([0] * (frames.MAX_TREE_PARTS + 1), "parts"), ("é" * (4 << 20), "at most")):
        with pytest.raises(FrameError, match=why):
            pack(tree)


class Wire:
    """Stands for a socket that takes so many bytes at once."""

    def __init__(self, room: int) -> None:
        self._room = room
        self.calls: list[list[memoryview]] = []

    def gettimeout(self) -> float:
        return 5.0

    def sendmsg(self, parts: list[memoryview]) -> int:
        self.calls.append(parts)
        return min(self._room, sum(part.nbytes for part in parts))

    def sendall(self, part: memoryview) -> None:
        self.calls.append([part])


def test_a_stream_without_a_timeout_is_written_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    calls: list[int] = []
    monkeypatch.setattr(frames.os, "writev", lambda fd, parts: calls.append(fd) or os.write(fd, b"".join(parts)))

    with ours, theirs:
        send(ours, Frame([1], b"234"))
        assert receive(theirs) == Frame([1], b"234")
        assert calls == [ours.fileno()]


def test_a_frame_is_written_by_one_call_that_gets_the_blob_itself() -> None:
    wire, blob = Wire(1 << 30), bytearray(200_000)
    send(wire, Frame([1], blob))  # type: ignore[arg-type]

    ((head, rest),) = wire.calls
    assert bytes(head) == header(3, 200_000) + b"[1]"
    assert rest.obj is blob


@pytest.mark.parametrize("room", [0, 1, 18, 19, 20, 23, 24])
def test_what_one_call_does_not_take_is_written_by_the_next(room: int) -> None:
    wire = Wire(room)
    send(wire, Frame([1], b"12345"))  # type: ignore[arg-type]
    whole = header(3, 5) + b"[1]12345"

    assert whole[:room] + b"".join(bytes(part) for call in wire.calls[1:] for part in call) == whole


def test_a_large_blob_arrives_whole() -> None:
    blob = bytes(range(256)) * (5 << 12)
    left, right = socket.socketpair()
    with left, right:
        sender = threading.Thread(target=send, args=(left, Frame("large", blob)))
        sender.start()
        came = receive(right)
        sender.join()

    assert came == Frame("large", blob)


def test_a_tree_that_contains_itself_is_not_packed() -> None:
    tree: list[object] = []
    tree.append(tree)
    with pytest.raises(FrameError):
        pack(tree)
