"""Holds one source text's objects and answers calls on them; the candidate child is this plus a socket.

The referee runs the reference and the wrong solutions through the same class, so that a check sees one behaviour
whoever answers. What an answer says is a claim: this code shares its process with the learner's.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import linecache
import random
import sys
import threading
import traceback
import types
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode, resolve_name

from grader import probes
from grader.source_scan import matches_any
from grader.tracing import Trace, spelled
from grader.work import Counting, claim
from sandbox.frames import Frame
from sandbox.wire import Handle, Seeded, WireError, decode, encode

MAX_HANDLES = 10_000
_MESSAGE_CHARACTERS = 500
_TRACEBACK_CHARACTERS = 3000
_SEEN_KEPT = 5
_BASES_KEPT = 10
_ALLOCATION_FAILED = ("can't allocate memory", "not enough memory")


class ForbiddenCall(Exception):
    """The learner's code called what the lab forbids."""


class _Forbid(TorchFunctionMode):
    """Raises at a forbidden torch call and remembers it, should the learner's code swallow the exception.

    A fence, not a wall: it shares its process with code that may take it down.
    """

    def __init__(self, forbidden: Sequence[str]) -> None:
        super().__init__()
        self._forbidden = tuple(forbidden)
        self._operations = frozenset(filter(None, map(_operation, forbidden)))
        self._forbidden_name = functools.lru_cache(maxsize=1024)(self._look_up)
        self._seen: list[str] = []

    def take_seen(self) -> list[str]:
        """Return what was called since the last time."""
        seen, self._seen = self._seen, []
        return seen

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = self._forbidden_name(func)
        if name:
            self._seen = [*self._seen[-_SEEN_KEPT:], name]
            raise ForbiddenCall(f"{name} is not allowed in this lab")
        return func(*args, **(kwargs or {}))

    def _look_up(self, func: Any) -> str:
        """Return the name of a forbidden function, or "". Dear: torch searches its tables, so it is asked once."""
        name = resolve_name(func) or f"{getattr(func, '__module__', '')}.{getattr(func, '__name__', '')}"
        banned = matches_any(name, self._forbidden) or {_operation(name), _operation(spelled(func))} & self._operations
        return name if banned else ""


def _operation(name: str) -> str:
    """Name what a torch function does, whichever way it is spelled; "" for a class or a property.

    `torch.softmax`, `torch.Tensor.softmax`, `torch.nn.functional.softmax`, `aten._softmax.default`: `softmax`.
    """
    parts = name.split(".")
    word = parts[1] if parts[0] == "aten" and len(parts) > 1 else parts[-1]
    if not word.islower() or word.startswith("__"):
        return ""
    return word.strip("_").removeprefix("native_").removeprefix("special_")


