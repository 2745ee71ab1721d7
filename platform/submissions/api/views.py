"""The REST interface: labs, submissions and tokens."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import authenticate
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from content.models import Lab
from submissions import selectors, services
from submissions.api import problems
from submissions.api.problems import ProblemSerializer
from submissions.api.serializers import (
    CHECKS,
    HandInSerializer,
    LabSerializer,
    LabSummarySerializer,
    SubmissionSerializer,
    SubmissionSummarySerializer,
    TokenRequestSerializer,
    TokenSerializer,
)
from submissions.api.throttling import TokenThrottle
from submissions.errors import Refused
from submissions.models import Submission

WHICH_CHECKS = OpenApiParameter(
    "checks", str, enum=CHECKS, description="`visible` lists the runs of the visible checks instead of submissions."
)


def _with_problems(*codes: int, **good: Any) -> dict[Any, Any]:
    """Return the responses of an operation: the good ones by status name, and problem details for `codes`."""
    answers: dict[Any, Any] = {HTTPStatus[name.upper()].value: shape for name, shape in good.items()}
    for code in codes:
        phrase = HTTPStatus(code).phrase
        answers[(code, problems.CONTENT_TYPE)] = OpenApiResponse(ProblemSerializer, phrase)
    return answers


class TokenView(APIView):
    """Exchange a user name and password for a token, to be sent as `Authorization: Token <token>`."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (TokenThrottle,)

    @extend_schema(request=TokenRequestSerializer, responses=_with_problems(400, 429, ok=TokenSerializer), auth=[])
    def post(self, request: Request) -> Response:
        asked = TokenRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user = authenticate(request._request, **asked.validated_data)  # noqa: SLF001
        if user is None:
            raise ValidationError({"": ["No active account has this name and password."]})
        token, _ = Token.objects.get_or_create(user=user)
        return Response({"token": token.key})


class LabList(ListAPIView[Lab]):
    """List the published labs."""

    serializer_class = LabSummarySerializer

    def get_queryset(self) -> QuerySet[Lab]:
        return Lab.objects.filter(is_published=True)

    @extend_schema(operation_id="list_labs", responses=_with_problems(401, ok=LabSummarySerializer(many=True)))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class LabDetail(RetrieveAPIView[Lab]):
    """Show one lab: its statement, its starter and what must be defined."""

    serializer_class = LabSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Lab]:
        return Lab.objects.filter(is_published=True).select_related("current_version")

    @extend_schema(operation_id="show_lab", responses=_with_problems(401, 404, ok=LabSerializer))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SubmissionList(ListAPIView[Submission]):
    """List one's submissions, newest first; staff see everyone's."""

    serializer_class = SubmissionSummarySerializer

    def get_queryset(self) -> QuerySet[Submission]:
        return _listed(self.request, selectors.visible_to(self.request.user))

    @extend_schema(
        operation_id="list_submissions",
        parameters=[WHICH_CHECKS],
        responses=_with_problems(401, ok=SubmissionSummarySerializer(many=True)),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class LabSubmissions(ListAPIView[Submission]):
    """List one's own submissions to a lab, or hand in another."""

    serializer_class = SubmissionSummarySerializer

    def get_queryset(self) -> QuerySet[Submission]:
        own = selectors.visible_to(self.request.user).filter(learner=_user(self.request), lab=_lab(self.kwargs["slug"]))
        return _listed(self.request, own)

    @extend_schema(
        operation_id="list_lab_submissions",
        parameters=[WHICH_CHECKS],
        responses=_with_problems(401, 404, ok=SubmissionSummarySerializer(many=True)),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="hand_in",
        request=HandInSerializer,
        responses=_with_problems(400, 401, 403, 404, 409, 429, created=SubmissionSerializer),
    )
    def post(self, request: Request, slug: str) -> Response:
        lab = _lab(slug)
        given = HandInSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            submission = services.hand_in(learner=_user(request), lab=lab, **given.validated_data)
        except Refused as refusal:
            raise problems.of_refusal(refusal) from refusal
        shown = SubmissionSerializer(submission, context=self.get_serializer_context()).data
        return Response(shown, status=HTTPStatus.CREATED, headers={"Location": shown["url"]})


class SubmissionDetail(RetrieveAPIView[Submission]):
    """Show one submission with its progress and, once graded, its report."""

    serializer_class = SubmissionSerializer

    def get_queryset(self) -> QuerySet[Submission]:
        return selectors.visible_to(self.request.user)

    @extend_schema(operation_id="show_submission", responses=_with_problems(401, 404, ok=SubmissionSerializer))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SubmissionCancel(APIView):
    """Take one's own submission back; one that had already ended stays as it is."""

    @extend_schema(
        operation_id="cancel_submission",
        request=None,
        responses=_with_problems(401, 403, 404, ok=SubmissionSerializer),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        submission = get_object_or_404(selectors.visible_to(request.user).filter(learner=_user(request)), pk=pk)
        services.cancel(submission=submission)
        return Response(SubmissionSerializer(submission, context={"request": request}).data)


class Nowhere(APIView):
    """Answer addresses that don't exist in the form of every other error."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    schema = None

    def initial(self, *_: Any, **__: Any) -> None:
        raise NotFound("There is no such address.")


def _listed(request: HttpRequest | Request, submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Return the hand-ins, or with `?checks=visible` the runs of the visible checks."""
    return selectors.in_lists(submissions.filter(visible_only=request.GET.get("checks") == "visible"))


def _lab(slug: str) -> Lab:
    return get_object_or_404(Lab, slug=slug, is_published=True)


def _user(request: HttpRequest | Request) -> User:
    return cast("User", request.user)
