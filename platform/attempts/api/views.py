"""The REST interface: one's own attempts at quizzes, to read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from attempts import services
from attempts.api.serializers import AttemptSerializer, AttemptSummarySerializer
from attempts.models import Attempt


def _problems(*codes: int) -> dict[Any, Any]:
    return {
        (code, "application/problem+json"): OpenApiResponse(OpenApiTypes.OBJECT, HTTPStatus(code).phrase)
        for code in codes
    }


def _own(request: Request) -> QuerySet[Attempt]:
    """Return the attempts of whoever asks; staff read those of others in the admin."""
    return Attempt.objects.filter(learner=cast("User", request.user)).select_related("quiz")


class AttemptList(ListAPIView[Attempt]):
    """List one's attempts at quizzes, newest first."""

    serializer_class = AttemptSummarySerializer

    def get_queryset(self) -> QuerySet[Attempt]:
        return _own(self.request).defer("items")

    @extend_schema(operation_id="list_attempts", responses={200: AttemptSummarySerializer(many=True), **_problems(401)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class AttemptDetail(RetrieveAPIView[Attempt]):
    """Show one attempt with its answers, and with marks, keys and explanations once the quiz gives them out."""

    serializer_class = AttemptSerializer

    def get_queryset(self) -> QuerySet[Attempt]:
        return _own(self.request)

    def get_object(self) -> Attempt:
        attempt = super().get_object()
        if attempt.is_overdue(timezone.now()):
            services.finish(attempt=attempt)
            attempt.refresh_from_db()
        return attempt

    @extend_schema(operation_id="show_attempt", responses={200: AttemptSerializer, **_problems(401, 404)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
