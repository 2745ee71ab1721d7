"""What a learner chooses for their portfolio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.models import Lab, Quiz
from mastery import portfolio as portfolios
from mastery.models import Portfolio

LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True)
class LabChoice:
    lab: Lab
    is_chosen: bool
    shows_code: bool


@dataclass(frozen=True, slots=True)
class TestChoice:
    quiz: Quiz
    is_chosen: bool


class PortfolioForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Offers only labs that the learner passed and tests that they finished; the fields name them by slug."""

    labs = forms.ModelMultipleChoiceField(Lab.objects.none(), to_field_name="slug", required=False)
    codes = forms.ModelMultipleChoiceField(Lab.objects.none(), to_field_name="slug", required=False)
    tests = forms.ModelMultipleChoiceField(Quiz.objects.none(), to_field_name="slug", required=False)

    class Meta:
        model = Portfolio
        fields = ("name", "text", "is_public", "may_be_indexed")
        labels: ClassVar[dict[str, Any]] = {
            "name": gettext_lazy("Name on the page"),
            "text": gettext_lazy("About you"),
            "is_public": gettext_lazy("Anybody with the address may see this page"),
            "may_be_indexed": gettext_lazy("Search engines may list it"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "name": gettext_lazy("Your username stands there if you leave this empty."),
            "text": gettext_lazy("Plain text, 600 characters at most."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST_TEXT}),
        }

    def __init__(self, data: Any = None, *, instance: Portfolio) -> None:
        places = list(instance.labs.select_related("lab")) if instance.pk else []
        kept = {
            "labs": [place.lab.slug for place in places],
            "codes": [place.lab.slug for place in places if place.shows_code],
            "tests": [quiz.slug for quiz in instance.tests.all()] if instance.pk else [],
        }
        super().__init__(data, instance=instance, initial=kept)
        passed = portfolios.passed_labs(instance.learner)
        self.fields["labs"].queryset = self.fields["codes"].queryset = passed  # type: ignore[attr-defined]
        self.fields["tests"].queryset = portfolios.results(instance.learner)  # type: ignore[attr-defined]
        # A browser counts a line's end as one character and sends two, so the length is checked in `clean_text`.
        self.fields["text"].max_length = None  # type: ignore[attr-defined]
        self.fields["text"].validators.clear()

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\x00", "")
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError(
                ngettext(
                    "This is %(over)d character too long.",
                    "This is %(over)d characters too long.",
                    len(text) - LONGEST_TEXT,
                )
                % {"over": len(text) - LONGEST_TEXT}
            )
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        hidden = set(cleaned.get("codes", ())) - set(cleaned.get("labs", ()))
        if hidden:
            titles = ", ".join(sorted(lab.title for lab in hidden))
            self.add_error(None, _("To show the code of a lab, choose the lab too: %(titles)s.") % {"titles": titles})
        return cleaned

    def keep(self) -> None:
        """Save what was chosen; the form must be valid."""
        chosen = self.cleaned_data
        portfolios.save(portfolio=self.instance, labs=chosen["labs"], with_code=chosen["codes"], tests=chosen["tests"])

    def lab_choices(self) -> list[LabChoice]:
        """Give the labs to choose from, as they were last ticked."""
        chosen, codes = set(self["labs"].value() or ()), set(self["codes"].value() or ())
        offered = self.fields["labs"].queryset  # type: ignore[attr-defined]
        return [LabChoice(lab, lab.slug in chosen, lab.slug in codes) for lab in offered]

    def test_choices(self) -> list[TestChoice]:
        """Give the tests to choose from, as they were last ticked."""
        chosen = set(self["tests"].value() or ())
        return [TestChoice(quiz, quiz.slug in chosen) for quiz in self.fields["tests"].queryset]  # type: ignore[attr-defined]
