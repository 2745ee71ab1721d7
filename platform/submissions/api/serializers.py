"""What the REST interface shows of labs and submissions, and what it takes."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from content.models import Lab
from submissions import selectors
from submissions.models import Submission


class LabSummarySerializer(serializers.ModelSerializer[Lab]):
    url = serializers.HyperlinkedIdentityField(view_name="api-lab", lookup_field="slug")

    class Meta:
        model = Lab
        fields: ClassVar[list[str]] = ["slug", "title", "summary", "level", "points", "minutes", "device", "url"]


class EntryPointSerializer(serializers.Serializer[dict[str, str]]):
    name = serializers.CharField()
    signature = serializers.CharField()


class LabSerializer(LabSummarySerializer):
    """A lab as a learner sees it. Reference, checks, wrong solutions and explanation never leave the site by here."""

    entry_points = EntryPointSerializer(many=True)
    version = serializers.CharField(source="current_version.version", default=None, allow_null=True)

    class Meta(LabSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [
            *LabSummarySerializer.Meta.fields,
            "version",
            "statement",
            "starter",
            "entry_points",
            "limits",
        ]


CHECKS = ("all", "visible")


class HandInSerializer(serializers.Serializer[dict[str, str]]):
    """What makes a source acceptable is decided by `services.hand_in`, so that pages and API say the same."""

    source = serializers.CharField(trim_whitespace=False, allow_blank=True)  # type: ignore[assignment]
    trace = serializers.BooleanField(
        default=False,
        help_text="Whether the report's artifacts also hold a table named `trace`: what the code did in one visible "
        "check, operation by operation. It changes neither verdict nor points.",
    )
    checks = serializers.ChoiceField(
        CHECKS,
        default="all",
        help_text="With `visible` only the visible checks run. Such a run is no submission: it counts nowhere, lists "
        "leave it out unless asked, and only the last few for a lab are kept.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        checks = attrs.pop("checks")
        return {**attrs, "visible_only": checks == "visible"}


class TokenRequestSerializer(serializers.Serializer[dict[str, str]]):
    username = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False)


class TokenSerializer(serializers.Serializer[dict[str, str]]):
    token = serializers.CharField()


class SubmissionSummarySerializer(serializers.ModelSerializer[Submission]):
    """A submission in a list; `position` comes with the query (`selectors.with_queue_position`)."""

    lab = serializers.SlugRelatedField[Lab](slug_field="slug", read_only=True)
    lab_version = serializers.CharField(source="lab_version.version")
    queue_position = serializers.SerializerMethodField()
    checks = serializers.SerializerMethodField()
    url = serializers.HyperlinkedIdentityField(view_name="api-submission")

    class Meta:
        model = Submission
        fields: ClassVar[list[str]] = [
            "id",
            "lab",
            "lab_version",
            "checks",
            "state",
            "verdict",
            "points",
            "max_points",
            "device",
            "answered_from",
            "created_at",
            "started_at",
            "finished_at",
            "queue_position",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": CHECKS})
    def get_checks(self, submission: Submission) -> str:
        return "visible" if submission.visible_only else "all"

    def get_queue_position(self, submission: Submission) -> int | None:
        if hasattr(submission, "position"):
            return submission.position  # type: ignore[no-any-return]
        return selectors.queue_position(submission)


class SubmissionSerializer(SubmissionSummarySerializer):
    """A whole submission; `report` is what `manage.py grade --json` prints, None before the verdict."""

    source = serializers.CharField(read_only=True)  # type: ignore[assignment]
    progress = serializers.SerializerMethodField()
    report = serializers.SerializerMethodField()

    class Meta(SubmissionSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*SubmissionSummarySerializer.Meta.fields, "source", "progress", "report"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_progress(self, submission: Submission) -> dict[str, Any]:
        return dict(submission.progress)

    @extend_schema_field({"type": "object", "additionalProperties": True, "nullable": True})
    def get_report(self, submission: Submission) -> dict[str, Any] | None:
        return submission.report
