"""docs/wire-format.md says what is so: its examples are what is written and read, its caps are the caps."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np
import pytest
import torch
from django.conf import settings

from sandbox import frames, wire
from sandbox.frames import Frame, FrameReader, pack
from sandbox.wire import DTYPES, Handle, Seeded, decode, encode

PAGE = (settings.ROOT / "docs" / "wire-format.md").read_text()
EXAMPLES = re.findall(r"^\| `(.+)` \| `(.+)` \| (?:`([0-9a-f ]+)` )?\|$", PAGE, re.MULTILINE)
NAMES = {"torch": torch, "np": np, "Handle": Handle, "Seeded": Seeded, "nan": math.nan, "inf": math.inf}


def value_of(source: str) -> Any:
    return eval(source, dict(NAMES))


def test_every_kind_of_node_has_an_example() -> None:
    tags = {json.loads(tree)[0] for _, tree, _ in EXAMPLES if tree.startswith("[")}
    assert tags == set("fltdghTA")
    assert {tree for _, tree, _ in EXAMPLES} >= {"null", "true", "-3", "0.5", '"é"'}


@pytest.mark.parametrize(("source", "tree", "blob"), EXAMPLES)
def test_an_example_is_what_is_written_and_is_read_back(source: str, tree: str, blob: str) -> None:
    frame = encode(value_of(source))

    assert pack(frame.tree, len(frame.blob))[16:].decode() == tree
    assert bytes(frame.blob) == bytes.fromhex(blob)
    assert repr(decode(Frame(json.loads(tree), bytes.fromhex(blob)))) == repr(value_of(source))


def test_the_frame_that_is_shown_is_the_one_that_is_sent() -> None:
    source = re.search(r"The value `(.+)`:", PAGE)
    shown = re.search(r"```frame\n(.+?)```", PAGE, re.DOTALL)
    assert source
    assert shown
    data = bytes.fromhex("".join(re.split(r" {3,}", line)[0] for line in shown.group(1).splitlines()))
    frame = encode(value_of(source.group(1)))

    assert pack(frame.tree, len(frame.blob)) + bytes(frame.blob) == data
    assert FrameReader().feed(data) == [frame]


@pytest.mark.parametrize(
    "said",
    [
        f"length of the tree | {frames.MAX_TREE_BYTES >> 20} MiB",
        f"length of the blob | {frames.MAX_BLOB_BYTES >> 20} MiB",
        f"nesting of lists and objects | {frames.MAX_TREE_DEPTH}",
        f"parts: opening brackets and commas outside strings | {frames.MAX_TREE_PARTS:,}",
        f"text | at most {wire.MAX_TEXT:,} characters",
        f"kind | text of at most {wire.MAX_KIND} characters",
        f"at most {wire.MAX_DEPTH} levels",
        f"parts | at most {wire.MAX_NODES:,} values",
        f"at most {wire.MAX_DIMENSIONS} lengths",
        f"times the size of an item is at most {wire.MAX_TENSOR_BYTES >> 20} MiB",
    ],
)
def test_caps_are_the_caps(said: str) -> None:
    assert said in PAGE


def test_dtypes_are_the_dtypes() -> None:
    grammar = PAGE[PAGE.index("dtype  = ") : PAGE.index("```", PAGE.index("dtype  = "))]
    assert re.findall(r'"(\w+)"', grammar) == list(DTYPES)
