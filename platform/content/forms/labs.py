"""Forms of labs and their files."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from unfold.widgets import UnfoldAdminFileFieldWidget

from catalog import labs
from catalog.errors import Faults
from catalog.texts import tidy_file
from content.forms.authored import AuthoredForm
from content.forms.fields import LinesField, NumbersField, TableField, TablesField, code_widget, markdown_widget
from content.models import Lab, LabFile
from content.models.labs import UNVERIFIED, default_limits, default_seeds

EDITABLE_BYTES = 200_000


class LabForm(AuthoredForm):
    entry_points = TablesField(
        key="entry_point", reader=labs.entry_point_from, help_text="Each under [[entry_point]]: name, signature."
    )
    hints = TablesField(
        key="hint",
        reader=labs.hint_from,
        required=False,
        rows=10,
        help_text="Each under [[hint]]: kind (nudge, formula, shapes or code) and text.",
    )
    limits = TableField(
        reader=labs.limits_from,
        empty=default_limits,
        initial=default_limits,
        rows=4,
        help_text="wall_seconds, cpu_seconds, memory_bytes.",
    )
    seeds = NumbersField(rows=1, initial=default_seeds, help_text="Whole numbers the checks are run with.")
    forbidden = LinesField(required=False, rows=3, help_text="One call a line, such as torch.nn.functional.dropout.")
    public_files = LinesField(
        required=False,
        rows=2,
        help_text="Data files that the learner's program is given too, one a line. Upload them first.",
    )

    class Meta:
        model = Lab
        fields = (
            *("slug", "title", "summary", "level", "points", "minutes", "order", "lesson", "concepts", "is_published"),
            *("statement", "starter", "reference", "checks", "fixtures", "explanation", "entry_points", "hints"),
            *("device", "limits", "seeds", "forbidden", "public_files"),
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "statement": markdown_widget(16),
            "explanation": markdown_widget(),
            "starter": code_widget(),
            "reference": code_widget(24),
            "checks": code_widget(24),
            "fixtures": code_widget(),
        }


class FileTextField(forms.CharField):
    """A file's text. Browsers send every newline as two characters, and that alone is no change."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return tidy_file(initial or "") != tidy_file(data or "")


class LabFileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A file as text where it is text, else as an upload."""

    text = FileTextField(required=False, strip=False, widget=code_widget())
    upload = forms.FileField(required=False, widget=UnfoldAdminFileFieldWidget(), help_text="Takes the text's place.")

    class Meta:
        model = LabFile
        fields = ("path",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["text"] = _as_text(bytes(self.instance.content))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        path = cleaned.get("path", "")
        if cleaned.get("upload"):
            self.instance.content = cleaned["upload"].read()
        elif cleaned.get("text"):
            self.instance.content = tidy_file(cleaned["text"]).encode()
        elif self.instance.pk is None:
            raise ValidationError("Write the file's text or upload it.")
        if path:
            _check(path, bytes(self.instance.content))
        return cleaned


class LabFileFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """Keeps the files of a published lab as they were verified."""

    def clean(self) -> None:
        super().clean()
        if self.instance.is_published and self.has_changed():
            raise ValidationError(UNVERIFIED)


def _as_text(content: bytes) -> str:
    if len(content) > EDITABLE_BYTES or b"\0" in content:
        return ""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""


def _check(path: str, content: bytes) -> None:
    faults = Faults("", [])
    if PurePosixPath(path).name.startswith(".") or path in {labs.SETTINGS, *labs.TEXTS}:
        faults.add("", f"“{path}” has a field of its own; choose another name")
    elif labs.wrong_name(path):
        labs.check_text(path, content.decode(errors="replace"), faults)
    else:
        labs.check_path(path, faults)
    if faults.errors:
        raise ValidationError([str(error) for error in faults.errors])
