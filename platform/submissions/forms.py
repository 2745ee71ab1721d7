"""What the lab page's editor sends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class HandInForm(forms.Form):
    """The editor. What makes a source acceptable is decided by `services.hand_in`."""

    source = forms.CharField(
        label=_("Your code"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
        ),
    )


class BadCheckForm(forms.Form):
    """What a learner holds against a check of a report."""

    check = forms.ChoiceField(label=_("Which check?"))
    text = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say in a sentence or two what is wrong.")},
    )

    def __init__(self, *args: Any, checks: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["check"].widget.attrs["lang"] = "en"  # titles of checks are content
        self.fields["check"].choices = [(check["id"], check["title"]) for check in checks]  # type: ignore[attr-defined]
