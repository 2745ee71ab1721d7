"""What the REST interface shows of attempts. Keys and explanations come out when `sheets.is_told` says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from attempts.models import Attempt, Response
from attempts.sheets import is_told
from catalog.entries import Item, ItemKind
from content.models import Quiz
from scoring.snapshots import shown, thaw


class AttemptSummarySerializer(serializers.ModelSerializer[Attempt]):
    quiz = serializers.SlugRelatedField[Quiz](slug_field="slug", read_only=True)
    percent = serializers.IntegerField(allow_null=True, help_text="The score as a whole percentage, rounded down.")
    url = serializers.HyperlinkedIdentityField(view_name="api-attempt")

    class Meta:
        model = Attempt
        fields: ClassVar[list[str]] = [
            "id",
            "quiz",
            "behaviour",
            "state",
            "started_at",
            "due_at",
            "finished_at",
            "score",
            "max_score",
            "percent",
            "url",
        ]
        read_only_fields = fields


class FeedbackSerializer(serializers.Serializer[dict[str, Any]]):
    mark = serializers.FloatField()
    key = serializers.JSONField(help_text="The right answer, in the form of `answer`.")
    explanation = serializers.CharField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]


class AnswerSerializer(serializers.Serializer[dict[str, Any]]):
    position = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in ItemKind])
    stem = serializers.CharField(help_text="Markdown.")
    points = serializers.FloatField()
    shown = serializers.JSONField(help_text="What the learner chooses from: choices, steps, lefts and rights, or gaps.")
    answer = serializers.JSONField(allow_null=True)
    certainty = serializers.IntegerField(allow_null=True)
    feedback = FeedbackSerializer(allow_null=True, help_text="None before the quiz’s feedback policy allows it.")


class AttemptSerializer(AttemptSummarySerializer):
    """A whole attempt. Choices stand in the order the learner sees, and answers name them by their place in it."""

    feedback_policy = serializers.CharField(source="policy")
    answers = serializers.SerializerMethodField()

    class Meta(AttemptSummarySerializer.Meta):
        fields: ClassVar[list[str]] = [*AttemptSummarySerializer.Meta.fields, "feedback_policy", "answers"]
        read_only_fields = fields

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, attempt: Attempt) -> list[dict[str, Any]]:
        return [_answer(attempt, response) for response in attempt.responses.all()]


def _answer(attempt: Attempt, response: Response) -> dict[str, Any]:
    snapshot = attempt.items[response.position - 1]
    item = thaw(snapshot)
    return {
        "position": response.position,
        "kind": item.kind.value,
        "stem": item.stem,
        "points": item.points,
        "shown": _shown(item, snapshot),
        "answer": response.answer,
        "certainty": response.certainty,
        "feedback": _feedback(item, response) if is_told(attempt, response) else None,
    }


def _shown(item: Item, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an item offers, and nothing that says which of it is right."""
    match item.kind:
        case ItemKind.SINGLE | ItemKind.MULTIPLE | ItemKind.TRUTH:
            return {"choices": [choice.text for choice in item.choices]}
        case ItemKind.NUMERIC:
            return {"unit": item.numeric.unit if item.numeric else ""}
        case ItemKind.ORDERING:
            return {"steps": shown(snapshot)}
        case ItemKind.MATCHING:
            return {"lefts": [pair.left for pair in item.pairs], "rights": shown(snapshot)}
        case ItemKind.CLOZE:
            return {"gaps": [{"name": gap.name, "options": list(gap.options)} for gap in item.gaps]}
        case ItemKind.OUTPUT:
            return {"code": item.code}
        case _:
            return {}


def _feedback(item: Item, response: Response) -> dict[str, Any]:
    mark = response.latest_mark if response.latest_mark is not None else response.mark
    return {"mark": mark or 0.0, "key": _key(item), "explanation": item.explanation, "source": item.source}


def _key(item: Item) -> dict[str, Any]:
    right = [place for place, choice in enumerate(item.choices) if choice.correct]
    match item.kind:
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            return {"choices": right}
        case ItemKind.TRUTH:
            return {"truth": item.truth, "choices": right}
        case ItemKind.NUMERIC:
            return {"number": asdict(item.numeric) if item.numeric else None}
        case ItemKind.TEXT:
            return {"accepted": list(item.accepted)}
        case ItemKind.OUTPUT:
            return {"accepted": [item.output]}
        case ItemKind.ORDERING:
            return {"order": list(item.sequence)}
        case ItemKind.MATCHING:
            return {"pairs": {pair.left: pair.right for pair in item.pairs}}
        case ItemKind.CLOZE:
            return {"gaps": {gap.name: gap.answer or list(gap.accepted) or _value(gap.numeric) for gap in item.gaps}}


def _value(numeric: Any) -> dict[str, Any]:
    return asdict(numeric) if numeric else {}
