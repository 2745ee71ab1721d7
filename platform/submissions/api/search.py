"""Search over the REST interface."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from content.models.search import SearchKind
from content.search import finding
from content.search.views import page_number
from submissions.api import problems
from submissions.api.problems import ProblemSerializer


class PieceSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    is_match = serializers.BooleanField(help_text="Whether this is a word that was searched for.")


class HitSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=SearchKind.choices)
    title = serializers.CharField(source="plain_title")
    url = serializers.SerializerMethodField()
    snippet = PieceSerializer(many=True, help_text="Plain text in pieces; put together they read on.")
    score = serializers.FloatField(help_text="Higher is better; only scores of one answer can be compared.")

    def get_url(self, hit: finding.Hit) -> str:
        return str(self.context["request"].build_absolute_uri(hit.url))


class SearchSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    corrected = serializers.CharField(
        allow_blank=True, help_text="What was searched instead, where nothing holds what was asked for; else empty."
    )
    results = HitSerializer(many=True)


class Search(APIView):
    """Search lessons, glossary, interview questions, labs and the stems of quiz items."""

    @extend_schema(
        operation_id="search",
        parameters=[
            OpenApiParameter("q", str, required=True, description="Words or a question; at most 200 characters count."),
            OpenApiParameter("kind", str, enum=SearchKind.values, description="Find this kind alone."),
            OpenApiParameter("page", int),
        ],
        responses={
            200: SearchSerializer,
            **{
                (code, problems.CONTENT_TYPE): OpenApiResponse(ProblemSerializer, HTTPStatus(code).phrase)
                for code in (400, 401)
            },
        },
    )
    def get(self, request: Request) -> Response:
        kind = request.query_params.get("kind", "")
        if kind and kind not in SearchKind.values:
            raise ValidationError({"kind": [f"There is no such kind. The kinds are {', '.join(SearchKind.values)}."]})
        page = page_number(request.query_params.get("page", ""))
        text = request.query_params.get("q", "")
        kinds = [SearchKind(kind)] if kind else []
        results = finding.find(text, kinds=kinds, offset=(page - 1) * finding.PAGE)
        if not results.query.words:
            raise ValidationError({"q": ["Say what to look for: at least one word."]})
        here = request.build_absolute_uri()
        answer = {
            "count": results.total,
            "next": replace_query_param(here, "page", page + 1) if page * finding.PAGE < results.total else None,
            "previous": replace_query_param(here, "page", page - 1) if page > 1 else None,
            "corrected": results.corrected,
            "results": results.hits,
        }
        return Response(SearchSerializer(answer, context={"request": request}).data)
