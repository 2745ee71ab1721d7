"""Forms of concepts, quizzes and items, and what all forms of authors share."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.models import BaseInlineFormSet

from catalog import item_parts, links, quizzes
from content.forms.fields import TableField, TablesField, markdown_widget
from content.models import Concept, Item, Quiz


class AuthoredForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A form whose texts keep one kind of newline and whose faults are said once."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = value.replace("\r\n", "\n")
        self._refuse_circles(cleaned)
        return cleaned

    def _post_clean(self) -> None:
        had_errors = bool(self.errors)
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, which its stubs leave out
        # What one field got wrong would be said again about the entry as a whole.
        if had_errors and NON_FIELD_ERRORS in self.errors:
            kept = [error for error in self.errors[NON_FIELD_ERRORS].as_data() if error.code != "entry"]
            del self.errors[NON_FIELD_ERRORS]
            if kept:
                self.add_error(None, ValidationError(kept))

    def _refuse_circles(self, cleaned: dict[str, Any]) -> None:
        if "prerequisites" not in cleaned or "slug" not in cleaned:
            return
        model = type(self.instance)
        edges: dict[str, list[str]] = {}
        pairs = model.objects.exclude(pk=self.instance.pk).values_list("slug", "prerequisites__slug")
        for slug, before in pairs:
            edges.setdefault(slug, []).extend([before] if before else [])
        edges[cleaned["slug"]] = [row.slug for row in cleaned["prerequisites"]]
        if circle := links.find_cycle(edges):
            self.add_error("prerequisites", f"Prerequisites run in a circle: {' → '.join(circle)}.")


class ConceptForm(AuthoredForm):
    class Meta:
        model = Concept
        fields = ("slug", "title", "summary", "prerequisites")


class QuizForm(AuthoredForm):
    pools = TablesField(
        key="pool",
        reader=quizzes.pool_from,
        required=False,
        help_text="Instead of items: each under [[pool]]: level, count, and if needed concepts = […], kinds = […].",
    )

    class Meta:
        model = Quiz
        fields = (
            *("slug", "title", "summary", "lesson", "behaviour", "feedback", "feedback_after", "negative"),
            *("minutes", "pools", "is_published"),
        )


class ItemForm(AuthoredForm):
    choices = TablesField(
        key="choice",
        reader=item_parts.choice_from,
        required=False,
        rows=10,
        help_text="For single and multiple choice. Each under [[choice]]: text, correct = true, feedback.",
    )
    numeric = TableField(
        empty=lambda: None,
        rows=4,
        help_text="For a number: value = 150, and if needed absolute = 0.5, relative = 0.01, unit = “units” in quotes, "
        "formula = “2 * 75” in quotes.",
    )
    details = TableField(
        empty=dict,
        rows=8,
        help_text="What other kinds need, as in a quiz file: truth = false, sequence = […], code, output, "
        "[text], [[pair]], [[gap]], and for numbers drawn anew [[variable]] and [[derived]].",
    )

    class Meta:
        model = Item
        fields = (
            *("position", "slug", "kind", "level", "points", "stem", "choices", "numeric", "details"),
            *("explanation", "concepts", "source"),
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {"stem": markdown_widget(4), "explanation": markdown_widget(4)}


class ItemFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """The items of a quiz, of which there are some unless it draws them from pools."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        if not self.instance.pools and len(kept) <= len(self.deleted_forms):
            raise ValidationError("Give the quiz at least one item, or pools to draw items from.")
