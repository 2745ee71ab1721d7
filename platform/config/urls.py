"""Every address of the site; each app holds its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

handler404 = "config.failures.not_found"
handler429 = "config.failures.too_many"  # allauth asks for it
handler500 = "config.failures.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("attempts.api.urls")),
    path("api/v1/", include("submissions.api.urls")),  # last: it answers every address that is not there
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("mastery.urls")),
    path("", include("content.urls")),
    path("", include("submissions.urls")),
    path("", include("attempts.urls")),
    path("", include("interviews.urls")),
    path("", include("config.health.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("", include("config.styleguide.urls")))
