"""TOML, read with the line of what is wrong and written in one canonical way.

Written here rather than with a library because people read and edit the result: short lists stay on one line, and a
text with backslashes (all LaTeX) goes between single quotes as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from catalog.errors import Faults

LONGEST_LINE = 120
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def loads(text: str, faults: Faults, *, first_line: int = 1) -> dict[str, Any] | None:
    """Return the table, or None after adding a fault. `first_line` is the line of the file at which `text` starts."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        faults.add(f"line {line + first_line - 1}", f"not valid TOML: {_AT_LINE.sub('', str(error))}")
        return None


def dumps(table: Mapping[str, Any]) -> str:
    """Write a table of strings, numbers, booleans, lists and tables; the order of keys is kept, plain values first."""
    return "\n".join(_lines(table, "")) + "\n"


def _lines(table: Mapping[str, Any], name: str) -> Iterator[str]:
    yield from (f"{key} = {_value(value, len(key) + 3)}" for key, value in table.items() if not _is_table(value))
    started = any(not _is_table(value) for value in table.values()) or bool(name)
    for key, value in table.items():
        if not _is_table(value):
            continue
        path = f"{name}.{key}" if name else key
        header, tables = (f"[{path}]", [value]) if isinstance(value, Mapping) else (f"[[{path}]]", value)
        for inner in tables:
            yield from ([""] if started else [])
            yield header
            yield from _lines(inner, path)
            started = True


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _value(value: object, indent: int) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return repr(value)
    if isinstance(value, str):
        return _string(value) if "\n" not in value else _long_string(value)
    if isinstance(value, list):
        return _list([_string(inner) if isinstance(inner, str) else _value(inner, 4) for inner in value], indent)
    raise TypeError(f"TOML cannot hold {type(value).__name__} here.")


def _list(values: list[str], indent: int) -> str:
    line = f"[{', '.join(values)}]"
    if indent + len(line) <= LONGEST_LINE:
        return line
    return "[\n" + "".join(f"    {value},\n" for value in values) + "]"


def _string(value: str) -> str:
    if ("\\" in value or '"' in value) and "'" not in value and "\n" not in value:
        return f"'{value}'"
    return '"' + "".join(_ESCAPES.get(character, character) for character in value) + '"'


def _long_string(value: str) -> str:
    if ("\\" in value or '"""' in value or value.endswith('"')) and "'''" not in value and not value.endswith("'"):
        return f"'''\n{value}'''"
    escaped = value.replace("\\", "\\\\").replace('"""', '""\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""\n{escaped}"""'
