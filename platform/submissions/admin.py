"""Submissions in the admin: to look at, not to change."""

from __future__ import annotations

import json

from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.records import ReadOnly
from submissions.models import Submission


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    list_display = ("lab", "learner", "state", "verdict", "points", "max_points", "created_at", "wall_ms")
    list_filter = ("state", "verdict", "lab", "device")
    list_select_related = ("lab", "learner")
    search_fields = ("=id", "learner__username", "learner__email", "lab__slug", "lab__title")
    date_hierarchy = "created_at"
    fields = (
        ("lab", "lab_version", "learner"),
        ("state", "verdict", "points", "max_points"),
        ("created_at", "started_at", "finished_at", "deliveries", "device"),
        "source",
        "report_text",
    )
    readonly_fields = ("report_text",)

    @admin.display(description="report")
    def report_text(self, submission: Submission) -> str:
        return json.dumps(submission.report, indent=2, ensure_ascii=False) if submission.report else ""

    @admin.display(description="took")
    def wall_ms(self, submission: Submission) -> str:
        return f"{submission.report['wall_ms']:.0f} ms" if submission.report else ""
