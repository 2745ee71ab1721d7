"""What a check is given: inputs drawn from its seed, the two subjects, and ways to say what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import torch

from grader.checks.compare import Difference, difference
from grader.subject import Subject
from sandbox.wire import Seeded

T = TypeVar("T")

# Statistical checks use at least this many standard errors: a false alarm in fewer than one of 10^6 runs
# (two-sided normal tail beyond 5 is 5.7e-7).
STANDARD_ERRORS = 5.0


class CheckFailed(Exception):
    """The check's verdict on the learner's code, with a message for the learner and figures where there are any."""

    def __init__(self, found: Difference) -> None:
        super().__init__(found.message)
        self.found = found


class Context:
    """One run of one check.

    `candidate` is the learner's code, `reference` the author's; both answer the same calls. `generator` is a
    torch.Generator seeded for this check; what it draws differs between checks and seeds and is the same on a repeat.
    """

    def __init__(
        self, candidate: Subject, reference: Subject, seed: int, report: Callable[[int, Mapping[str, float]], None]
    ) -> None:
        self.candidate = candidate
        self.reference = reference
        self.generator = torch.Generator().manual_seed(seed)
        self.observed: list[Any] = []
        self.inputs = ""
        self._report = report

    # --- inputs -----------------------------------------------------------------------------------------------------
    def randn(self, *shape: int, dtype: torch.dtype = torch.float32, scale: float = 1.0) -> torch.Tensor:
        """Draw normal numbers: (*shape) of `dtype`, standard deviation `scale`."""
        return (torch.randn(shape, generator=self.generator, dtype=torch.float64) * scale).to(dtype)

    def rand(self, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        """Draw uniform numbers in [0, 1): (*shape) of `dtype`."""
        return torch.rand(shape, generator=self.generator, dtype=torch.float64).to(dtype)

    def randint(self, low: int, high: int, shape: Sequence[int]) -> torch.Tensor:
        """Draw whole numbers in [low, high): shape, int64."""
        return torch.randint(low, high, tuple(shape), generator=self.generator)

    def integer(self, low: int, high: int) -> int:
        """Draw one whole number in [low, high]."""
        return int(self.randint(low, high + 1, ()).item())

    def choose(self, options: Sequence[T]) -> T:
        """Draw one of `options`."""
        return options[self.integer(0, len(options) - 1)]

    def seeded_generator(self) -> Seeded:
        """Name a fresh torch.Generator to pass as an argument; each subject gets its own, equally seeded."""
        return Seeded(int(self.randint(0, 1 << 40, ()).item()))

    def given(self, **inputs: Any) -> None:
        """Say what the call gets, for the report: shapes and dtypes of tensors, values of numbers."""
        self.inputs = ", ".join(f"{name} = {_summary(value)}" for name, value in inputs.items())

    # --- judgement --------------------------------------------------------------------------------------------------
    def equal(
        self, got: Any, want: Any, *, what: str, rtol: float = 1e-4, atol: float = 1e-5, because: str = ""
    ) -> None:
        """Fail unless `got` is `want` within the tolerance; `because` is added to the message.

        Example: `ctx.equal(out, expected, what="the output")`. Gradients in float64 take `rtol=1e-6, atol=1e-8`.
        """
        found = difference(got, want, what=_capital(what), rtol=rtol, atol=atol)
        if found is not None:
            raise CheckFailed(_with_reason(found, because))

    def require(self, condition: bool, message: str) -> None:
        """Fail with `message` unless `condition` holds."""
        if not condition:
            raise CheckFailed(Difference(message))

    def within(self, estimate: float, expected: float, *, standard_error: float, message: str) -> None:
        """Fail when a sample's `estimate` is more than 5 standard errors from `expected` (false alarm < 1e-6)."""
        if not abs(estimate - expected) <= STANDARD_ERRORS * standard_error:
            raise CheckFailed(Difference(message))

    def unchanged(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call the candidate's `name`, fail when it changed a tensor it was given, and return its result."""
        result, args_after, kwargs_after = self.candidate.call_and_inputs(name, *args, **kwargs)
        pairs = [*zip(args, args_after, strict=False), *((kwargs[key], kwargs_after.get(key)) for key in kwargs)]
        for before, after in pairs:
            if isinstance(before, torch.Tensor) and not _same(before, after):
                raise CheckFailed(Difference(f"`{name}` changed a tensor that it was given; work on a copy."))
        return result

    def observe(self, value: Any) -> None:
        """Say what tells misconceptions apart here; without it, everything the candidate answered does."""
        self.observed.append(value)

    def report(self, step: int, **scalars: float) -> None:
        """Stream scalars to the page while a check trains; they are kept as a series."""
        self._report(step, scalars)


def _same(before: torch.Tensor, after: Any) -> bool:
    return isinstance(after, torch.Tensor) and torch.equal(before.nan_to_num(), after.nan_to_num())


def _with_reason(found: Difference, because: str) -> Difference:
    if not because:
        return found
    from dataclasses import replace

    return replace(found, message=f"{found.message} {because}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _summary(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype).removeprefix('torch.')} {list(value.shape)}"
    if isinstance(value, bool | int | str) or value is None:
        return str(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    return type(value).__name__
