"""Admin pages of labs: every save freezes a version, and only a verified one can be published."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from kombu.exceptions import OperationalError
from unfold.admin import StackedInline
from unfold.decorators import action

from catalog.errors import CatalogErrors
from content.admin.authored import AuthoredAdmin
from content.forms.labs import LabFileForm, LabFileFormSet, LabForm
from content.models import Lab, LabFile, LabVersion
from content.services import labs
from content.tasks import verify_lab


class LabFileInline(StackedInline):  # type: ignore[misc]  # unfold is untyped
    model = LabFile
    form = LabFileForm
    formset = LabFileFormSet
    extra = 0


@admin.register(Lab)
class LabAdmin(AuthoredAdmin):
    form = LabForm
    inlines = (LabFileInline,)
    list_display = ("title", "level", "order", "is_published", "verification_state")
    list_filter = ("is_published", "level")
    list_select_related = ("current_version",)
    autocomplete_fields = ("lesson", "concepts")
    readonly_fields = ("verification_report",)
    actions = ("verify",)
    actions_submit_line = ("save_and_verify",)

    @admin.display(description="verification")
    def verification_state(self, lab: Lab) -> str:
        return lab.current_version.state if lab.current_version else "never saved"

    @admin.display(description="verification")
    def verification_report(self, lab: Lab) -> SafeString:
        context = {"version": lab.current_version, "report": None}
        if lab.current_version is not None:
            context["report"] = lab.current_version.verification
        return render_to_string("admin/content/verification.html", context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        try:
            labs.freeze(lab=Lab.objects.get(pk=form.instance.pk))
        except CatalogErrors as faults:
            for fault in faults.errors:
                self.message_user(request, f"Saved, but no version could be made. {fault}", messages.ERROR)

    @admin.action(description="Verify the selected labs", permissions=["change"])
    def verify(self, request: HttpRequest, queryset: QuerySet[Lab]) -> None:
        for lab in queryset.select_related("current_version"):
            self._verify(request, lab)

    @action(description="Save and verify", permissions=["change"])  # type: ignore[untyped-decorator]
    def save_and_verify(self, request: HttpRequest, lab: Lab) -> None:
        # The version to verify is frozen after the files are saved, so this waits for the commit.
        transaction.on_commit(lambda: self._verify(request, Lab.objects.get(pk=lab.pk)))

    def _verify(self, request: HttpRequest, lab: Lab) -> None:
        version = lab.current_version
        if version is None:
            self.message_user(request, f"“{lab}” has no version yet; save it first.", messages.ERROR)
            return
        labs.queue_verification(version=version)
        transaction.on_commit(partial(self._enqueue, request, lab, version))

    def _enqueue(self, request: HttpRequest, lab: Lab, version: LabVersion) -> None:
        try:
            verify_lab.delay(version.pk)
        except OperationalError:
            labs.unqueue_verification(version=version)
            sentence = f"“{lab}” could not be queued: the broker does not answer. Start it and try again."
            self.message_user(request, sentence, messages.ERROR)
        else:
            sentence = f"“{lab}” is queued for verification; reload its page for the result."
            self.message_user(request, sentence, messages.SUCCESS)
