"""Shows authors what their Markdown becomes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from content.markdown import render


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Render the posted `text`, for staff alone."""
    if not request.user.is_staff:
        raise PermissionDenied
    return HttpResponse(render(request.POST.get("text", "")))
