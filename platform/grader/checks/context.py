"""What a check is given: inputs drawn from its seed, the two subjects, and ways to say what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch

from grader.checks import artifacts, gradients
from grader.checks.artifacts import Artifact
from grader.checks.central_differences import Call, gradcheck
from grader.checks.compare import CheckFailed, Difference, difference, told_kind
from grader.checks.inputs import Inputs
from grader.subject import LearnerError, Remote, Subject
from grader.work import Work

# Statistical checks use at least this many standard errors: a false alarm in fewer than one of 10^6 runs
# (two-sided normal tail beyond 5 is 5.7e-7).
STANDARD_ERRORS = 5.0

# These tell of something else than a refused input, whatever the check expects.
_NEVER_EXPECTED = ("NotImplementedError", "ForbiddenCall", "MemoryError")


class Context(Inputs):
    """One run of one check.

    `candidate` is the learner's code, `reference` the author's; both answer the same calls. `generator` is a
    torch.Generator seeded for this check; what it draws differs between checks and seeds and is the same on a repeat.
    """

    def __init__(
        self,
        candidate: Subject,
        reference: Subject,
        seed: int,
        report: Callable[[int, Mapping[str, float]], None],
        keep: Callable[[Artifact], None],
    ) -> None:
        super().__init__(seed)
        self.candidate = candidate
        self.reference = reference
        self.observed: list[Any] = []
        self.on_observed: Callable[[list[Any]], None] = lambda _: None
        self.inputs = ""
        self.tried = ""
        self.counted: Work | None = None
        self._report = report
        self._keep = keep

    def given(self, **inputs: Any) -> None:
        """Say what the call gets, for the report: shapes and dtypes of tensors, values of numbers."""
        self.inputs = _listed(inputs)

    def case(self, **inputs: Any) -> None:
        """Say which of several cases is tried now; a failure's message ends with it, a hidden check's too.

        Example: `for N in (1, 5): ctx.case(N=N)`, and what fails then reads "… expected 0. That was for N = 1."
        """
        self.tried = _listed(inputs)

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

    def raises(
        self, kinds: str | Sequence[str], name: str | Callable[..., Any], *args: Any, because: str = "", **kwargs: Any
    ) -> None:
        """Fail unless the candidate's call raises one of `kinds`, or a subclass; `because` is added to the message.

        `name` is a function or a class of the candidate's, or anything to call. Example:
        `ctx.raises("ValueError", "matmul", a, b, because="The inner sizes differ.")`, and for a method
        `ctx.raises(("ValueError", "RuntimeError"), model.forward, x)`.
        """
        wanted = (kinds,) if isinstance(kinds, str) else tuple(kinds)
        what = f"`{name}`" if isinstance(name, str) else "The call"
        expected = f"expected it to raise {' or '.join(f'`{kind}`' for kind in wanted)}"
        try:
            value = self.candidate.call(name, *args, **kwargs) if isinstance(name, str) else name(*args, **kwargs)
        except LearnerError as error:
            if error.kind in wanted or (error.kind not in _NEVER_EXPECTED and {*error.bases} & {*wanted}):
                return
            if error.kind in _NEVER_EXPECTED:
                raise
            raise CheckFailed(_with_reason(Difference(f"{what} raised `{error}`; {expected}."), because)) from error
        raise CheckFailed(_with_reason(Difference(f"{what} returned {_told(value)}; {expected}."), because))

    def same_gradients(
        self, got: Any, want: Mapping[str, torch.Tensor | None], *, rtol: float = 1e-6, atol: float = 1e-8
    ) -> None:
        """Fail unless `got` holds the gradients `want` by name, and no others; the message names the first wrong.

        The order of `want` is the order of judging. None in `want` stands for a parameter that must get no gradient;
        zeros will do. float32 needs a wider tolerance. Example:
        `ctx.same_gradients(ctx.candidate.backward(cache, y), {"W1": dw1, "b1": db1})`.
        """
        found = gradients.named_difference(got, want, rtol=rtol, atol=atol)
        if found is not None:
            raise CheckFailed(found)

    def gradients(
        self,
        name: str,
        *args: Any,
        wrt: Sequence[int | str],
        upstream: Any = None,
        rtol: float = 1e-6,
        atol: float = 1e-8,
        **kwargs: Any,
    ) -> Any:
        """Fail unless autograd through the candidate's function gives the reference's gradients; return its result.

        `wrt` names inputs by the reference's parameter names or by place. `upstream` is a gradient for the result, or
        a list with one for each of several results, None for one that does not count; left out, it is drawn at random
        for the first. Use float64. Example: `ctx.gradients("attention", q, k, v, wrt=["q", "k", "v"])`.
        """
        given = gradients.inputs(self.reference.parameter_names(name), args, kwargs, wrt)
        want = self.reference.call(name, *args, **kwargs)
        if upstream is None:
            upstream = gradients.upstream_for(self.generator, want, name)
        call = {"wrt": [one.place for one in given], "upstream": upstream, **kwargs}
        _, slopes = self.reference.gradients(name, *args, same_draws=True, **call)
        value, found = self.candidate.gradients(name, *args, **call)
        gradients.require_results(value, want, upstream, f"The result of `{name}`")
        for one in given:
            if slopes[str(one.place)] is None:
                raise ValueError(f"the reference's {name} gives no gradient to {one.label}")
        by_name = {one.label.strip("`"): str(one.place) for one in given}
        self.same_gradients(
            {label: found[place] for label, place in by_name.items()},
            {label: slopes[place] for label, place in by_name.items()},
            rtol=rtol,
            atol=atol,
        )
        return value

    def gradcheck(
        self,
        name: str | Remote,
        *args: Any,
        wrt: Sequence[int | str],
        backward: Callable[[Any, Any], Any] | None = None,
        upstream: Any = None,
        **kwargs: Any,
    ) -> None:
        """Fail unless a gradient fits central differences of the candidate's own forward pass `name`, in float64.

        The gradient is autograd's, or what `backward(result, upstream)` answers: a sequence in the order of `wrt`, or
        a dict by name. It gets the result of the forward pass and the upstream gradient, which is drawn at random for
        the first of several results unless given, as for `gradients`. An input of up to 12 values is tried value by
        value, a larger one along 2 random directions; this costs 2 calls each. Example::

            ctx.gradcheck("conv2d", x, w, b, wrt=["x", "w", "b"],
                          backward=lambda result, upstream: ctx.candidate.conv2d_backward(upstream, result[1]))
        """
        names = self.reference.parameter_names(name) if isinstance(name, str) else []
        given = gradients.inputs(names, args, kwargs, wrt)
        gradcheck(
            Call(self.candidate, name, args, kwargs),
            given,
            backward=backward,
            upstream=upstream,
            generator=self.generator,
        )

    def work(self, name: str | Remote, *args: Any, wrt: Sequence[int | str] = (), **kwargs: Any) -> Work:
        """Call the candidate and return its result with the operator calls and FLOPs it took; the report shows them.

        With `wrt`, the pull-back to these inputs is counted too, apart. Fails where a result came about without any
        operator. Example: `work = ctx.work("pairwise", a, b)`, then `ctx.require(work.total <= 20, f"…{work.total}…")`.
        """
        names = self.reference.parameter_names(name) if isinstance(name, str) and wrt else []
        places = [one.place for one in gradients.inputs(names, args, kwargs, wrt)]
        work = self.candidate.work(name, *args, wrt=places, **kwargs)
        self.counted = work
        what = f"`{name}`" if isinstance(name, str) else "Your module"
        if (
            not work.total
            and isinstance(work.value, torch.Tensor)
            and not _is_among(work.value, (*args, *kwargs.values()))
        ):
            message = (
                f"{what} made its result without PyTorch's operators (through NumPy, lists or a thread?), so its work "
                "can't be counted. Write it with tensor operations."
            )
            raise CheckFailed(Difference(message))
        return work

    def probabilities(self, got: Any, *, dim: int, what: str, atol: float = 1e-5) -> None:
        """Fail unless the floating tensor `got` holds no negative number and adds up to 1 along `dim`.

        Example: `ctx.probabilities(weights, dim=-1, what="the attention weights")`.
        """
        what = _capital(what)
        self.require(isinstance(got, torch.Tensor) and got.is_floating_point(), f"{what} must be a floating tensor.")
        below = got < 0
        if bool(below.any()):
            index = below.nonzero()[0].tolist()
            self.require(False, f"{what} must not be negative; the one at {index} is {float(got[tuple(index)]):.6g}.")
        sums = got.sum(dim=dim)
        self.equal(
            sums, torch.ones_like(sums), what=f"the sum of {what[0].lower()}{what[1:]} along dimension {dim}", atol=atol
        )

    def equivariant(self, call: Callable[[torch.Tensor], Any], x: torch.Tensor, *, dim: int, what: str) -> None:
        """Fail unless permuting `x` along `dim` permutes `call(x)` along `dim` likewise, and changes nothing else.

        Example, attention without positions: `ctx.equivariant(lambda x: ctx.candidate.attention(x, x, x)[0], x, dim=-2,
        what="the output")`. With the dimension of the batch it says that examples don't disturb each other.
        """
        order = torch.randperm(x.shape[dim], generator=self.generator)
        if x.shape[dim] > 1 and bool((order.diff() > 0).all()):
            order = order.flip(0)
        want, got = call(x), call(x.index_select(dim, order))
        self.require(isinstance(want, torch.Tensor), f"{_capital(what)} must be a tensor.")
        reason = f"The rows were shuffled along dimension {dim}; {what} must be shuffled alike and otherwise the same."
        self.equal(got, want.index_select(dim, order), what=what, because=reason)

    def observe(self, value: Any) -> None:
        """Say what tells misconceptions apart here; without it, everything the candidate answered does."""
        self.observed.append(value)
        self.on_observed(self.observed)

    def report(self, step: int, **scalars: float) -> None:
        """Stream scalars to the page while a check trains; they are kept as a series."""
        self._report(step, scalars)

    def images(self, name: str, pictures: torch.Tensor, *, alt: str, columns: int = 8) -> None:
        """Show pictures beside the verdict: (N, H, W) or (N, C, H, W) with 1 or 3 channels, in [0, 1] or uint8.

        `alt` says in words what is to be seen. As many are shown as there is room for, 64 at most and 48 KiB of pixels.
        Example: `ctx.images("flipped", flipped, alt="Eight digits, mirrored")`.
        """
        self._keep(artifacts.images(name, pictures, alt=alt, columns=columns))

    def table(self, name: str, rows: Mapping[str, Sequence[Any]], columns: Sequence[str], *, alt: str) -> None:
        """Show a table beside the verdict: cells by the heading of their row, at most 32 rows and columns.

        `alt` says in words what it shows. Example, a confusion table: `ctx.table("confusion", {"cat": [9, 1],
        "dog": [2, 8]}, ["called cat", "called dog"], alt="What was taken for what on 20 test pictures")`.
        """
        self._keep(artifacts.table(name, rows, columns, alt=alt))


def _listed(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_summary(value)}" for name, value in inputs.items())


def _told(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"a {str(value.dtype).removeprefix('torch.')} tensor of shape {list(value.shape)}"
    return "None" if value is None else told_kind(value)


def _is_among(value: torch.Tensor, inputs: Sequence[Any]) -> bool:
    return any(isinstance(one, torch.Tensor) and torch.equal(one, value) for one in inputs)


def _same(before: torch.Tensor, after: Any) -> bool:
    return isinstance(after, torch.Tensor) and torch.equal(before.nan_to_num(), after.nan_to_num())


def _with_reason(found: Difference, because: str) -> Difference:
    if not because:
        return found
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
