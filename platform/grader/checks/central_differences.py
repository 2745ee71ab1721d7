"""Judges a gradient by central differences of the candidate's own forward pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.checks.compare import CheckFailed, Difference, form_difference
from grader.checks.gradients import DETACHED, Input, results, upstream_for, upstreams
from grader.subject import Remote, Subject

# Central differences in float64: the error of the formula is of the order of 1e-12, that of rounding 1e-10. The second
# step is tried where the first disagrees, for a kink (a ReLU, a maximum) that lies within the first alone.
STEPS = (1e-6, 1e-8)
RTOL, ATOL = 1e-4, 1e-6
FULL_UP_TO = 12  # values of one input; beyond, random directions stand for all of them
DIRECTIONS = 2
SEARCHED = 64  # values that are tried one by one, to say where a gradient is wrong

HOW = "central differences of your own forward pass, under a random upstream gradient"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a subject's function or module."""

    subject: Subject
    name: str | Remote
    args: Sequence[Any]
    kwargs: Mapping[str, Any]

    @property
    def named(self) -> str:
        return f"`{self.name}`" if isinstance(self.name, str) else "your module"


class CentralDifferences:
    """Slopes of Σ upstream · f(inputs), where f is a subject's own function, by central differences.

    The random numbers of the subject's last call are drawn again each time, so that f stays one function.
    """

    def __init__(self, call: Call, upstream: Any) -> None:
        self._call = call
        self._turn = call.subject.turn
        self._upstream = upstream

    def difference(self, given: Input, got: torch.Tensor, generator: torch.Generator) -> Difference | None:
        """Return where the gradient `got` of one input disagrees with the slopes; costs 2 calls a direction."""
        for direction in _directions(given.value, generator):
            claimed = float((got * direction).sum())
            if not self._agrees(given, direction, claimed):
                return self._where(given, got) or self._along(given, direction, claimed)
        return None

    def _where(self, given: Input, got: torch.Tensor) -> Difference | None:
        """Look for the first place that is wrong, among the first 64."""
        for index, direction in _unit_directions(given.value, SEARCHED):
            claimed = float(got[index])
            if not self._agrees(given, direction, claimed):
                slope = self._slope(given, direction, STEPS[0])
                where = f" at {list(index)}" if index else ""
                return Difference(
                    f"The gradient of {given.label}{where} is {claimed:.6g}, but {self._call.named} has the slope "
                    f"{slope:.6g} there ({HOW}).",
                    max_abs_error=abs(claimed - slope),
                    first_bad_index=index,
                    expected_shape=tuple(given.value.shape),
                    got_shape=tuple(got.shape),
                )
        return None

    def _along(self, given: Input, direction: torch.Tensor, claimed: float) -> Difference:
        slope = self._slope(given, direction, STEPS[0])
        return Difference(
            f"Along a random direction the gradient of {given.label} says {claimed:.6g}, but {self._call.named} has "
            f"the slope {slope:.6g} ({HOW}).",
            max_abs_error=abs(claimed - slope),
        )

    def _agrees(self, given: Input, direction: torch.Tensor, claimed: float) -> bool:
        slopes = (self._slope(given, direction, step) for step in STEPS)
        return any(abs(slope - claimed) <= ATOL + RTOL * abs(slope) for slope in slopes)

    def _slope(self, given: Input, direction: torch.Tensor, step: float) -> float:
        above, below = (self._results_at(given, given.value + sign * step * direction) for sign in (1, -1))
        total = 0.0
        for up, down, pulled in zip(above, below, upstreams(self._upstream), strict=False):
            if pulled is not None:
                # Subtract before adding up, so that a large result costs no digits.
                total += float(((_as_float64(up) - _as_float64(down)) * pulled).sum())
        return total / (2 * step)

    def _results_at(self, given: Input, value: torch.Tensor) -> Sequence[Any]:
        args = [value if index == given.place else arg for index, arg in enumerate(self._call.args)]
        kwargs = {key: value if key == given.place else kept for key, kept in self._call.kwargs.items()}
        return results(self._call.subject.repeat(self._turn, self._call.name, *args, **kwargs))


