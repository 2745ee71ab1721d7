"""Counts the work of a call: operator calls and floating-point operations, which no busy machine changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import torch
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry

aten = torch.ops.aten
# Autograd detaches what it saves, so `detach` comes and goes with `requires_grad`; `lift_fresh` only takes in what
# Python or NumPy has made.
_NOT_COUNTED = ("detach", "lift_fresh")
_MOST_NAMES, _NAME_CHARACTERS = 500, 100


@dataclass(frozen=True, slots=True)
class Work:
    """What a call cost, as the process that ran it says. `value` is what it returned.

    `calls` counts PyTorch's operators in the forward pass by name, views included (`{"bmm": 2, "view": 4}`);
    `calls_backward` those of the pull-back, if one was asked for. A multiply and an add are two FLOPs; matrix products,
    convolutions and attention have them, element-wise operators count none.
    """

    value: Any
    calls: Mapping[str, int] = field(default_factory=dict)
    calls_backward: Mapping[str, int] = field(default_factory=dict)
    flops_forward: int = 0
    flops_backward: int = 0

    @property
    def total(self) -> int:
        """Operator calls of the forward pass."""
        return sum(self.calls.values())

    @property
    def total_backward(self) -> int:
        return sum(self.calls_backward.values())

    def as_json(self) -> dict[str, Any]:
        """Return the figures for the report; `text` is how a learner reads them."""
        return {
            "text": str(self),
            "calls": self.total,
            "flops": self.flops_forward,
            "calls_backward": self.total_backward,
            "flops_backward": self.flops_backward,
        }

    def __str__(self) -> str:
        forward = _words(self.total, self.flops_forward)
        if not self.calls_backward:
            return forward
        return f"{forward}; backward {_words(self.total_backward, self.flops_backward)}"


def _words(calls: int, flops: int) -> str:
    amount, unit = float(flops), ""
    for larger in ("k", "M", "G", "T"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    return f"{calls} operator call{'' if calls == 1 else 's'}, {amount:.3g} {unit}FLOPs"


class Counting(TorchDispatchMode):
    """Counts the operators that reach PyTorch's dispatcher from this thread while it is entered."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.calls: Counter[str] = Counter()
        self.flops = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if not isinstance(func, OpOverload):
            return func(*args, **kwargs)
        packet = func.overloadpacket
        if packet not in flop_registry and packet not in _OUR_FORMULAS:
            with self:  # under inference mode, matmul arrives whole; elsewhere it arrives in its parts
                parts = func.decompose(*args, **kwargs)
            if parts is not NotImplemented:
                return parts
        out = func(*args, **kwargs)
        name = packet.__name__
        if name not in _NOT_COUNTED:
            self.calls[name] += 1
            self.flops += _flops(packet, args, kwargs, out)
        return out


def claim(forward: Counting, backward: Counting | None) -> dict[str, Any]:
    """Put what was counted into a reply."""
    return {
        "calls": dict(forward.calls),
        "flops": forward.flops,
        "calls_backward": dict(backward.calls) if backward else {},
        "flops_backward": backward.flops if backward else 0,
    }


def judged(claimed: Any, value: Any) -> Work | None:
    """Return the work that a reply claims, or None when it is no such claim."""
    if type(claimed) is not dict:
        return None
    for part in ("calls", "calls_backward"):
        counts = claimed.get(part)
        if type(counts) is not dict or len(counts) > _MOST_NAMES:
            return None
        if not all(len(name) <= _NAME_CHARACTERS and _is_count(count) for name, count in counts.items()):
            return None
    if not _is_count(claimed.get("flops")) or not _is_count(claimed.get("flops_backward")):
        return None
    return Work(value, claimed["calls"], claimed["calls_backward"], claimed["flops"], claimed["flops_backward"])


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _flops(packet: Any, args: Sequence[Any], kwargs: dict[str, Any], out: Any) -> int:
    if packet in _OUR_FORMULAS:
        return _OUR_FORMULAS[packet](*args, **kwargs)
    return int(flop_registry[packet](*args, **kwargs, out_val=out)) if packet in flop_registry else 0


def _size(lengths: Any) -> int:
    return int(prod(lengths))


def _of_dot(left: Any, _right: Any) -> int:
    return 2 * _size(left.shape)


def _of_matrix_vector(matrix: Any, _vector: Any) -> int:
    return 2 * _size(matrix.shape)


def _of_added_matrix_vector(_bias: Any, matrix: Any, _vector: Any, **_scales: Any) -> int:
    return 2 * _size(matrix.shape)


def _of_convolution_backward(
    grad: Any, x: Any, weight: Any, _bias: Any, _s: Any, _p: Any, _d: Any, transposed: bool, *more: Any
) -> int:
    """Two products as large as the forward pass: for the input, for the weight. torch's own ignores the groups."""
    mask: Sequence[bool] = more[-1]
    return 2 * _size((x if transposed else grad).shape) * _size(weight.shape[1:]) * sum(mask[:2])


def _of_attention(query: Any, key: Any, value: Any, *_: Any, **__: Any) -> int:
    return 2 * _size(query.shape[:-1]) * _size(key.shape[-2:-1]) * (_size(query.shape[-1:]) + _size(value.shape[-1:]))


def _of_attention_backward(_grad: Any, query: Any, key: Any, value: Any, *_: Any, **__: Any) -> int:
    """Five products, as torch counts them: the scores again, then for weights, values, queries and keys."""
    scores = _size(query.shape[:-1]) * _size(key.shape[-2:-1])
    return 2 * scores * (3 * _size(query.shape[-1:]) + 2 * _size(value.shape[-1:]))


# What torch's registry lacks or gets wrong: products with a vector, grouped convolutions, attention on the CPU.
_OUR_FORMULAS: dict[Any, Callable[..., int]] = {
    aten.dot: _of_dot,
    aten.vdot: _of_dot,
    aten.mv: _of_matrix_vector,
    aten.addmv: _of_added_matrix_vector,
    aten.convolution_backward: _of_convolution_backward,
    aten._scaled_dot_product_flash_attention_for_cpu: _of_attention,  # noqa: SLF001
    aten._scaled_dot_product_flash_attention_for_cpu_backward: _of_attention_backward,  # noqa: SLF001
}
