"""Forms of glossary terms and learning paths."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from catalog import paths
from content.forms.authored import AuthoredForm
from content.forms.fields import TablesField, markdown_widget
from content.models import LearningPath, Term


class TermForm(AuthoredForm):
    class Meta:
        model = Term
        fields = ("slug", "title", "text", "lesson")
        widgets: ClassVar[dict[str, forms.Widget]] = {"text": markdown_widget(3)}


class LearningPathForm(AuthoredForm):
    stages = TablesField(
        key="stage",
        reader=paths.stage_from,
        rows=24,
        help_text='Each under [[stage]]: title, summary, lessons = ["…"], labs = ["…"], in the order to take them.',
    )

    class Meta:
        model = LearningPath
        fields = ("slug", "title", "kind", "summary", "stages")