def load_module(name: str, source: str, filename: str, code: types.CodeType | None = None) -> types.ModuleType:
    """Execute `source`, or the `code` it was compiled to, as module `name`; its lines are kept for tracebacks."""
    module = types.ModuleType(name)
    module.__file__ = filename
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(code or compile(source, filename, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    return module


class Server:
    """Answers requests about one module. `fixtures` is the lab's own module of that name, or None."""

    def __init__(
        self,
        source: str,
        *,
        filename: str,
        fixtures: types.ModuleType | None,
        forbidden: Sequence[str] = (),
        code: types.CodeType | None = None,
    ) -> None:
        self._source = source
        self._code = code
        self._filename = filename
        self._fixtures = fixtures
        self._forbid = _Forbid(forbidden) if forbidden else None
        self._trace: Trace | None = None
        self._module: types.ModuleType | None = None
        self._objects: dict[int, object] = {}

    def answer(self, request: Frame) -> Frame:
        """Do what `request` asks and return the reply frame; every failure of the module's code is in the reply."""
        asked = decode(request, self._find)
        reply: dict[str, Any] = {"id": asked["id"]}
        try:
            reply |= self._perform(asked)
            return encode({**reply, "forbidden": self._seen()}, self._keep)
        except WireError as error:
            failure = {"kind": "WireError", "message": str(error), "traceback": "", "bases": []}
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - the learner's, told in the reply
            failure = self._describe(error)
        return encode({"id": asked["id"], "error": failure, "forbidden": self._seen()})

    def forget(self) -> None:
        """Drop the objects kept so far; their numbers start again."""
        self._objects = {}

    def _seen(self) -> list[str]:
        return self._forbid.take_seen() if self._forbid else []

    def _perform(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["op"] == "load":
            self._module = load_module("solution", self._source, self._filename, self._code)
            return {"value": None}
        if asked["op"] == "trace":
            return {"value": self._begin_or_end_trace()}
        target = self._target(asked)
        if asked["op"] == "signature":
            return {"value": list(inspect.signature(target).parameters)}
        args, kwargs = _with_generators(asked["args"]), dict(_with_generators(asked["kwargs"]))
        _seed_everything(asked["seed"])
        if asked["op"] == "gradients":
            return self._gradients(target, args, kwargs, asked)
        if asked["op"] == "work":
            return self._work(target, args, kwargs, asked)
        with self._guard(asked["space"]):
            value = target(*args, **kwargs)
        if asked["op"] == "echo":
            return {"value": value, "args": list(args), "kwargs": kwargs}
        return {"value": value}

    def _target(self, asked: dict[str, Any]) -> Any:
        name = asked["name"]
        if asked["on"] is not None:
            return asked["on"] if name == "__call__" else getattr(asked["on"], name)
        space = {"solution": self._module, "fixtures": self._fixtures, "probe": probes}[asked["space"]]
        if not hasattr(space, name):
            raise AttributeError(f"{name} is not defined")
        return getattr(space, name)

    def _gradients(
        self, target: Any, args: Sequence[Any], kwargs: dict[str, Any], asked: dict[str, Any]
    ) -> dict[str, Any]:
        """Run the function on leaves and pull `upstream` back through its results, per input in `wrt`."""
        args, kwargs, named = _on_leaves(args, kwargs, asked["wrt"])
        with self._guard(asked["space"]):
            value = target(*args, **kwargs)
        return {"value": value, "gradients": _pulled_back(value, _with_parameters(named, target), asked["upstream"])}

    def _work(self, target: Any, args: Sequence[Any], kwargs: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
        """Count the call, and where `wrt` names inputs the pull-back of ones from its first result."""
        args, kwargs, named = _on_leaves(args, kwargs, asked["wrt"])
        forward, backward = Counting(), Counting()
        with self._guard(asked["space"]), forward:
            value = target(*args, **kwargs)
        first = value[0] if isinstance(value, list | tuple) and value else value
        if named and isinstance(first, torch.Tensor):
            upstream = torch.ones_like(first)
            with backward:
                _pulled_back(value, _with_parameters(named, target), upstream)
        return {"value": value, "work": claim(forward, backward)}

    @contextlib.contextmanager
    def _guard(self, space: str) -> Iterator[None]:
        with contextlib.ExitStack() as modes:
            if self._trace is not None:
                modes.enter_context(self._trace)
            if self._forbid is not None and space == "solution":
                threading.setprofile(self._guard_thread)
                modes.enter_context(self._forbid)
            yield

    def _guard_thread(self, *_: object) -> None:
        """Put a thread that the learner's code starts under the same mode, which torch keeps per thread."""
        sys.setprofile(None)
        if self._forbid is not None:
            self._forbid.__enter__()  # type: ignore[no-untyped-call]

    def _begin_or_end_trace(self) -> list[list[str]] | None:
        """Start recording what the module's code does; the second time, return it."""
        if self._trace is None:
            self._trace = Trace(self._filename)
            return None
        rows, self._trace = self._trace.finished(self._objects.values()), None
        return rows

    def _keep(self, value: object) -> Handle:
        if len(self._objects) >= MAX_HANDLES:
            raise WireError(f"more than {MAX_HANDLES} objects kept")
        number = len(self._objects)
        self._objects[number] = value
        return Handle(number, type(value).__name__[:80])

    def _find(self, number: int) -> object:
        return self._objects[number]

    def _describe(self, error: BaseException) -> dict[str, Any]:
        kind = _plain_text(type(error).__name__, 100)
        try:
            message = _plain_text(str(error), _MESSAGE_CHARACTERS)
        except Exception:  # noqa: BLE001 - the learner's own __str__
            message = "(its text could not be made)"
        if any(text in message for text in _ALLOCATION_FAILED):
            kind = "MemoryError"
        return {
            "kind": kind,
            "bases": [_plain_text(base.__name__, 100) for base in type(error).__mro__[1:_BASES_KEPT]],
            "message": message,
            "traceback": _plain_text(self._own_lines(error), _TRACEBACK_CHARACTERS),
        }

    def _own_lines(self, error: BaseException) -> str:
        """Cut the traceback to the module's own lines."""
        if isinstance(error, SyntaxError) and error.filename == self._filename:
            return "".join(traceback.format_exception_only(error))
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == self._filename]
        return "".join(traceback.format_list(frames[-10:]))


def _on_leaves(
    args: Sequence[Any], kwargs: dict[str, Any], wrt: Sequence[int | str]
) -> tuple[Sequence[Any], dict[str, Any], dict[str, torch.Tensor]]:
    """Put a leaf in the place of each input in `wrt`, and return the leaves by those places as text."""
    places: dict[Any, Any] = {**dict(enumerate(args)), **kwargs}
    leaves = {key: places[key].detach().clone().requires_grad_() for key in wrt}
    full_args = [leaves.get(index, value) for index, value in enumerate(args)]
    full_kwargs = {key: leaves.get(key, value) for key, value in kwargs.items()}
    return full_args, full_kwargs, {str(key): leaf for key, leaf in leaves.items()}


def _with_parameters(named: dict[str, torch.Tensor], target: Any) -> dict[str, torch.Tensor]:
    if not isinstance(target, torch.nn.Module):
        return named
    return {**named, **{name: part for name, part in target.named_parameters() if part.requires_grad}}


def _pulled_back(value: Any, named: dict[str, torch.Tensor], upstream: Any) -> dict[str, torch.Tensor | None]:
    pairs = _differentiable(value, upstream)
    if not pairs or not named:
        return dict.fromkeys(named)
    results, pulled = zip(*pairs, strict=True)
    found = torch.autograd.grad(results, list(named.values()), pulled, allow_unused=True)
    return dict(zip(named, found, strict=True))


def _differentiable(value: Any, upstream: Any) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Pair each result that has a graph with the upstream gradient that fits it."""
    results = value if isinstance(value, list | tuple) else [value]
    given = upstream if isinstance(upstream, list | tuple) else [upstream]
    return [
        (result, pulled)
        for result, pulled in zip(results, given, strict=False)
        if isinstance(result, torch.Tensor) and result.requires_grad and isinstance(pulled, torch.Tensor)
        if (result.shape, result.dtype) == (pulled.shape, pulled.dtype)
    ]


def _plain_text(text: str, characters: int) -> str:
    """Cut `text` and replace what is not Unicode, so that it can always be told."""
    return text[:characters].encode(errors="replace").decode()


def _with_generators(value: Any) -> Any:
    """Make a torch.Generator of each `Seeded` in the arguments."""
    if type(value) is Seeded:
        return torch.Generator().manual_seed(value.seed)
    if type(value) in (list, tuple):
        return type(value)(_with_generators(part) for part in value)
    if type(value) is dict:
        return {key: _with_generators(part) for key, part in value.items()}
    return value


def _seed_everything(seed: int) -> None:
    # torch.manual_seed also queues a seed for every accelerator, with a formatted stack each: half of a call's cost.
    torch.default_generator.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed % (1 << 32))
