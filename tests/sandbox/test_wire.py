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

from sandbox import frames, wire
from sandbox.frames import Frame, pack
from sandbox.wire import DTYPES, MAX_DEPTH, Handle, Seeded, WireError, decode, encode

quick = settings(derandomize=True, max_examples=60)
TEXT = st.text(max_size=10)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats() | TEXT,
    lambda part: (
        st.lists(part, max_size=4) | st.lists(part, max_size=4).map(tuple) | st.dictionaries(TEXT, part, max_size=4)
    ),
    max_leaves=15,
)
SHAPES = st.lists(st.integers(0, 4), max_size=4)


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


@quick
@given(
    PLAIN | st.builds(Seeded, st.integers(0, (1 << 63) - 1)) | st.builds(Handle, st.integers(0, (1 << 63) - 1), TEXT)
)
def test_plain_values_cross_unchanged(value: object) -> None:
    assert alike(crossed(value), value)


@quick
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


@quick
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
        "x" * (wire.MAX_TEXT + 1), Seeded(-1), Seeded(1 << 63), Seeded(True), Handle(1 << 63, ""), Handle(True, ""),
        Handle(1, "k" * 81), Handle(1, "\ud800"), Handle(1, HostileText("a")), np.datetime64(1, "ns"),
        np.timedelta64(1, "s"), np.complex64(1), torch.zeros([1] * 17), np.zeros([1] * 17), torch.empty(0, 1 << 40),
        np.empty((0, 1 << 40)), torch.tensor([2], dtype=torch.uint8).view(torch.bool),
        np.array([2], dtype=np.uint8).view(np.bool_), torch._efficientzerotensor(2),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_no_data_does_not_cross(value: object) -> None:
    with pytest.raises(WireError):
        encode([value])


def test_a_view_of_one_number_over_a_huge_shape_is_refused_before_it_is_written_out() -> None:
    for value in (torch.zeros(1).expand(1 << 20, 1 << 20), np.broadcast_to(np.zeros(1), (1 << 20, 1 << 20))):
        with pytest.raises(WireError, match="over 268435456 bytes"):
            encode(value)


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_a_nested_tensor_is_refused() -> None:
    with pytest.raises(WireError, match="not dense"):
        encode(torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]))


def test_a_tensor_of_a_transform_is_refused() -> None:
    seen = []

    def look(value: torch.Tensor) -> torch.Tensor:
        with pytest.raises(WireError, match="can't be read"):
            encode(value)
        seen.append(type(value))
        return value

    torch.vmap(look)(torch.zeros(2, 3))

    assert seen == [torch.Tensor]


def test_a_lone_tensor_is_not_copied_and_several_are_joined_in_order() -> None:
    value = torch.arange(4, dtype=torch.uint8)
    alone, both = encode([1, value]), encode({"a": value, "b": value.numpy()})
    value += 1

    assert bytes(alone.blob) == bytes([1, 2, 3, 4])
    assert bytes(both.blob) == bytes([0, 1, 2, 3] * 2)


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
    for objects in ({}, []):
        with pytest.raises(WireError, match="no object has the number 7"):
            decode(frame, objects.__getitem__)


def test_a_generator_crosses_as_its_seed() -> None:
    assert decode(encode(Seeded(5))) == Seeded(5)


def test_depth_and_parts_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_NODES", 1000)
    deep: list[Any] = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    for value in (deep, [0] * 1000, torch.Size([1] * 1000), dict.fromkeys(map(str, range(1000)))):
        with pytest.raises(WireError, match="more than 1000 parts"):
            encode(value)
    for tree in (["l", [["l", []]] * 1000], ["l", [0] * 1000], ["t", [["f", "nan"]] * 1000]):
        with pytest.raises(WireError, match="more than 1000 parts"):
            decode(Frame(tree))
    assert crossed([0] * 999) == [0] * 999


@pytest.mark.parametrize(
    "value",
    [
        [-(1 << 63)] * (wire._NODES_THAT_FIT - 1),
        [-2.2250738585072014e-308] * (wire._NODES_THAT_FIT - 1),
        [torch.zeros([1 << 24, 0] + [1] * 14, dtype=torch.bool)] * (wire._NODES_THAT_FIT - 1),
        dict.fromkeys(map(str, range(wire._NODES_THAT_FIT - 1)), Handle((1 << 63) - 1, "k")),
        ["\0" * (wire._CHARACTERS_THAT_FIT // 10)] * 10,
    ],
    ids=["ints", "floats", "tensors", "handles", "text"],
)
def test_what_needs_no_second_look_has_room_in_a_frame(value: object) -> None:
    tree = encode(value).tree

    assert len(pack(tree)) < frames.MAX_TREE_BYTES


def test_what_no_frame_has_room_for_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MAX_TREE_PARTS", 40_000)
    for value in (["\0" * wire.MAX_TEXT] * 2, [[[]]] * 7000):
        with pytest.raises(WireError, match="more than a frame holds"):
            encode(value)


def test_much_text_crosses_where_a_frame_has_room() -> None:
    assert crossed(["x" * wire.MAX_TEXT] * 7) == ["x" * wire.MAX_TEXT] * 7


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
        (["T", "float32", [0, 1 << 40], 0, 0], b""),
        (["A", "float32", [1 << 40, 0], 0, 0], b""),
        (["T", "uint8", [1], False, 1], b"1"),
        (["T", "uint8", [1], 0, True], b"1"),
        (["T", "uint8", [1], 0, 1.0], b"1"),
        (["T", "uint8", [1], 0, 1], b"12"),
        (["T", "uint8", [1], 0], b"1"),
        (["T", "uint8", [1], 0, 1, 0], b"1"),
        (["T", "uint8", "1", 0, 1], b"1"),
        (["T", ["uint8"], [1], 0, 1], b"1"),
        (None, b"1"),
        (["l", [["T", "uint8", [1], 1, 1], ["T", "uint8", [1], 0, 1]]], b"12"),
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
        (["g", 1 << 63], b""),
        (["g"], b""),
        (["h", -1, "a"], b""),
        (["h", True, "a"], b""),
        (["h", 1.0, "a"], b""),
        (["h", 1 << 63, "a"], b""),
        (["h", 1, None], b""),
        (["h", 1, "k" * 81], b""),
        (["h", 1, "\ud800"], b""),
        (["f", "nan", 0], b""),
        (["f", float("nan")], b""),
        (float("inf"), b""),
        (float("nan"), b""),
        (["l", {}], b""),
        (["l", [], []], b""),
        (["d", [["a", 1, 2]]], b""),
        (["d", ["ab"]], b""),
        ([["l"], []], b""),
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
