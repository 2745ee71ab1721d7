"""Judges gradients by name, and finds the inputs that gradients are taken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.checks.compare import CheckFailed, Difference, difference, form_difference, told_kind

Place = int | str

DETACHED = (
    "No gradient reaches {label}: autograd finds no way back to it from the result. Look for `.detach()`, `.data`, "
    "`.item()`, `torch.tensor(…)` of a tensor, NumPy, or `torch.no_grad()` in between."
)


def named_difference(
    got: Any, want: Mapping[str, torch.Tensor | None], *, rtol: float, atol: float
) -> Difference | None:
    """Return the first thing wrong with a dict of gradients: a name, a None, then shape, dtype, NaN or a value.

    Raises:
        ValueError: a float32 gradient with a tolerance that is meant for float64.
    """
    _require_fitting_tolerance(want, rtol)
    if not isinstance(got, dict):
        return Difference(f"The gradients must come as a dict by name; this is {told_kind(got)}.")
    if missing := [name for name in want if name not in got]:
        return Difference(f"There is no gradient for {_listed(missing)}; there is one for {_listed(got) or 'nothing'}.")
    if extra := [name for name in got if name not in want]:
        return Difference(f"There is a gradient for {_listed(extra)}; expected only {_listed(want)}.")
    for name, expected in want.items():
        found = _one_difference(got[name], expected, f"`{name}`", rtol=rtol, atol=atol)
        if found is not None:
            return found
    return None


def _one_difference(got: Any, want: torch.Tensor | None, label: str, *, rtol: float, atol: float) -> Difference | None:
    if want is None:
        is_nothing = got is None or (isinstance(got, torch.Tensor) and not bool(got.any()))
        return None if is_nothing else Difference(f"{label} got a gradient; it should get none.")
    if got is None:
        return Difference(DETACHED.format(label=label))
    return difference(got, want, what=f"The gradient of {label}", rtol=rtol, atol=atol)


def _require_fitting_tolerance(want: Mapping[str, torch.Tensor | None], rtol: float) -> None:
    for name, value in want.items():
        if value is not None and value.dtype != torch.float64 and rtol < 1e-5:
            raise ValueError(f"the gradient of {name} is {value.dtype}, so rtol={rtol:g} is too tight: use float64")


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in [*names][:10])


@dataclass(frozen=True, slots=True)
class Input:
    """An input that a gradient is taken of: where it stands in the call, and what the report calls it."""

    place: Place
    label: str
    value: torch.Tensor


def inputs(names: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any], wrt: Sequence[Place]) -> list[Input]:
    """Find the inputs in `wrt`: places, keywords, or names of parameters that are passed by place.

    Raises:
        ValueError: there is no such input, or it is no floating tensor.
    """
    found = []
    for key in wrt:
        place: Place = names.index(key) if isinstance(key, str) and key not in kwargs and key in names else key
        in_reach = place in kwargs if isinstance(place, str) else place < len(args)
        value = (kwargs[place] if isinstance(place, str) else args[place]) if in_reach else None
        if not isinstance(value, torch.Tensor) or not value.is_floating_point():
            raise ValueError(f"wrt names {key!r}, which is no floating tensor among the arguments")
        label = names[place] if isinstance(place, int) and place < len(names) else str(place)
        found.append(Input(place, f"`{label}`" if not label.isdigit() else f"input {label}", value))
    return found


def upstream_for(generator: torch.Generator, result: Any, what: str) -> torch.Tensor:
    """Draw a random upstream gradient for a result, or for the first of several.

    Raises:
        CheckFailed: the result is no floating tensor.
    """
    first = results(result)[0]
    if type(first) is float:
        first = torch.tensor(first, dtype=torch.float64)
    if not isinstance(first, torch.Tensor) or not first.is_floating_point():
        dtype = str(getattr(first, "dtype", "")).removeprefix("torch.")
        kind = f"a tensor of dtype {dtype}" if isinstance(first, torch.Tensor) else told_kind(first)
        raise CheckFailed(Difference(f"{what} is {kind}; expected a floating tensor, so that it has a gradient."))
    return torch.randn(first.shape, generator=generator, dtype=torch.float64).to(first.dtype)


def require_results(got: Any, want: Any, upstream: Any, what: str) -> None:
    """Fail where a result that counts differs from the reference's in kind, shape or dtype."""
    if isinstance(want, list | tuple) and (not isinstance(got, list | tuple) or len(got) != len(want)):
        raise CheckFailed(Difference(f"{what} must be {len(want)} values."))
    for mine, theirs, pulled in zip(results(got), results(want), upstreams(upstream), strict=False):
        found = None if pulled is None else form_difference(mine, theirs, what=what)
        if found is not None:
            raise CheckFailed(found)


def results(value: Any) -> Sequence[Any]:
    """Return the several values of a call, or its one."""
    return value if isinstance(value, list | tuple) and value else [value]


def upstreams(upstream: Any) -> Sequence[torch.Tensor | None]:
    """Return the upstream gradients beside the results; None for a result that does not count."""
    return upstream if isinstance(upstream, list | tuple) else [upstream]
