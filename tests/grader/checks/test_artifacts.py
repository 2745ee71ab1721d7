"""Pictures and tables are small pieces of data that hold what was shown."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from typing import Any

import pytest
import torch

from grader.checks.artifacts import MAX_BYTES, MAX_POINTS, Artifact, Kept, images, table


def pixels(artifact: Artifact) -> torch.Tensor:
    """Read the PNG back: (H, W, C) uint8."""
    data = base64.b64decode(artifact.content["src"].removeprefix("data:image/png;base64,"))
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(data):
        (size,) = struct.unpack(">I", data[place : place + 4])
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        assert struct.unpack(">I", data[place + 8 + size : place + 12 + size])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        place += 12 + size
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, rest) == (8, [0, 0, 0])
    assert (width, height) == (artifact.content["width"], artifact.content["height"])
    channels = {0: 1, 2: 3}[colour]
    lines = torch.frombuffer(bytearray(zlib.decompress(chunks[b"IDAT"])), dtype=torch.uint8)
    lines = lines.reshape(height, 1 + width * channels)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(height, width, channels)


def test_pictures_are_laid_out_in_rows() -> None:
    pictures = torch.arange(3 * 2 * 4, dtype=torch.uint8).reshape(3, 2, 4)

    shown = images("digits", pictures, alt="Three digits", columns=2)

    sheet = pixels(shown)[..., 0]
    assert sheet.shape == (2 + 1 + 2, 4 + 1 + 4)
    assert torch.equal(sheet[:2, :4], pictures[0])
    assert torch.equal(sheet[:2, 5:], pictures[1])
    assert torch.equal(sheet[3:, :4], pictures[2])
    del shown.content["src"]
    assert shown.content == {
        "name": "digits", "kind": "image", "alt": "Three digits", "width": 9, "height": 5, "columns": 2, "shown": 3,
        "count": 3,
    }  # fmt: skip


def test_colours_keep_their_channels() -> None:
    red = torch.zeros(1, 3, 2, 2)
    red[:, 0] = 1.0

    assert pixels(images("red", red, alt="Red", columns=8)).tolist() == [[[255, 0, 0]] * 2] * 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, 0), (0.5, 128), (1.0, 255), (-3.0, 0), (7.0, 255), (float("nan"), 0), (float("inf"), 255)],
)
def test_numbers_are_brought_into_range(value: float, shown: int) -> None:
    assert pixels(images("one", torch.full((1, 1, 1), value), alt="One", columns=1)).item() == shown


def test_a_view_with_a_gradient_is_shown_too() -> None:
    pictures = torch.rand(2, 5, 3, 1, requires_grad=True).permute(0, 3, 2, 1)

    assert torch.equal(
        pixels(images("a", pictures, alt="A", columns=1))[:3, :, 0], (pictures[0, 0] * 255).round().to(torch.uint8)
    )


@pytest.mark.parametrize(("shape", "shown"), [((500, 8, 8), 64), ((500, 3, 32, 32), 15), ((500, 28, 28), 58)])
def test_no_more_is_shown_than_there_is_room_for(shape: tuple[int, ...], shown: int) -> None:
    artifact = images("noise", torch.rand(shape), alt="Noise", columns=8)

    assert (artifact.content["shown"], artifact.content["count"]) == (shown, 500)
    assert len(json.dumps(artifact.content)) <= artifact.most_bytes <= MAX_BYTES / 2


@pytest.mark.parametrize(
    "pictures",
    [
        torch.ones(3, 3),
        torch.ones(1, 2, 3, 3),
        torch.ones(1, 1, 1, 300),
        torch.ones(1, 3, 200, 200),
        torch.ones(0, 3, 3),
        torch.ones(1, 0, 3),
        torch.ones(1, 3, 3, dtype=torch.int64),
        [[1.0]],
        None,
    ],
)
def test_what_is_no_picture_is_refused(pictures: Any) -> None:
    with pytest.raises(ValueError, match="pictures"):
        images("a", pictures, alt="A", columns=8)


def test_a_table_has_headings_and_short_cells() -> None:
    cells = [1, 0.123456789, torch.tensor(3), "x" * 99, None]

    shown = table("confusion", {"cat": cells}, ["a", "b", "c", "d", "e"], alt="What was taken for what").content

    assert shown == {
        "name": "confusion", "kind": "table", "alt": "What was taken for what", "columns": ["a", "b", "c", "d", "e"],
        "rows": [{"name": "cat", "cells": [1, 0.123457, 3, "x" * 40, "None"]}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "columns"),
    [({"a": [1]}, ["x", "y"]), ({str(n): [1] for n in range(33)}, ["x"]), ({"a": [1] * 33}, ["x"] * 33)],
)
def test_a_table_that_does_not_fit_is_refused(rows: dict[str, list[int]], columns: list[str]) -> None:
    with pytest.raises(ValueError, match="table"):
        table("a", rows, columns, alt="A")


def test_later_artifacts_replace_earlier_ones_and_do_not_fill_the_report() -> None:
    kept = Kept()
    for number in range(20):
        kept.add(images(f"noise {number % 10}", torch.rand(64, 3, 15, 15), alt="Noise", columns=8))
        kept.add(table("t", {"a": [number]}, ["x"], alt="A"))

    told = kept.as_json()

    assert [one["name"] for one in told] == ["noise 0", "t", "noise 1"]
    assert told[1]["rows"][0]["cells"] == [19]
    assert len(json.dumps(told)) < MAX_BYTES


def test_a_long_series_keeps_its_course_and_its_last_point() -> None:
    kept = Kept()
    for step in range(10_000):
        kept.add_scalars(step, {"loss": 1.0 / (1 + step)})

    [series] = kept.as_json()

    steps = [step for step, _ in series["points"]]
    assert (series["name"], series["kind"]) == ("loss", "series")
    assert MAX_POINTS // 2 <= len(steps) <= MAX_POINTS
    assert (steps[0], steps[-1]) == (0, 9999)
    assert steps == sorted(steps)