def _directions(value: torch.Tensor, generator: torch.Generator) -> Iterator[torch.Tensor]:
    if value.numel() <= FULL_UP_TO:
        yield from (direction for _, direction in _unit_directions(value, FULL_UP_TO))
        return
    for _ in range(DIRECTIONS):
        yield torch.randn(value.shape, generator=generator, dtype=torch.float64)


def _unit_directions(value: torch.Tensor, count: int) -> Iterator[tuple[tuple[int, ...], torch.Tensor]]:
    for number in range(min(value.numel(), count)):
        direction = torch.zeros(value.numel(), dtype=torch.float64)
        direction[number] = 1.0
        shaped = direction.reshape(value.shape)
        yield tuple(int(place) for place in shaped.nonzero()[0]), shaped


def _as_float64(value: Any) -> torch.Tensor:
    return torch.as_tensor(value, dtype=torch.float64)


def gradcheck(
    call: Call,
    given: Sequence[Input],
    *,
    backward: Callable[[Any, Any], Any] | None,
    upstream: Any,
    generator: torch.Generator,
) -> None:
    """Do what `Context.gradcheck` says; `given` are the inputs to take gradients of.

    Raises:
        CheckFailed: a gradient is missing, malformed or wrong.
        ValueError: an input is not float64.
    """
    for one in given:
        if one.value.dtype != torch.float64:
            raise ValueError(f"gradcheck needs float64; {one.label} is {one.value.dtype}")
    subject = call.subject
    result = subject.call(call.name, *call.args, **call.kwargs)
    if upstream is None:
        upstream = upstream_for(generator, result, f"The result of {call.named}")
    _require_float64(result, upstream, call.named)
    slopes = CentralDifferences(call, upstream)
    if backward is None:
        more = {"wrt": [one.place for one in given], "upstream": upstream, **call.kwargs}
        _, found = subject.gradients(call.name, *call.args, same_draws=True, **more)
        got = [found[str(one.place)] for one in given]
    else:
        got = _aligned(backward(result, upstream), given)
    for one, gradient in zip(given, got, strict=True):
        wrong = _form(gradient, one) or slopes.difference(one, gradient, generator)
        if wrong is not None:
            raise CheckFailed(wrong)


def _require_float64(result: Any, upstream: Any, named: str) -> None:
    for value, pulled in zip(results(result), upstreams(upstream), strict=False):
        if pulled is None:
            continue
        what = f"The result of {named} for float64 inputs"
        found = form_difference(value, torch.zeros_like(pulled, dtype=torch.float64), what=what)
        if found is not None and not isinstance(value, float):
            raise CheckFailed(found)


def _aligned(found: Any, given: Sequence[Input]) -> list[Any]:
    """Put the answer of a backward function beside its inputs: a sequence in their order, a dict, or one gradient."""
    if isinstance(found, dict):
        by_label = {f"`{name}`": value for name, value in found.items()}
        if missing := [one.label for one in given if one.label not in by_label]:
            raise CheckFailed(Difference(f"There is no gradient for {', '.join(missing)}."))
        return [by_label[one.label] for one in given]
    values = list(found) if isinstance(found, list | tuple) else [found]
    if len(values) != len(given):
        labels = ", ".join(one.label for one in given)
        raise CheckFailed(Difference(f"The backward pass gave {len(values)} gradients; expected those of {labels}."))
    return values


def _form(gradient: Any, given: Input) -> Difference | None:
    if gradient is None:
        return Difference(DETACHED.format(label=given.label))
    what = f"The gradient of {given.label}"
    found = form_difference(gradient, given.value, what=what)
    if found is None and not bool(torch.isfinite(gradient).all()):
        index = tuple(int(place) for place in (~torch.isfinite(gradient)).nonzero()[0])
        where = f" at {list(index)}" if index else ""
        return Difference(f"{what} is NaN or infinite{where}.", first_bad_index=index)
    return found
