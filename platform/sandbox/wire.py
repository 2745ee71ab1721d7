"""Values as data: what may cross between two children, and nothing else. Nothing is ever unpickled.

A value is None, bool, int (64 bits), float, str, list, tuple, dict with string keys, a dense tensor or array of a
listed dtype, a seeded random generator, or a handle to an object that stays where it lives. In the tree every value
that JSON can't tell apart is a list that starts with its tag; tensors' bytes lie in the frame's blob.
docs/wire-format.md describes each.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np
import torch

from sandbox.frames import Frame, FrameError, pack

MAX_DEPTH = 16
MAX_NODES = 100_000
MAX_TENSOR_BYTES = 256 << 20
MAX_TEXT = 1 << 20
MAX_KIND = 80
MAX_DIMENSIONS = 16
_INT64 = 1 << 63
# A node takes at most 24 parts and 400 bytes of the tree, a character 6 bytes: a frame has room for what is below both.
_NODES_THAT_FIT = 12_000
_CHARACTERS_THAT_FIT = 500_000

DTYPES: dict[str, torch.dtype] = {
    "bool": torch.bool, "uint8": torch.uint8, "int8": torch.int8, "int16": torch.int16, "int32": torch.int32,
    "int64": torch.int64, "float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32,
    "float64": torch.float64, "complex64": torch.complex64, "complex128": torch.complex128,
}  # fmt: skip
_NAMES = {dtype: name for name, dtype in DTYPES.items()}
_ARRAYS = {name: np.dtype(name).newbyteorder("<") for name in DTYPES if name != "bfloat16"}
_NUMPY_SCALARS = frozenset(np.dtype(code).type for code in "?bhilqBHILQefdU")


class WireError(Exception):
    """A value that may not cross, or bytes that are no value."""


@dataclass(frozen=True, slots=True)
class Handle:
    """Names an object that lives with the peer; `kind` is its class's name, for messages only."""

    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Seeded:
    """A torch.Generator as data: the receiver makes one seeded with `seed`."""

    seed: int


