"""The page that shows the design system: its tokens, and each component as its own folder shows it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.styleguide import contrast


class ExampleForm(forms.Form):
    """Fields of every sort, with an error on one and on the whole."""

    name = forms.CharField(help_text="Others see it next to what you publish.")
    email = forms.EmailField(label="Email address", required=False)
    is_public = forms.BooleanField(label="Show my progress to everybody", required=False)

    def clean(self) -> None:
        self.add_error(None, "The form was not saved.")


# As the grader writes them: one that passed, and one whose mistake it can name.
CHECKS = [
    {"title": "Evaluation leaves the input alone", "status": "passed", "points": 4, "max_points": 4},
    {
        "title": "The expected value is kept",
        "status": "failed",
        "points": 0,
        "max_points": 4,
        "message": "At `[0, 3]` your value is 0.5, the reference has 1.0.",
        "misconception_note": "The survivors are not scaled by `1 / (1 - p)`.",
        "misconception": "survivors-not-scaled",
        "expected_shape": [4, 8],
        "got_shape": [4, 8],
        "expected_dtype": "float32",
        "got_dtype": "float32",
        "max_abs_error": 0.5,
    },
    {"title": "The gradient flows through the mask", "status": "skipped", "points": 0, "max_points": 2, "hidden": True},
]


def example_context() -> dict[str, object]:
    """Return what the examples of components may name."""
    return {"form": ExampleForm({"email": "ada@"}, auto_id="example_%s"), "checks": CHECKS}


def styleguide(request: HttpRequest) -> HttpResponse:
    """Draw the guide; `?dir=rtl` draws it as in a language that is read from right to left."""
    tokens = contrast.tokens()
    sizes = {kind: [(n, v) for n, v in tokens.items() if n.startswith(kind)] for kind in ("text-", "space-", "radius")}
    context = {
        **example_context(),
        "colours": contrast.colours().values(),
        "pairs": contrast.pairs(),
        "type_scale": sizes["text-"],
        "spaces": sizes["space-"],
        "radii": sizes["radius"],
        "motion": tokens["quick"],
        "components": [
            {"name": folder.name, "examples": f"{folder.name}/examples.html", "source": source.read_text()}
            for folder in sorted(settings.COMPONENTS.iterdir())
            if (source := folder / f"{folder.name}.html").is_file()
        ],
        "direction": "rtl" if request.GET.get("dir") == "rtl" else "ltr",
    }
    return render(request, "styleguide.html", context)
