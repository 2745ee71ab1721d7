"""What the lab page's editor sends."""

from __future__ import annotations

from django import forms


class HandInForm(forms.Form):
    """The editor. What makes a source acceptable is decided by `services.hand_in`."""

    source = forms.CharField(
        label="Your code",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
        ),
    )
