"""Forms of lessons and interview questions, which are checked before learners see them."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget

from catalog import lessons, questions
from content.forms.authored import AuthoredForm
from content.forms.fields import LinesField, TablesField, code_widget, markdown_widget
from content.models import FactRecord, Lesson, LessonFigure, Question
from content.services import publishing

UNTICK = "To keep it as a draft for now, take the tick from “published”."


class PublishableForm(AuthoredForm):
    """A form that publishes only what passes the publishing checks. `warnings` are sentences to show after saving."""

    warnings: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or not self.instance.is_published:
            return
        found = publishing.findings_of(self.instance)
        self.warnings = tuple(publishing.sentences(found.warnings))
        if found.problems:
            sentences = [*publishing.sentences(found.problems), UNTICK]
            self.add_error(None, ValidationError([ValidationError(sentence) for sentence in sentences]))


class LessonForm(PublishableForm):
    key_points = LinesField(required=False, rows=4, help_text="One a line.")
    sources = TablesField(
        key="source",
        reader=lessons.source_from,
        required=False,
        help_text="Each under [[source]]: title, url, accessed = 2026-11-21.",
    )

    class Meta:
        model = Lesson
        fields = (
            *("slug", "title", "question", "summary", "group", "order", "level", "is_published", "body"),
            *("key_points", "concepts", "prerequisites", "sources", "author", "published_on", "reviewed_on"),
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {"body": markdown_widget(30)}


class LessonFigureForm(AuthoredForm):
    class Meta:
        model = LessonFigure
        fields = ("name", "svg")
        widgets: ClassVar[dict[str, forms.Widget]] = {"svg": code_widget()}


class FactForm(AuthoredForm):
    class Meta:
        model = FactRecord
        fields = ("position", "name", "value", "unit", "as_of", "source", "review_by")
        widgets: ClassVar[dict[str, forms.Widget]] = {"source": UnfoldAdminTextareaWidget(attrs={"rows": 2})}


class QuestionForm(PublishableForm):
    rubric = TablesField(
        key="rubric",
        reader=questions.rubric_point_from,
        rows=14,
        help_text='Each point under [[rubric]]: text, keywords = ["…"], critical = true.',
    )
    wrong_answers = TablesField(
        key="wrong",
        reader=questions.wrong_answer_from,
        required=False,
        rows=10,
        help_text="Each under [[wrong]]: claim, feedback.",
    )
    follow_ups = LinesField(required=False, rows=4, help_text="One a line.")

    class Meta:
        model = Question
        fields = (
            *("slug", "title", "prompt", "order", "level", "is_published", "model_answer", "rubric"),
            *("wrong_answers", "follow_ups", "concepts", "lessons", "labs"),
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {"prompt": markdown_widget(4), "model_answer": markdown_widget(16)}
