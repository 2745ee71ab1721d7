"""What a check shows beside its verdict: curves, pictures and tables, as small pieces of data."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from grader.report import TRACE

# One report is stored and sent with each submission; its artifacts together stay below this.
MAX_BYTES = 150_000
MAX_PICTURES, MAX_SIDE = 64, 256
MAX_PICTURE_BYTES = 48 << 10
MAX_CELLS_ACROSS, MAX_CELL_CHARACTERS = 32, 40
MAX_POINTS = 400
MAX_SERIES = 8
_GAP = 1
_GREY = 128


@dataclass(frozen=True, slots=True)
class Artifact:
    """A picture or table as it stands in the report. `most_bytes` is its size if its picture could not be compressed,
    so that what a check may keep depends on shapes alone, never on a learner's values."""

    content: dict[str, Any]
    most_bytes: int


class Kept:
    """Collects a grade's artifacts. A later one takes the place of an earlier one of the same name."""

    def __init__(self) -> None:
        self._series: dict[str, list[tuple[int, float]]] = {}
        self._others: dict[str, Artifact] = {}

    def add_scalars(self, step: int, scalars: Mapping[str, float]) -> dict[str, float]:
        """Add a point to each series and return what was added; of a long one every second point is dropped, again
        and again, and a series beyond the first `MAX_SERIES` is left out."""
        added = {}
        for name, value in scalars.items():
            if name not in self._series and len(self._series) == MAX_SERIES:
                continue
            points = self._series.setdefault(name, [])
            if len(points) == MAX_POINTS:
                del points[1::2]
            points.append((step, float(value)))
            added[name] = float(value)
        return added

    def add(self, artifact: Artifact) -> None:
        """Keep a picture or table; it is left out where there is no room for it."""
        others = {**self._others, artifact.content["name"]: artifact}
        if sum(one.most_bytes for one in others.values()) <= MAX_BYTES:
            self._others = others

    def as_json(self) -> list[dict[str, Any]]:
        series = [{"name": name, "kind": "series", "points": points} for name, points in self._series.items()]
        return [*series, *(artifact.content for artifact in self._others.values())]


def images(name: str, pictures: torch.Tensor, *, alt: str, columns: int) -> Artifact:
    """Lay pictures out in rows, as many as there is room for: (N, H, W) or (N, C, H, W), C 1 or 3.

    Raises:
        ValueError: the tensor holds no such pictures, or one is too large.
    """
    rows = _as_bytes(pictures)
    count, height, width, channels = rows.shape
    cell = (height + _GAP) * (width + _GAP) * channels
    if max(height, width) > MAX_SIDE or cell > MAX_PICTURE_BYTES or not rows.numel():
        raise ValueError(f"pictures of {height} by {width} can't be shown; at most {MAX_SIDE} by {MAX_SIDE}")
    shown = min(count, MAX_PICTURES, MAX_PICTURE_BYTES // cell)
    across = min(columns, shown)
    sheet = _sheet(rows[:shown], across)
    data = base64.b64encode(_png(sheet)).decode()
    content = {
        "name": name,
        "kind": "image",
        "alt": alt,
        "src": f"data:image/png;base64,{data}",
        "width": sheet.shape[1],
        "height": sheet.shape[0],
        "columns": across,
        "shown": shown,
        "count": count,
    }
    return Artifact(content, sheet.numel() * 4 // 3 + 1000)


def _as_bytes(pictures: Any) -> torch.Tensor:
    """Return (N, H, W, C) uint8; numbers outside [0, 1] are cut off, NaN is black."""
    if not isinstance(pictures, torch.Tensor) or pictures.dim() not in (3, 4):
        raise ValueError("pictures must be a tensor of shape (N, H, W) or (N, C, H, W)")
    laid = pictures.detach()[:, None] if pictures.dim() == 3 else pictures.detach()
    if laid.shape[1] not in (1, 3):
        raise ValueError(f"pictures have 1 or 3 channels, not {laid.shape[1]}")
    if laid.is_floating_point():
        laid = (laid.nan_to_num(0.0).clamp(0, 1) * 255).round().to(torch.uint8)
    elif laid.dtype != torch.uint8:
        raise ValueError(f"pictures are floating or uint8, not {laid.dtype}")
    return laid.permute(0, 2, 3, 1)


def _sheet(pictures: torch.Tensor, across: int) -> torch.Tensor:
    count, height, width, channels = pictures.shape
    down = -(-count // across)
    shape = (down * (height + _GAP) - _GAP, across * (width + _GAP) - _GAP, channels)
    sheet = torch.full(shape, _GREY, dtype=torch.uint8)
    for number, picture in enumerate(pictures):
        top, left = number // across * (height + _GAP), number % across * (width + _GAP)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def _png(sheet: torch.Tensor) -> bytes:
    """Write (H, W, C) uint8 as PNG (ISO/IEC 15948): 8 bits a channel, no filter."""
    height, width, channels = sheet.shape
    lines = b"".join(b"\0" + bytes(line.flatten().tolist()) for line in sheet)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def table(name: str, rows: Mapping[str, Sequence[Any]], columns: Sequence[str], *, alt: str) -> Artifact:
    """Return a table whose rows and columns have headings; cells are numbers or short texts.

    Raises:
        ValueError: it is too large, or a row has not a cell for each column.
    """
    if name == TRACE:
        raise ValueError(f"the name {TRACE} is the grader's")
    if len(rows) > MAX_CELLS_ACROSS or len(columns) > MAX_CELLS_ACROSS:
        raise ValueError(f"a table has at most {MAX_CELLS_ACROSS} rows and columns")
    if any(len(cells) != len(columns) for cells in rows.values()):
        raise ValueError(f"each row of a table needs {len(columns)} cells, as many as there are columns")
    content = {
        "name": name,
        "kind": "table",
        "alt": alt,
        "columns": [_cell(column) for column in columns],
        "rows": [{"name": _cell(heading), "cells": [_cell(cell) for cell in cells]} for heading, cells in rows.items()],
    }
    return Artifact(content, len(json.dumps(content)))


def _cell(value: Any) -> str | int | float:
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return int(value) if type(value) is int else str(value)[:MAX_CELL_CHARACTERS]
