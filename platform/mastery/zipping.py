"""Write a ZIP file while it is being sent, so that neither its size nor its rows ever stand in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder

CHUNK_BYTES = 64 * 1024


class Outlet:
    """Takes what a ZipFile writes and hands it on; it can't be sought in, so sizes follow their data."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.waiting = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self.waiting += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is nowhere to flush to."""

    def drain(self) -> bytes:
        """Give what was written since the last time."""
        data = b"".join(self._parts)
        self._parts.clear()
        self.waiting = 0
        return data


def zipped(files: Iterable[tuple[str, Iterable[str]]]) -> Iterator[bytes]:
    """Yield a ZIP of text files, each a name and the pieces of its text, which are asked for one by one."""
    outlet = Outlet()
    with ZipFile(cast("IO[bytes]", outlet), "w", ZIP_DEFLATED) as archive:  # write and flush are all it uses
        for name, pieces in files:
            with archive.open(name, "w") as file:
                for piece in pieces:
                    file.write(piece.encode())
                    if outlet.waiting >= CHUNK_BYTES:
                        yield outlet.drain()
    yield outlet.drain()


def json_list(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write rows as a JSON list, row by row; dates as ISO 8601."""
    start = "[\n"
    for row in rows:
        yield start + json_text(row)
        start = ",\n"
    yield "[]\n" if start == "[\n" else "\n]\n"


def json_text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
