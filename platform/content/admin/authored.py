"""Admin pages of concepts, lessons, questions and quizzes."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline

from content.exchange.admin import ExchangePages
from content.forms.authored import ConceptForm, ItemForm, ItemFormSet, QuizForm
from content.forms.published import FactForm, LessonFigureForm, LessonForm, QuestionForm
from content.models import Concept, FactRecord, Item, Lesson, LessonFigure, Question, Quiz
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


class FactInline(StackedInline):  # type: ignore[misc]  # unfold is untyped
    model = FactRecord
    form = FactForm
    extra = 0


class PublishableAdmin(AuthoredAdmin):
    """An authored model that is checked before it is published; what can wait is said once it is saved."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for sentence in form.warnings:
            self.message_user(request, sentence, messages.WARNING)


@admin.register(Lesson)
class LessonAdmin(PublishableAdmin):
    form = LessonForm
    inlines = (LessonFigureInline, FactInline)
    list_display = ("title", "group", "order", "level", "is_published", "reviewed_on")
    list_filter = ("is_published", "level", "group")
    autocomplete_fields = ("concepts", "prerequisites")


@admin.register(Question)
class QuestionAdmin(PublishableAdmin):
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
class QuizAdmin(ExchangePages, AuthoredAdmin):
    form = QuizForm
    inlines = (ItemInline,)
    list_display = ("title", "lesson", "behaviour", "minutes", "is_published")
    list_filter = ("is_published", "behaviour")
    list_select_related = ("lesson",)
    autocomplete_fields = ("lesson",)
