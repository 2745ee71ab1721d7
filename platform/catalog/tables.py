"""Typed values out of a TOML or JSON table, with every fault named by its key."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from catalog.errors import Faults
from catalog.texts import SLUG_RULE, control_character, is_slug, tidy

LARGEST_WHOLE = 2**31 - 1
LARGEST_NUMBER = 1e300


class Slugged(Protocol):
    @property
    def slug(self) -> str: ...


_E = TypeVar("_E", bound=StrEnum)
_S = TypeVar("_S", bound=Slugged)
_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list", dict: "a table"}


class Table:
    """A table being read. Each method takes the key's value out; `close` faults whatever nobody asked for.

    A value that is missing or wrong adds a fault and reads as a stand-in, so that reading goes on and finds the rest.
    """

    def __init__(self, data: Mapping[str, Any], faults: Faults, where: str = "") -> None:
        self._data = data
        self._faults = faults
        self._where = where
        self._asked: dict[str, None] = {}

    def at(self, key: str = "") -> str:
        """Return the full path of a key, or of this table."""
        return ".".join(part for part in (self._where, key) if part)

    def fault(self, key: str, message: str) -> None:
        self._faults.add(self.at(key), message)

    def has(self, key: str) -> bool:
        """Tell whether a key is there; it then counts as known."""
        self._asked[key] = None
        return self._data.get(key) is not None

    def text(self, key: str, *, default: str | None = None, longest: int = 100_000) -> str:
        """Return tidied text; without a default it must be there and not be blank."""
        raw = self._take(key, str, needed=default is None)
        if raw is None:
            return default or ""
        value = self._clean(key, raw)
        if not value and default is None:
            self.fault(key, "is blank; expected text")
        if len(value) > longest:
            self.fault(key, f"has {len(value)} characters; expected at most {longest}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, in order; missing reads as empty."""
        values = self._take(key, list, needed=False) or []
        if not all(isinstance(value, str) and value.strip() for value in values):
            self.fault(key, "expected a list of texts")
            return ()
        return tuple(self._clean(key, value) for value in values)

    def slugs(self, key: str) -> tuple[str, ...]:
        """Return a set of slugs, sorted; missing reads as empty."""
        return tuple(sorted(set(self.slugs_in_order(key))))

    def slugs_in_order(self, key: str) -> tuple[str, ...]:
        """Return slugs as they are listed, none twice; missing reads as empty."""
        values = self.texts(key)
        for value in values:
            if not is_slug(value):
                self.fault(key, f"“{value}” is no slug; {SLUG_RULE}")
        if len(set(values)) < len(values):
            self.fault(key, "names the same slug twice")
        return values

    def slug(self, key: str, *, default: str | None = None) -> str:
        value = self.text(key, default=default)
        if value and not is_slug(value):
            self.fault(key, f"“{value}” is no slug; {SLUG_RULE}")
        return value

    def whole(self, key: str, *, default: int | None = None, least: int = 0, most: int = LARGEST_WHOLE) -> int:
        value = self._take(key, int, needed=default is None)
        if value is None:
            return default if default is not None else least
        if not least <= value <= most:
            self.fault(key, f"is {value}; expected a whole number from {least} to {most}")
        return int(value)

    def wholes(self, key: str, *, default: tuple[int, ...]) -> tuple[int, ...]:
        values = self._take(key, list, needed=False)
        if values is None:
            return default
        if not values or not all(_is(value, int) and 0 <= value <= LARGEST_WHOLE for value in values):
            self.fault(key, f"expected a list of at least one whole number from 0 to {LARGEST_WHOLE}")
        return tuple(value for value in values if _is(value, int))

    def number(self, key: str, *, default: float | None = None, least: float = -math.inf) -> float:
        """Return a finite number; `least` itself is allowed."""
        value = self._take(key, float, needed=default is None)
        if value is None:
            return default if default is not None else 0.0
        if not max(least, -LARGEST_NUMBER) <= value <= LARGEST_NUMBER:
            self.fault(key, f"expected a finite number{f' of at least {least:g}' if least > -math.inf else ''}")
            return 0.0
        return float(value)

    def numbers(self, key: str) -> tuple[float, ...]:
        """Return a list of finite numbers, in order; missing reads as empty."""
        values = self._take(key, list, needed=False) or []
        if not all(_is(value, float) and -LARGEST_NUMBER <= value <= LARGEST_NUMBER for value in values):
            self.fault(key, "expected a list of finite numbers")
            return ()
        return tuple(float(value) for value in values)

    def flag(self, key: str) -> bool:
        """Return true or false; missing reads as false."""
        return bool(self._take(key, bool, needed=False))

    def date(self, key: str) -> str:
        """Return an ISO date, or nothing when it is missing."""
        self._asked[key] = None
        value = self._data.get(key)
        if value is None or value == "":
            return ""
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value.isoformat()
        try:
            return dt.datetime.strptime(value, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a date has no zone
        except (TypeError, ValueError):
            self.fault(key, "expected a date such as 2026-11-21")
            return ""

    def one_of(self, key: str, kind: type[_E], *, default: _E | None = None) -> _E:
        value = self._take(key, str, needed=default is None)
        stand_in = default or next(iter(kind))
        if value is None:
            return stand_in
        try:
            return kind(value)
        except ValueError:
            self.fault(key, f"is “{value}”; expected one of {', '.join(kind)}")
            return stand_in

    def table(self, key: str) -> Table | None:
        value = self._take(key, dict, needed=False)
        return None if value is None else Table(value, self._faults, self.at(key))

    def tables(self, key: str) -> list[Table]:
        """Return the tables under `[[key]]`, whose paths count from 1; missing reads as empty."""
        values = self._take(key, list, needed=False) or []
        if not all(isinstance(value, Mapping) for value in values):
            self.fault(key, f"expected tables, each under [[{self.at(key)}]]")
            return []
        return [Table(value, self._faults, f"{self.at(key)}[{n}]") for n, value in enumerate(values, 1)]

    def unlike(self, key: str, read: Callable[[Table], _S]) -> list[_S]:
        """Return what `read` makes of the tables under `[[key]]`, all that this table holds; no slug comes twice."""
        rows = self.tables(key)
        self.close()
        found: dict[str, _S] = {}
        for row in rows:
            entry = read(row)
            if entry.slug in found:
                row.fault("slug", f"“{entry.slug}” is there twice")
            found[entry.slug] = entry
        return list(found.values())

    def close(self) -> None:
        """Fault every key that was not asked for."""
        for key in self._data:
            if key not in self._asked:
                self.fault(key, f"unknown key; expected one of {', '.join(self._asked)}")

    def _take(self, key: str, kind: type, *, needed: bool) -> Any:
        self._asked[key] = None
        value = self._data.get(key)
        if value is None:
            if needed:
                self.fault(key, f"is missing; expected {_NAMES[kind]}")
            return None
        if not _is(value, kind):
            self.fault(key, f"expected {_NAMES[kind]}, found {_name(value)}")
            return None
        return value

    def _clean(self, key: str, raw: str) -> str:
        value = tidy(raw)
        if found := control_character(value):
            self.fault(key, f"holds the control character {found}")
        return value


def _is(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    if kind is float:
        return isinstance(value, int | float)
    return isinstance(value, Mapping if kind is dict else kind)


def _name(value: object) -> str:
    return next((name for kind, name in _NAMES.items() if _is(value, kind)), type(value).__name__)
