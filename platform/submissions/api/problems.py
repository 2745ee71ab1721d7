"""Errors as problem details (RFC 9457): `type`, `title`, `status`, `detail`, `reference`; for bad input, `errors`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from submissions.errors import LabClosed, Refused, TooManyUnfinished

CONTENT_TYPE = "application/problem+json"


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """Shape of every error, for the schema."""

    type = serializers.CharField(default="about:blank")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    reference = serializers.CharField(help_text="Names the request in the site's log; also sent as `X-Request-ID`.")
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)  # type: ignore[assignment]


class Conflict(exceptions.APIException):
    status_code = HTTPStatus.CONFLICT
    default_code = "conflict"


def of_refusal(refusal: Refused) -> exceptions.APIException:
    """Return the error by which a refused submission is answered: 429, 409 or 400."""
    if isinstance(refusal, TooManyUnfinished):
        error: exceptions.APIException = exceptions.Throttled()
        error.detail = exceptions.ErrorDetail(str(refusal), "too_many_unfinished")
        return error
    if isinstance(refusal, LabClosed):
        return Conflict(str(refusal))
    return exceptions.ValidationError({"source": [str(refusal)]})


def details(request: HttpRequest | Request | None, status: HTTPStatus, detail: str = "") -> dict[str, Any]:
    """Return the fields that every problem has."""
    told = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return {**told, "reference": getattr(request, "reference", "")}


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception with problem details; None leaves it to Django (a fault of ours, status 500)."""
    response = exception_handler(error, context)
    if response is None:
        return None
    problem = details(context.get("request"), HTTPStatus(response.status_code))
    if isinstance(error, exceptions.ValidationError):
        problem["detail"] = "The request is not valid."
        problem["errors"] = _by_field(response.data)
    elif isinstance(error, Http404):
        problem["detail"] = "There is nothing here that you may see."
    else:
        problem["detail"] = str(response.data.get("detail", problem["title"]))
    response.data = problem
    response.content_type = CONTENT_TYPE
    return response


def _by_field(data: Any) -> dict[str, list[str]]:
    """Return the messages by field; those of no field under the empty name."""
    fields = data if isinstance(data, dict) else {"": data}
    return {
        "" if name == "non_field_errors" else name: [str(message) for message in messages]
        for name, messages in fields.items()
    }
