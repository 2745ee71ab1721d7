"""Values as data: what may cross between two children, and nothing else. Nothing is ever unpickled.

A value is None, bool, int (64 bits), float, str, list, tuple, dict with string keys, a dense tensor or array of a
listed dtype, a seeded random generator, or a handle to an object that stays where it lives. In the tree every value
that JSON can't tell apart is a list that starts with its tag; tensors' bytes lie in the frame's blob.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from sandbox.frames import Frame

MAX_DEPTH = 16
MAX_NODES = 100_000
MAX_TENSOR_BYTES = 256 << 20
MAX_TEXT = 1 << 20
MAX_DIMENSIONS = 16
_INT64 = 1 << 63

DTYPES: dict[str, torch.dtype] = {
    "bool": torch.bool, "uint8": torch.uint8, "int8": torch.int8, "int16": torch.int16, "int32": torch.int32,
    "int64": torch.int64, "float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32,
    "float64": torch.float64, "complex64": torch.complex64, "complex128": torch.complex128,
}  # fmt: skip
_NAMES = {dtype: name for name, dtype in DTYPES.items()}
_ARRAYS = {name: np.dtype(name) for name in DTYPES if name != "bfloat16"}


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
        self._nodes = 0
        self.blob = bytearray()

    def encode(self, value: object, depth: int = 0) -> Any:
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise WireError(f"a value nested deeper than {MAX_DEPTH} or with more than {MAX_NODES} parts")
        # Exact types only: a subclass can carry behaviour (a hostile __iter__, __eq__) that must not run here.
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            return self._integer(value)
        if kind is float:
            return value if math.isfinite(value) else ["f", repr(value)]  # type: ignore[arg-type]
        if kind is str:
            return _check_text(value)
        if kind is list or kind is tuple:
            return ["l" if kind is list else "t", [self.encode(part, depth + 1) for part in value]]  # type: ignore[attr-defined]
        if kind is dict or kind is OrderedDict:
            return ["d", [[self._key(key), self.encode(part, depth + 1)] for key, part in value.items()]]  # type: ignore[attr-defined]
        return self._object(value, depth)

    def _object(self, value: object, depth: int) -> Any:
        if type(value) in (torch.Tensor, torch.nn.Parameter):
            return self._tensor(value)
        if type(value) is np.ndarray:
            return self._array(value)
        if isinstance(value, np.generic):
            return self.encode(value.item(), depth + 1)
        if type(value) is torch.Size:
            return ["t", [int(size) for size in value]]
        if type(value) is Seeded:
            return ["g", value.seed]
        if type(value) is Handle:
            return ["h", value.number, value.kind]
        if self._keep is not None:
            kept = self._keep(value)
            return ["h", kept.number, kept.kind]
        raise WireError(f"a {type(value).__name__} may not cross")

    def _integer(self, value: Any) -> int:
        if not -_INT64 <= value < _INT64:
            raise WireError("a whole number of more than 64 bits")
        return int(value)

    def _key(self, key: object) -> str:
        if type(key) is not str:
            raise WireError(f"a dict key of type {type(key).__name__}; only text crosses")
        return _check_text(key)

    def _tensor(self, value: Any) -> Any:
        if value.layout is not torch.strided or value.is_quantized or value.device.type == "meta":
            raise WireError("a tensor that is not dense")
        name = _NAMES.get(value.dtype)
        if name is None:
            raise WireError(f"a tensor of {value.dtype}")
        plain = value.detach().resolve_conj().resolve_neg().to("cpu").contiguous()
        # One element may keep any stride and still count as contiguous; bytes can be viewed at stride 1 only.
        flat = plain.as_strided((plain.numel(),), (1,))
        offset, size = self._append(flat.view(torch.uint8).numpy() if plain.numel() else b"", name)
        return ["T", name, list(plain.shape), offset, size]

    def _array(self, value: Any) -> Any:
        name = value.dtype.name
        if name not in _ARRAYS:
            raise WireError(f"an array of {name}")
        plain = np.ascontiguousarray(value).astype(_ARRAYS[name].newbyteorder("<"), copy=False)
        offset, size = self._append(plain.reshape(-1).view(np.uint8) if plain.size else b"", name)
        return ["A", name, list(value.shape), offset, size]

    def _append(self, data: Any, name: str) -> tuple[int, int]:
        view = memoryview(data).cast("B")
        size = view.nbytes
        if size + len(self.blob) > MAX_TENSOR_BYTES:
            raise WireError(f"more than {MAX_TENSOR_BYTES} bytes of tensors ({name})")
        offset = len(self.blob)
        self.blob += view
        return offset, size


class _Decoder:
    def __init__(self, blob: bytes | bytearray | memoryview, find: Callable[[int], object] | None) -> None:
        self._blob = memoryview(blob)
        self._find = find
        self._nodes = 0
        self._read = 0

    def decode(self, node: Any, depth: int = 0) -> Any:
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise WireError("nested too deep or too many parts")
        if node is None or type(node) in (bool, float):
            return node
        if type(node) is str:
            return _check_text(node)
        if type(node) is int:
            if not -_INT64 <= node < _INT64:
                raise WireError("a whole number of more than 64 bits")
            return node
        if type(node) is not list or not node or type(node[0]) is not str:
            raise WireError("a node without a tag")
        return self._tagged(node[0], node[1:], depth)

    def _tagged(self, tag: str, rest: list[Any], depth: int) -> Any:
        match tag, rest:
            case ("l", [list() as parts]):
                return [self.decode(part, depth + 1) for part in parts]
            case ("t", [list() as parts]):
                return tuple(self.decode(part, depth + 1) for part in parts)
            case ("d", [list() as pairs]):
                return self._dictionary(pairs, depth)
            case ("f", ["nan" | "inf" | "-inf" as text]):
                return float(text)
            case ("T" | "A", [str() as name, list() as shape, int() as offset, int() as size]):
                return self._dense(tag, name, shape, offset, size)
            case ("g", [int() as seed]) if type(seed) is int and 0 <= seed < _INT64:
                return Seeded(seed)
            case ("h", [int() as number, str() as kind]) if type(number) is int and number >= 0:
                return self._handle(number, kind)
        raise WireError(f"an unknown or malformed node {tag[:8]!r}")

    def _dictionary(self, pairs: list[Any], depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not str or pair[0] in result:
                raise WireError("a malformed dict")
            result[_check_text(pair[0])] = self.decode(pair[1], depth + 1)
        return result

    def _handle(self, number: int, kind: str) -> object:
        if self._find is None:
            return Handle(number, kind[:80])
        return self._find(number)

    def _dense(self, tag: str, name: str, shape: list[Any], offset: int, size: int) -> Any:
        dtype = DTYPES.get(name)
        if dtype is None or len(shape) > MAX_DIMENSIONS:
            raise WireError("an unknown dtype or too many dimensions")
        if any(type(length) is not int or not 0 <= length < _INT64 for length in shape):
            raise WireError("a malformed shape")
        count = math.prod(shape)
        # Each stretch of the blob is used once, in order, so that a small frame cannot claim much memory.
        if count * dtype.itemsize != size or offset != self._read or offset + size > len(self._blob):
            raise WireError("a tensor whose bytes are not in the frame")
        self._read = offset + size
        data = bytearray(self._blob[offset : offset + size])
        if name == "bool" and size and int(np.frombuffer(data, dtype=np.uint8).max()) > 1:
            raise WireError("a bool that is neither 0 nor 1")
        if tag == "A":
            if name not in _ARRAYS:
                raise WireError(f"an array of {name}")
            return np.frombuffer(data, dtype=_ARRAYS[name]).reshape(shape)
        if not count:
            return torch.empty(shape, dtype=dtype)
        return torch.frombuffer(data, dtype=torch.uint8).view(dtype).reshape(shape)


def _check_text(text: Any) -> str:
    """Return `text`. Raises WireError when it is over the cap or holds a lone surrogate, which no store takes."""
    if len(text) > MAX_TEXT:
        raise WireError(f"a text of {len(text)} characters; at most {MAX_TEXT}")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise WireError("a text that is not Unicode") from error
    return str(text)


def encode(value: object, keep: Callable[[object], Handle] | None = None) -> Frame:
    """Turn `value` into a frame; `keep` stores an object that is no data and names it.

    Raises:
        WireError: the value, or a part of it, may not cross.
    """
    encoder = _Encoder(keep)
    tree = encoder.encode(value)
    return Frame(tree, encoder.blob)


def decode(frame: Frame, find: Callable[[int], object] | None = None) -> Any:
    """Turn a frame back into the value; `find` returns the object that a handle names.

    Raises:
        WireError: the frame holds no value.
    """
    try:
        return _Decoder(frame.blob, find).decode(frame.tree)
    except (ValueError, OverflowError, RuntimeError, TypeError) as error:
        raise WireError(f"malformed: {error}") from error
