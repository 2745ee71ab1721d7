"""Values cross unchanged bit by bit, nothing but values crosses, and no bytes make the decoder do anything else."""

from __future__ import annotations

import json
import math
from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import wire
from sandbox.frames import Frame
from sandbox.wire import DTYPES, MAX_DEPTH, Handle, Seeded, WireError, decode, encode

TEXT = st.text(max_size=10)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats() | TEXT,
    lambda part: (
        st.lists(part, max_size=4) | st.lists(part, max_size=4).map(tuple) | st.dictionaries(TEXT, part, max_size=4)
    ),
    max_leaves=15,
)
SHAPES = st.lists(st.integers(0, 4), max_size=4)
ALLOWED = (bool, int, float, str, list, tuple, dict, torch.Tensor, np.ndarray, Handle, Seeded, type(None))


def crossed(value: object) -> Any:
    """Send through JSON text too, as a socket does."""
    frame = encode(value)
    return decode(Frame(json.loads(json.dumps(frame.tree, allow_nan=False)), bytes(frame.blob)))


def alike(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(alike, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(alike(left[key], right[key]) for key in left)
    if isinstance(left, float):
        return left == right or (math.isnan(left) and math.isnan(right))
    return bool(left == right)


@given(PLAIN)
def test_plain_values_cross_unchanged(value: object) -> None:
    assert alike(crossed(value), value)


@settings(deadline=None)
@given(st.sampled_from(sorted(DTYPES)), SHAPES, st.randoms(use_true_random=False))
def test_tensors_cross_bit_by_bit(name: str, shape: list[int], random: Any) -> None:
    size = math.prod(shape) * DTYPES[name].itemsize
    data = bytes(random.randrange(2 if name == "bool" else 256) for _ in range(size))  # every NaN pattern among them
    value = torch.frombuffer(bytearray(data), dtype=torch.uint8).view(DTYPES[name]) if size else torch.empty(0)
    value = value.to(DTYPES[name]).reshape(shape)

    came = crossed(value)

    assert came.dtype == value.dtype
    assert came.shape == value.shape
    assert bytes(came.contiguous().reshape(-1).view(torch.uint8).tolist() if size else b"") == data


@settings(deadline=None)
@given(st.sampled_from(sorted(wire._ARRAYS)), SHAPES)
def test_arrays_cross_with_their_dtype_and_shape(name: str, shape: list[int]) -> None:
    value = np.arange(math.prod(shape)).reshape(shape).astype(name)

    came = crossed(value)

    assert (came.dtype, came.shape) == (value.dtype, value.shape)
    assert came.tobytes() == value.tobytes()


@pytest.mark.parametrize(
    "value",
    [
        torch.arange(24.0).reshape(2, 3, 4).transpose(0, 2),
        torch.arange(10.0)[::3],
        torch.zeros(1).expand(5, 5),
        torch.view_as_complex(torch.randn(3, 2)).conj(),
        torch.view_as_complex(torch.randn(3, 2)).conj().imag,
        torch.nn.Parameter(torch.ones(2)),
        torch.tensor(3.0, requires_grad=True),
    ],
)
def test_views_cross_as_their_values(value: torch.Tensor) -> None:
    came = crossed(value)

    assert torch.equal(came, value.detach().resolve_conj())
    assert type(came) is torch.Tensor
    assert not came.requires_grad


@pytest.mark.parametrize("value", [np.arange(12).reshape(3, 4).T, np.arange(10)[::-2], np.array([1.5], dtype=">f8")])
def test_array_views_cross_as_their_values(value: np.ndarray[Any, Any]) -> None:
    assert np.array_equal(crossed(value), value)


def test_numbers_of_numpy_and_sizes_of_torch_become_plain() -> None:
    assert alike(crossed([np.float32(0.5), np.int64(3), np.bool_(True)]), [0.5, 3, True])
    assert alike(crossed(torch.Size([2, 3])), (2, 3))
    assert alike(crossed(OrderedDict(b=1, a=2)), {"b": 1, "a": 2})


class HostileInt(int):
    def __lt__(self, other: object) -> bool:
        raise SystemExit


class HostileText(str):
    __slots__ = ()

    def __len__(self) -> int:
        raise SystemExit


class HostileDict(dict[str, int]):
    def items(self) -> Any:
        raise SystemExit


class HostileTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *_: Any, **__: Any) -> Any:
        raise SystemExit


@pytest.mark.parametrize(
    "value",
    [
        HostileInt(1), HostileText("a"), HostileDict(a=1), torch.zeros(2).as_subclass(HostileTensor),
        defaultdict(int), {1: 2}, {1}, b"bytes", object(), print, 1j, np.array(["a"]), np.array([None]),
        np.zeros(2, dtype=[("a", "i4")]), np.longdouble(1), torch.zeros(2, device="meta"),
        torch.zeros(2, 2).to_sparse(), torch.zeros(2, dtype=torch.uint16), 1 << 63, "\ud800", {"\ud800": 1},
        "x" * (wire.MAX_TEXT + 1),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_no_data_does_not_cross(value: object) -> None:
    with pytest.raises(WireError):
        encode([value])


def test_objects_cross_as_handles_where_they_are_kept() -> None:
    kept: list[object] = []
    module = torch.nn.Linear(1, 1)

    def keep(value: object) -> Handle:
        kept.append(value)
        return Handle(7, "Linear")

    frame = encode({"net": module}, keep)

    assert kept == [module]
    assert decode(frame) == {"net": Handle(7, "Linear")}
    assert decode(frame, lambda number: number * 2) == {"net": 14}


def test_a_generator_crosses_as_its_seed() -> None:
    assert decode(encode(Seeded(5))) == Seeded(5)


def test_depth_and_parts_are_capped() -> None:
    deep: list[Any] = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    for value in (deep, [0] * (wire.MAX_NODES + 1)):
        with pytest.raises(WireError):
            encode(value)
    for tree in (["l", [["l", []]] * (wire.MAX_NODES + 1)], ["l", [0] * (wire.MAX_NODES + 1)]):
        with pytest.raises(WireError):
            decode(Frame(tree))


def test_a_single_number_cut_out_of_a_larger_tensor_crosses() -> None:
    cut = torch.arange(30.0, dtype=torch.float64).reshape(5, 6)[3:4, 2]  # contiguous by torch's account, with stride 6

    assert crossed(cut).tolist() == [20.0]


def test_bytes_of_tensors_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_TENSOR_BYTES", 100)
    with pytest.raises(WireError, match="more than 100 bytes"):
        encode([torch.zeros(20), torch.zeros(20)])


@pytest.mark.parametrize(
    ("tree", "blob"),
    [
        (["T", "float32", [2], 0, 8], b"1234"),
        (["T", "float32", [2], 0, 4], b"12345678"),
        (["T", "float32", [-1, -2], 0, 8], b"12345678"),
        (["T", "float32", [True, 2], 0, 8], b"12345678"),
        (["T", "float32", [2.0], 0, 8], b"12345678"),
        (["T", "float32", [1 << 62, 1 << 62], 0, 0], b""),
        (["T", "float32", [0, 1 << 62, 1 << 62], 0, 0], b""),
        (["T", "object", [1], 0, 8], b"12345678"),
        (["A", "bfloat16", [1], 0, 2], b"12"),
        (["T", "uint8", [1] * 17, 0, 1], b"1"),
        (["T", "bool", [1], 0, 1], b"\2"),
        (["A", "bool", [1], 0, 1], b"\2"),
        (["l", [["T", "uint8", [1], 0, 1], ["T", "uint8", [1], 0, 1]]], b"1"),
        (["T", "uint8", [1], 1, 1], b"12"),
        (["d", [["a", 1], ["a", 2]]], b""),
        (["d", [[1, 1]]], b""),
        (["d", [["a"]]], b""),
        (["f", "1"], b""),
        (["g", -1], b""),
        (["g", True], b""),
        (["h", -1, "a"], b""),
        (["x"], b""),
        ([], b""),
        ([1], b""),
        ({}, b""),
        (1 << 63, b""),
        ("\ud800", b""),
        ("x" * (wire.MAX_TEXT + 1), b""),
        (["d", [["\ud800", 1]]], b""),
    ],
)
def test_a_malformed_tree_is_a_wire_error(tree: object, blob: bytes) -> None:
    with pytest.raises(WireError):
        decode(Frame(tree, blob))


TAGS = st.sampled_from([*"ltdfTAgh", "x", "bool", "float32", "complex64", "nan"])
HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TAGS | st.text(max_size=3),
    lambda part: (
        st.lists(part, max_size=5)
        | st.tuples(TAGS, part).map(list)
        | st.tuples(st.sampled_from("TA"), TAGS, st.lists(part, max_size=3), part, part).map(list)
        | st.dictionaries(TEXT, part, max_size=2)
    ),
    max_leaves=25,
)


@settings(deadline=None)
@given(HOSTILE, st.binary(max_size=32))
def test_any_tree_is_a_value_of_the_listed_types_or_a_wire_error(tree: object, blob: bytes) -> None:
    try:
        value = decode(Frame(tree, blob))
    except WireError:
        return
    assert only_listed(value)


def only_listed(value: Any) -> bool:
    if type(value) not in ALLOWED:
        return False
    if type(value) in (list, tuple):
        return all(map(only_listed, value))
    if type(value) is dict:
        return all(type(key) is str and only_listed(part) for key, part in value.items())
    return type(value) is not int or -(1 << 63) <= value < 1 << 63
