"""Form fields for structured values, written the way the content files write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from unfold.widgets import UnfoldAdminTextareaWidget

from catalog import toml
from catalog.errors import CatalogError, Faults
from catalog.tables import Table

Reader = Callable[[Table], Any]


def markdown_widget(rows: int = 6) -> forms.Widget:
    """Return a text area that offers a preview."""
    return _text_area(rows, {"data-preview-url": reverse_lazy("content-preview")})


def code_widget(rows: int = 12) -> forms.Widget:
    return _text_area(rows, {"class": "font-mono", "spellcheck": "false"})


def _text_area(rows: int, attrs: Mapping[str, Any]) -> forms.Widget:
    widget: forms.Widget = UnfoldAdminTextareaWidget(attrs={"rows": rows, **attrs})
    return widget


class StructuredField(forms.CharField):
    """A value kept as JSON and edited as text; `show` and `parse` go between the two."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(widget=code_widget(rows), **kwargs)

    def show(self, value: Any) -> str:
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else self.show(value)

    def clean(self, value: Any) -> Any:
        return self.parse(super().clean(value).replace("\r\n", "\n"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial).strip() != (data or "").replace("\r\n", "\n").strip())


class LinesField(StructuredField):
    """A list of strings, one a line."""

    def show(self, value: Any) -> str:
        return "\n".join(value or [])

    def parse(self, text: str) -> list[str]:
        return [line.strip() for line in text.split("\n") if line.strip()]


class NumbersField(StructuredField):
    """A list of whole numbers, separated by blanks or commas."""

    def show(self, value: Any) -> str:
        return ", ".join(str(number) for number in value or [])

    def parse(self, text: str) -> list[int]:
        words = text.replace(",", " ").split()
        if not all(word.isascii() and word.isdigit() for word in words):
            raise ValidationError("Write whole numbers separated by commas, such as “1, 2, 3”.")
        return [int(word) for word in words]


class TablesField(StructuredField):
    """A list of tables, each under `[[key]]`."""

    def __init__(self, *, key: str, reader: Reader, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key, self.reader = key, reader

    def show(self, value: Any) -> str:
        tables = [{key: inner for key, inner in table.items() if inner} for table in value or []]
        return toml.dumps({self.key: tables}) if tables else ""

    def parse(self, text: str) -> list[dict[str, Any]]:
        faults = Faults("", [])
        table = Table(toml.loads(text, faults) or {}, faults)
        entries = [self.reader(row) for row in table.tables(self.key)]
        table.close()
        _complain(faults.errors)
        return [_plain(entry) for entry in entries]


class TableField(StructuredField):
    """One table, a `key = value` a line; an empty text reads as `empty`.

    Without a reader any keys pass: then the row holds them against its other values when it is cleaned.
    """

    def __init__(self, *, reader: Reader | None = None, empty: Callable[[], Any], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.reader, self.empty = reader, empty

    def show(self, value: Any) -> str:
        return toml.dumps({key: inner for key, inner in value.items() if inner != ""}) if value else ""

    def parse(self, text: str) -> dict[str, Any] | None:
        if not text.strip():
            empty: dict[str, Any] | None = self.empty()
            return empty
        faults = Faults("", [])
        data = toml.loads(text, faults)
        entry = None if data is None or self.reader is None else self.reader(Table(data, faults))
        _complain(faults.errors)
        return data if self.reader is None else _plain(entry)


def _complain(errors: list[CatalogError]) -> None:
    if errors:
        raise ValidationError([str(error) for error in errors])


def _plain(entry: Any) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(entry).items()}
