"""Probes for whoever operates the site."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.health import metrics, probes


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Answer as long as this process does; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Say of each part whether it is there: 200 when all are, else 503."""
    parts = {name: probe() for name, probe in probes.PARTS.items()}
    is_ready = all(part.is_ready for part in parts.values())
    body = {
        "ready": is_ready,
        "parts": {name: {"ready": part.is_ready, "problem": part.problem} for name, part in parts.items()},
    }
    return JsonResponse(body, status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)


@never_cache
@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
