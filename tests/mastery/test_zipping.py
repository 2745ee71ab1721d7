"""A ZIP file that is written while it is sent."""

from __future__ import annotations

import io
import json
import random
import tracemalloc
from collections.abc import Iterator
from zipfile import ZipFile

from mastery.zipping import CHUNK_BYTES, json_list, zipped


def test_what_was_put_in_comes_out() -> None:
    sent = b"".join(zipped([("a.txt", ["one ", "two é"]), ("b.json", json_list([{"x": 1}, {"x": "é"}]))]))
    with ZipFile(io.BytesIO(sent)) as archive:
        assert archive.testzip() is None
        assert archive.read("a.txt").decode() == "one two é"
        assert json.loads(archive.read("b.json")) == [{"x": 1}, {"x": "é"}]


def test_no_rows_are_an_empty_list() -> None:
    assert json.loads("".join(json_list([]))) == []


def test_memory_stays_the_same_however_long_a_file_gets() -> None:
    noise = random.Random(7)  # noise does not shrink

    def pieces() -> Iterator[str]:
        for _ in range(400):
            yield f"{noise.getrandbits(8 * 20_000):x}"

    tracemalloc.start()
    sent = sum(len(part) for part in zipped([("noise.txt", pieces())]))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 5_000_000
    assert most < 20 * CHUNK_BYTES
