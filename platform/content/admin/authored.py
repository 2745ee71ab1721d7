"""Admin pages of concepts, lessons, questions and quizzes."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline

from content.forms.authored import (
    ConceptForm,
    ItemForm,
    ItemFormSet,
    LessonFigureForm,
    LessonForm,
    QuestionForm,
    QuizForm,
)
from content.models import Concept, Item, Lesson, LessonFigure, Question, Quiz
from content.services.writing import link_awaited


class AuthoredAdmin(ModelAdmin):  # type: ignore[misc]  # unfold is untyped
    """An authored model: searched by title and slug, its texts previewed."""

    search_fields = ("title", "slug")
    prepopulated_fields: ClassVar[dict[str, tuple[str, ...]]] = {}
    warn_unsaved_form = True

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("css/code.css", "css/admin-preview.css")}
        js = (forms.Script("js/admin-preview.js", defer=True),)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        link_awaited()


@admin.register(Concept)
class ConceptAdmin(AuthoredAdmin):
    form = ConceptForm
    list_display = ("title", "slug")
    autocomplete_fields = ("prerequisites",)


class LessonFigureInline(StackedInline):  # type: ignore[misc]  # unfold is untyped
    model = LessonFigure
    form = LessonFigureForm
    extra = 0


@admin.register(Lesson)
class LessonAdmin(AuthoredAdmin):
    form = LessonForm
    inlines = (LessonFigureInline,)
    list_display = ("title", "group", "order", "level", "is_published", "reviewed_on")
    list_filter = ("is_published", "level", "group")
    autocomplete_fields = ("concepts", "prerequisites")


@admin.register(Question)
class QuestionAdmin(AuthoredAdmin):
    form = QuestionForm
    list_display = ("title", "order", "level", "is_published")
    list_filter = ("is_published", "level")
    autocomplete_fields = ("concepts", "lessons", "labs")


class ItemInline(StackedInline):  # type: ignore[misc]  # unfold is untyped
    model = Item
    form = ItemForm
    formset = ItemFormSet
    extra = 0
    autocomplete_fields = ("concepts",)


@admin.register(Quiz)
class QuizAdmin(AuthoredAdmin):
    form = QuizForm
    inlines = (ItemInline,)
    list_display = ("title", "lesson", "behaviour", "minutes", "is_published")
    list_filter = ("is_published", "behaviour")
    list_select_related = ("lesson",)
    autocomplete_fields = ("lesson",)
