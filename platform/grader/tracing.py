"""What a learner's code did in one call after another: each operation's shapes, dtype, and where a NaN began."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch.overrides import TorchFunctionMode, resolve_name

from grader.report import TRACE

COLUMNS = ("line", "operation", "inputs", "result", "dtype", "gradient", "note")
MAX_ROWS = 80
_MAX_SHAPES = 4
# Reading an attribute or asking for a size is no step of a computation.
_UNREMARKABLE = {
    "__get__", "__set__", "__len__", "__bool__", "__repr__", "__hash__", "__format__", "size", "dim", "numel", "stride",
    "is_floating_point", "is_complex", "type", "device", "element_size", "requires_grad_", "data_ptr", "is_contiguous",
    "_record_function_enter_new", "_record_function_exit", "_RecordFunction", "_set_grad_enabled", "set_grad_enabled",
}  # fmt: skip
_FACTORIES = ("_like", "new_zeros", "new_ones", "new_full", "new_empty", "new_tensor")


def spelled(func: Any) -> str:
    """Name a torch function without its module, as code writes it: `resolve_name` calls torch.mm "torch.spmm"."""
    name = getattr(func, "__name__", "__")
    return str((resolve_name(func) or name).rpartition(".")[2] if name.startswith("__") else name)


class Trace(TorchFunctionMode):
    """Records the torch functions that the code of `filename` calls, `MAX_ROWS` at most; `rows` is as `COLUMNS`.

    It slows each operation down to some tens of microseconds and one pass over its result.
    """

    def __init__(self, filename: str) -> None:
        super().__init__()
        self._filename = filename
        self.rows: list[list[str]] = []
        self._left_out = 0

    def __torch_function__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = spelled(func)
        line = self._line()
        if name in _UNREMARKABLE or not line:
            return func(*args, **(kwargs or {}))
        given = list(_tensors([*args, *(kwargs or {}).values()]))
        shapes = _shapes(given)
        was_bad = [_has(torch.isnan, given), _has(torch.isinf, given)]
        try:
            result = func(*args, **(kwargs or {}))
        except Exception as error:
            self._add([line, name, shapes, "", "", "", f"raised {type(error).__name__}"])
            raise
        made = list(_tensors([result]))
        note = _note(name, given, made, was_bad)
        self._add([line, name, shapes, _shapes(made), _dtypes(made), _gradient(made), note])
        return result

    def finished(self, kept: Iterable[object]) -> list[list[str]]:
        """Return the rows, with one for each parameter of the modules in `kept` that a backward pass left out."""
        for module in kept:
            if isinstance(module, torch.nn.Module):
                parameters = [(name, value) for name, value in module.named_parameters() if value.requires_grad]
                if any(value.grad is not None for _, value in parameters):
                    for name, value in parameters:
                        if value.grad is None:
                            row = ["", f"parameter {name}", "", _shapes([value]), _dtypes([value]), "yes"]
                            self._add([*row, "got no gradient"])
        more = [["", f"and {self._left_out} more", "", "", "", "", ""]] if self._left_out else []
        return [*self.rows, *more]

    def _line(self) -> str:
        """Return the learner's line that led here, or "": none did, or it was a step of an optimizer or a new layer."""
        frame = sys._getframe(2)  # noqa: SLF001 - the caller of the torch function
        while frame is not None and frame.f_code.co_filename != self._filename:
            path, name = frame.f_code.co_filename, frame.f_code.co_name
            if "/torch/optim/" in path or ("/torch/nn/modules/" in path and name in ("__init__", "reset_parameters")):
                return ""
            frame = frame.f_back  # type: ignore[assignment]
        return str(frame.f_lineno) if frame is not None else ""

    def _add(self, row: list[str]) -> None:
        if len(self.rows) < MAX_ROWS:
            self.rows.append(row)
        else:
            self._left_out += 1


def as_artifact(rows: Any, title: str) -> dict[str, Any] | None:
    """Return the table of a report, or None when nothing was traced; `rows` is a claim, and cut to what it may be."""
    told = [
        [str(cell)[:60] for cell in row]
        for row in (rows if type(rows) is list else [])
        if type(row) is list and len(row) == len(COLUMNS)
    ][: MAX_ROWS + 1]
    if not told:
        return None
    return {
        "name": TRACE,
        "kind": "table",
        "alt": f"What your code did in the check “{title}”, one operation after another.",
        "columns": list(COLUMNS[1:]),
        "rows": [{"name": f"line {row[0]}" if row[0] else "", "cells": row[1:]} for row in told],
    }


def _tensors(values: Iterable[Any]) -> Iterator[torch.Tensor]:
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)
        elif isinstance(value, Mapping):
            yield from _tensors(value.values())


def _shapes(tensors: Sequence[torch.Tensor]) -> str:
    told = [str(list(tensor.shape)) for tensor in tensors[:_MAX_SHAPES]]
    return ", ".join(told) + (" …" if len(tensors) > _MAX_SHAPES else "")


def _dtypes(tensors: Sequence[torch.Tensor]) -> str:
    return ", ".join(dict.fromkeys(str(tensor.dtype).removeprefix("torch.") for tensor in tensors))


def _gradient(tensors: Sequence[torch.Tensor]) -> str:
    return "" if not tensors else "yes" if any(tensor.requires_grad for tensor in tensors) else "no"


def _has(test: Any, tensors: Sequence[torch.Tensor]) -> bool:
    return any(bool(test(tensor.detach()).any()) for tensor in tensors)


def _note(name: str, given: Sequence[torch.Tensor], made: Sequence[torch.Tensor], was_bad: Sequence[bool]) -> str:
    notes = []
    for word, test, before in zip(("NaN", "infinity"), (torch.isnan, torch.isinf), was_bad, strict=True):
        if not before and _has(test, made):
            notes.append(f"first {word}")
    floating = [tensor for tensor in made if tensor.is_floating_point()]
    is_cut = any(tensor.requires_grad for tensor in given) and floating and not any(t.requires_grad for t in floating)
    if is_cut and not name.endswith(_FACTORIES):
        notes.append("cut off from autograd")
    if (name.endswith("_") and not name.endswith("__")) or name in ("__setitem__", "__iadd__", "__isub__", "__imul__"):
        notes.append("in place")
    return ", ".join(notes)
