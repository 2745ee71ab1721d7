"""Admin pages that bring quizzes in and out: an upload with a preview, and an export that says what does not fit."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from catalog.errors import CatalogErrors
from content.exchange import exporting, importing
from content.exchange.reports import Format, by_text
from content.models import Quiz


class UploadForm(forms.Form):
    """`file` is what is uploaded; `content` comes back from the preview, so that nobody has to upload twice."""

    quiz = forms.CharField(
        label="Quiz",
        max_length=80,
        widget=UnfoldAdminTextInputWidget,
        help_text="The slug of the quiz to add to. A slug that is free starts a draft.",
    )
    file = forms.FileField(
        label="File",
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text="GIFT or Moodle XML, at most 1 MB. You see what it holds before anything is imported.",
    )
    content = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload:
            cleaned["data"] = upload.read(importing.MOST_BYTES + 1)
            cleaned["name"] = upload.name
        elif cleaned.get("content"):
            cleaned["data"] = cleaned["content"].encode()
        elif not self.errors:
            self.add_error("file", "Choose a file.")
        return cleaned


class ExchangePages:
    """Adds the pages to the admin of quizzes. Importing is offered to who may add quizzes and change them."""

    actions_list = ("import_questions",)
    actions_detail = ("export_quiz",)

    @action(description="Import questions", url_path="import-questions", permissions=["add", "change"])  # type: ignore[untyped-decorator]
    def import_questions(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None, initial={"quiz": request.GET.get("quiz", "")})
        if request.method != "POST" or not form.is_valid():
            status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
            return self._page(request, "import", "Import questions", {"form": form}, status)
        made = importing.plan(form.cleaned_data["data"], slug=form.cleaned_data["quiz"].strip())
        if "confirm" in request.POST and not made.faults:
            return self._carry_out(request, made, form.cleaned_data["name"])
        shown = {
            "form": form,
            "plan": made,
            "remarks": by_text(made.remarks),
            "name": form.cleaned_data["name"],
            "content": form.cleaned_data["data"].decode(errors="replace") if not made.faults else "",
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if made.faults else HTTPStatus.OK
        return self._page(request, "import", "Import questions", shown, status)

    def _carry_out(self, request: HttpRequest, made: importing.Plan, name: str) -> HttpResponse:
        quiz = importing.carry_out(made, name=name)
        state = "" if made.quiz else " It is a draft: learners see it once you publish it."
        count = f"{len(made.new)} {'item was' if len(made.new) == 1 else 'items were'} imported into “{quiz}”."
        messages.success(request, count + state)
        return redirect("admin:content_quiz_change", quiz.pk)

    @action(description="Export", url_path="export", permissions=["view"])  # type: ignore[untyped-decorator]
    def export_quiz(self, request: HttpRequest, object_id: str) -> HttpResponse:
        quiz = get_object_or_404(Quiz, pk=object_id)
        wanted = request.GET.get("format")
        if wanted is not None and wanted not in set(Format):
            raise Http404
        try:
            writings = {form: exporting.write(quiz, form) for form in Format}
        except CatalogErrors as faults:
            messages.error(request, f"This quiz can’t be exported before it is mended. {faults}")
            return redirect("admin:content_quiz_change", quiz.pk)
        if wanted:
            form = Format(wanted)
            headers = {"Content-Disposition": f'attachment; filename="{quiz.slug}{form.suffix}"'}
            return HttpResponse(writings[form].text, content_type=form.content_type, headers=headers)
        files = [(form, writing, by_text(writing.remarks)) for form, writing in writings.items()]
        shown = {"quiz": quiz, "files": files, "total": quiz.items.count()}
        return self._page(request, "export", f"Export “{quiz}”", shown, HTTPStatus.OK)

    def _page(
        self, request: HttpRequest, name: str, title: str, shown: dict[str, Any], status: HTTPStatus
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": title,
            "back": reverse("admin:content_quiz_changelist"),
            **shown,
        }
        return render(request, f"admin/content/quiz_{name}.html", context, status=status)