class _Encoder:
    def __init__(self, keep: Callable[[object], Handle] | None) -> None:
        self._keep = keep
        self._bytes = 0
        self._pieces: list[memoryview] = []
        self.nodes = 0
        self.characters = 0

    def blob(self) -> bytes | memoryview:
        """Return the bytes of all tensors; those of a single one are not copied."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)

    def encode(self, value: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError(f"a value nested deeper than {MAX_DEPTH} or with more than {MAX_NODES} parts")
        # Exact types only: a subclass can carry behaviour (a hostile __iter__, __eq__) that must not run here.
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            return _check_whole(value)
        if kind is float:
            return value if math.isfinite(value) else ["f", repr(value)]
        if kind is str:
            return self._text(value)
        if kind is list or kind is tuple or kind is torch.Size:
            return ["l" if kind is list else "t", [self.encode(part, depth + 1) for part in value]]
        if kind is dict or kind is OrderedDict:
            return ["d", [[self._text(key), self.encode(part, depth + 1)] for key, part in value.items()]]
        return self._object(value, depth)

    def _object(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is torch.Tensor or kind is torch.nn.Parameter:
            return self._tensor(value)
        if kind is np.ndarray:
            return self._array(value)
        if kind in _NUMPY_SCALARS:
            return self.encode(value.item(), depth)
        if kind is Seeded:
            return ["g", _check_number(value.seed)]
        if kind is not Handle and self._keep is None:
            raise WireError(f"a {kind.__name__} may not cross")
        kept = value if kind is Handle or self._keep is None else self._keep(value)
        return ["h", _check_number(kept.number), _check_kind(kept.kind)]

    def _text(self, text: Any) -> str:
        if type(text) is not str:
            raise WireError(f"a dict key of type {type(text).__name__}; only text crosses")
        self.characters += len(text)
        return _check_text(text)

    def _tensor(self, value: Any) -> Any:
        if value.layout is not torch.strided or value.is_nested or value.is_quantized or value.device.type == "meta":
            raise WireError("a tensor that is not dense")
        name = _NAMES.get(value.dtype)
        if name is None:
            raise WireError(f"a tensor of {value.dtype}")
        shape = list(value.shape)
        size = self._reserve(name, shape)
        try:
            plain = value.detach().resolve_conj().resolve_neg().cpu().contiguous()
            # One element may keep any stride and still count as contiguous; bytes can be viewed at stride 1 only.
            data = plain.as_strided((plain.numel(),), (1,)).view(torch.uint8).numpy() if size else b""
        except RuntimeError as error:  # one that belongs to a transform, or has no memory of its own
            raise WireError(f"a tensor that can't be read: {error}") from error
        return ["T", name, shape, self._append(data, name), size]

    def _array(self, value: Any) -> Any:
        name = value.dtype.name
        if name not in _ARRAYS:
            raise WireError(f"an array of {name}")
        shape = list(value.shape)
        size = self._reserve(name, shape)
        plain = np.ascontiguousarray(value, dtype=_ARRAYS[name])
        return ["A", name, shape, self._append(plain.reshape(-1).view(np.uint8) if size else b"", name), size]

    def _reserve(self, name: str, shape: Sequence[int]) -> int:
        """Return the size of a tensor, before a view of one number over a huge shape is written out."""
        size = _dense_bytes(name, shape)
        if size + self._bytes > MAX_TENSOR_BYTES:
            raise WireError(f"more than {MAX_TENSOR_BYTES} bytes of tensors ({name})")
        return size

    def _append(self, data: Any, name: str) -> int:
        piece = memoryview(data)
        _check_bools(name, piece)
        offset = self._bytes
        self._bytes += piece.nbytes
        if piece.nbytes:
            self._pieces.append(piece)
        return offset


class _Decoder:
    def __init__(self, blob: bytes | bytearray | memoryview, find: Callable[[int], object] | None) -> None:
        self._blob = memoryview(blob)
        self._find = find
        self._nodes = 0
        self._read = 0

    def whole(self, tree: Any) -> Any:
        """Decode the frame's value, which must use all of its blob."""
        value = self.decode(tree)
        if self._read != self._blob.nbytes:
            raise WireError("bytes that belong to no tensor")
        return value

    def decode(self, node: Any, depth: int = 0) -> Any:
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise WireError(f"nested deeper than {MAX_DEPTH} or more than {MAX_NODES} parts")
        kind = type(node)
        if kind is list:
            return self._tagged(node, depth)
        if kind is str:
            return _check_text(node)
        if kind is int:
            return _check_whole(node)
        if kind is bool or node is None or (kind is float and math.isfinite(node)):
            return node
        raise WireError("a node that is none")

    def _tagged(self, node: list[Any], depth: int) -> Any:
        match node:
            case ["d", list() as pairs]:
                return self._dictionary(pairs, depth)
            case ["l", list() as parts]:
                return [self.decode(part, depth + 1) for part in parts]
            case ["t", list() as parts]:
                return tuple([self.decode(part, depth + 1) for part in parts])
            case ["T" | "A" as tag, str() as name, list() as shape, offset, size] if name in DTYPES:
                return self._dense(tag, name, shape, offset, size)
            case ["f", "nan" | "inf" | "-inf" as text]:
                return float(text)
            case ["g", seed]:
                return Seeded(_check_number(seed))
            case ["h", number, kind]:
                return self._handle(_check_number(number), _check_kind(kind))
        raise WireError("a node with an unknown tag or of another form")

    def _dictionary(self, pairs: list[Any], depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not str or pair[0] in result:
                raise WireError("a malformed dict")
            result[_check_text(pair[0])] = self.decode(pair[1], depth + 1)
        return result

    def _handle(self, number: int, kind: str) -> object:
        if self._find is None:
            return Handle(number, kind)
        try:
            return self._find(number)
        except LookupError as error:
            raise WireError(f"no object has the number {number}") from error

    def _dense(self, tag: str, name: str, shape: list[Any], offset: Any, size: Any) -> Any:
        if not all(_is_number(number) for number in (*shape, offset, size)):
            raise WireError("a malformed tensor")
        # Each stretch of the blob is used once, in order, so that a small frame cannot claim much memory.
        end = offset + size
        if _dense_bytes(name, shape) != size or offset != self._read or end > self._blob.nbytes:
            raise WireError("a tensor whose bytes are not in the frame")
        self._read = end
        piece = self._blob[offset:end]
        _check_bools(name, piece)
        if tag == "T":
            if not size:
                return torch.empty(shape, dtype=DTYPES[name])
            return torch.frombuffer(bytearray(piece), dtype=DTYPES[name]).view(shape)
        if name not in _ARRAYS:
            raise WireError(f"an array of {name}")
        return np.frombuffer(bytearray(piece), dtype=_ARRAYS[name]).reshape(shape)


def _is_number(value: object) -> TypeGuard[int]:
    """Say whether `value` is an int from 0 on that fits 64 bits; True is none."""
    return type(value) is int and 0 <= value < _INT64


def _check_number(value: object) -> int:
    if not _is_number(value):
        raise WireError("a number below 0 or of more than 64 bits")
    return value


def _check_whole(value: int) -> int:
    if not -_INT64 <= value < _INT64:
        raise WireError("a whole number of more than 64 bits")
    return value


def _check_text(text: str) -> str:
    """Return `text`. Raises WireError when it is over the cap or holds a lone surrogate, which no store takes."""
    if len(text) > MAX_TEXT:
        raise WireError(f"a text of {len(text)} characters; at most {MAX_TEXT}")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise WireError("a text that is not Unicode") from error
    return text


def _check_kind(kind: object) -> str:
    if type(kind) is not str or len(kind) > MAX_KIND:
        raise WireError(f"a kind that is no text of at most {MAX_KIND} characters")
    return _check_text(kind)


def _check_bools(name: str, piece: memoryview) -> None:
    if name == "bool" and piece.nbytes and np.frombuffer(piece, dtype=np.uint8).max() > 1:
        raise WireError("a bool that is neither 0 nor 1")


def _dense_bytes(name: str, shape: Sequence[int]) -> int:
    """Return the bytes of a tensor. An empty one may have no length either whose sum would not fit."""
    if len(shape) > MAX_DIMENSIONS:
        raise WireError(f"a tensor of {len(shape)} dimensions; at most {MAX_DIMENSIONS}")
    item = DTYPES[name].itemsize
    if math.prod([length or 1 for length in shape]) * item > MAX_TENSOR_BYTES:
        raise WireError(f"a tensor of shape {shape} of {name} is over {MAX_TENSOR_BYTES} bytes")
    return math.prod(shape) * item


def encode(value: object, keep: Callable[[object], Handle] | None = None) -> Frame:
    """Turn `value` into a frame that `frames.send` takes; `keep` stores an object that is no data and names it.

    The frame may share memory with a tensor in `value`: send it before the tensor changes.

    Raises:
        WireError: the value, or a part of it, may not cross.
    """
    encoder = _Encoder(keep)
    tree = encoder.encode(value)
    if encoder.nodes > _NODES_THAT_FIT or encoder.characters > _CHARACTERS_THAT_FIT:
        try:
            pack(tree)
        except FrameError as error:
            raise WireError(f"more than a frame holds: {error}") from error
    return Frame(tree, encoder.blob())


def decode(frame: Frame, find: Callable[[int], object] | None = None) -> Any:
    """Turn a frame back into the value; `find` returns the object that a handle names, or raises LookupError.

    Raises:
        WireError: the frame holds no value.
    """
    return _Decoder(frame.blob, find).whole(frame.tree)
