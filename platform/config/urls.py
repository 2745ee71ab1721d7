"""Every address of the site; each app holds its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

handler404 = "config.failures.not_found"
handler429 = "config.failures.too_many"  # allauth asks for it
handler500 = "config.failures.server_error"

# `config` has none of its own, so the catalogue holds what LOCALE_PATHS has and not the admin's.
CATALOGUE = cache_control(max_age=3600)(JavaScriptCatalog.as_view(packages=["config"]))

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("attempts.api.urls")),
    path("api/v1/", include("submissions.api.urls")),  # last: it answers every address that is not there
    path("i18n/", include("django.conf.urls.i18n")),
    # What scripts say. Its address carries the language, so a browser may keep it for a while.
    path("i18n/catalogue.js", CATALOGUE, name="javascript-catalogue"),
    path("", include("mastery.urls")),
    path("", include("content.urls")),
    path("", include("submissions.urls")),
    path("", include("attempts.urls")),
    path("", include("interviews.urls")),
    path("", include("config.health.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("", include("config.styleguide.urls")))
