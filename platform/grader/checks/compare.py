"""Compare what came with what was expected: shape, then dtype, then NaN and infinity, then the tolerance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch


@dataclass(frozen=True, slots=True)
class Difference:
    """Why two values are not equal, in a sentence and in figures; None where a figure has no meaning."""

    message: str
    max_abs_error: float | None = None
    max_rel_error: float | None = None
    first_bad_index: tuple[int, ...] | None = None
    expected_shape: tuple[int, ...] | None = None
    got_shape: tuple[int, ...] | None = None
    expected_dtype: str | None = None
    got_dtype: str | None = None


class CheckFailed(Exception):
    """The check's verdict on the learner's code, with a message for the learner and figures where there are any."""

    def __init__(self, found: Difference) -> None:
        super().__init__(found.message)
        self.found = found


def difference(
    got: Any, want: Any, *, what: str, rtol: float, atol: float, same_dtype: bool = True
) -> Difference | None:
    """Return why `got` is not `want`, or None when it is: |got − want| <= atol + rtol·|want| everywhere.

    `want` is a tensor, an array or a number. NaN equals nothing, not even NaN.
    """
    found = form_difference(got, want, what=what, same_dtype=same_dtype)
    given, wanted = _as_tensor(got), _as_tensor(want)
    if found is not None or given is None or wanted is None:
        return found
    return _value_difference(given, wanted, what=what, rtol=rtol, atol=atol)


def form_difference(got: Any, want: Any, *, what: str, same_dtype: bool = True) -> Difference | None:
    """Return why `got` can't be compared with `want` number by number: its kind, its shape or its dtype."""
    if isinstance(want, dict | list | tuple):
        raise TypeError("compare the parts of a container one by one")
    wanted = _as_tensor(want)
    given = _as_tensor(got)
    if wanted is None:
        raise TypeError(f"{what}: the reference gave a {type(want).__name__}, which has no tolerance")
    if given is None:
        return Difference(f"{what} is {_kind(got)}; expected {_shape_words(wanted)}.")
    shapes = _shapes(given, wanted)
    if wanted.shape != given.shape:
        return shapes.difference(f"{what} has shape {list(given.shape)}; expected {list(wanted.shape)}.")
    if same_dtype and isinstance(want, torch.Tensor) and wanted.dtype != given.dtype:
        return shapes.difference(f"{what} has dtype {_dtype(given)}; expected {_dtype(wanted)}.")
    return None


@dataclass(frozen=True, slots=True)
class _Shapes:
    expected_shape: tuple[int, ...]
    got_shape: tuple[int, ...]
    expected_dtype: str
    got_dtype: str

    def difference(self, message: str, **figures: Any) -> Difference:
        return Difference(
            message,
            expected_shape=self.expected_shape,
            got_shape=self.got_shape,
            expected_dtype=self.expected_dtype,
            got_dtype=self.got_dtype,
            **figures,
        )


def _shapes(given: torch.Tensor, wanted: torch.Tensor) -> _Shapes:
    return _Shapes(tuple(wanted.shape), tuple(given.shape), _dtype(wanted), _dtype(given))


def _value_difference(
    given: torch.Tensor, wanted: torch.Tensor, *, what: str, rtol: float, atol: float
) -> Difference | None:
    shapes = _shapes(given, wanted)
    wide = torch.complex128 if wanted.is_complex() or given.is_complex() else torch.float64
    left, right = given.to(wide), wanted.to(wide)
    error = (left - right).abs()
    if _is_whole(wanted):
        rtol, atol = 0.0, 0.0  # 10000 is not 10001, however large the tolerance makes it look
    # `<=` and never `not >`: a NaN is not within any tolerance. Equal infinities differ by NaN and are equal.
    # The tolerance of an expected infinity would be infinite, so only finite expectations have one.
    good = (torch.isfinite(right) & (error <= atol + rtol * right.abs())) | (left == right)
    if bool(good.all()):
        return None
    index = tuple(int(place) for place in (~good).nonzero()[0])
    got_value, want_value = given[index].item(), wanted[index].item()
    where = f" at {list(index)}" if index else ""
    figures: dict[str, Any] = {"first_bad_index": index}
    if wanted.dtype != torch.bool:  # True for False is an error of no size
        figures |= _largest_errors(error[~good], right[~good], atol)
    if not math.isfinite(abs(got_value)) and math.isfinite(abs(want_value)):
        message = f"{what} is {_written(got_value)}{where}; expected {_written(want_value)}{' there' if where else ''}."
        return shapes.difference(message, **figures)
    got_text, want_text = _told_apart(got_value, want_value)
    if good.numel() == 1:
        return shapes.difference(f"{what} is {got_text}; expected {want_text}.", **figures)
    wrong = int((~good).sum())
    values = f"got {got_text}, expected {want_text}"
    message = f"{what} is wrong in {wrong} of {good.numel()} places; first{where}: {values}."
    return shapes.difference(message, **figures)


def _told_apart(got: complex, want: complex) -> tuple[str, str]:
    """Write two different numbers with six digits, or with as many more as it takes to tell them apart."""
    if not (isinstance(got, int) and isinstance(want, int)):
        got, want = got * 1.0, want * 1.0
    pairs = ((_written(got, digits), _written(want, digits)) for digits in range(6, 18))
    return next((pair for pair in pairs if pair[0] != pair[1]), (repr(got), repr(want)))


def _written(value: complex, digits: int = 6) -> str:
    if isinstance(value, int):  # a bool is one
        return str(value)
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, float) and math.isinf(value):
        return "infinity" if value > 0 else "minus infinity"
    return f"{value + 0:.{digits}g}"


def _largest_errors(error: torch.Tensor, wanted: torch.Tensor, atol: float) -> dict[str, float | None]:
    """Return the largest errors of the wrong places; of what should be next to 0, the relative error says nothing."""
    size = wanted.abs()
    return {
        "max_abs_error": _largest_finite(error),
        "max_rel_error": _largest_finite((error / size)[size > atol]),
    }


def _largest_finite(errors: torch.Tensor) -> float | None:
    finite = errors[torch.isfinite(errors)]
    return float(finite.max()) if finite.numel() else None


def _as_tensor(value: Any) -> torch.Tensor | None:
    if isinstance(value, torch.Tensor):
        return value
    if isinstance(value, np.ndarray):
        return torch.from_numpy(np.ascontiguousarray(value).reshape(value.shape))
    if isinstance(value, bool):
        return torch.tensor(value)
    if isinstance(value, int | float):
        return torch.tensor(value, dtype=torch.float64)
    return None


def _is_whole(value: torch.Tensor) -> bool:
    return not value.is_floating_point() and not value.is_complex()


def _dtype(value: torch.Tensor) -> str:
    return str(value.dtype).removeprefix("torch.")


def _kind(value: Any) -> str:
    if value is None:
        return "None (does the function return its result?)"
    return told_kind(value)


def told_kind(value: Any) -> str:
    """Name the kind of a value with its article: "a list", "an int"."""
    name = getattr(type(value), "told_as", type(value).__name__)
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _shape_words(wanted: torch.Tensor) -> str:
    return f"a tensor of shape {list(wanted.shape)}" if wanted.dim() else "a number"
