"""Where the style guide is, while DEBUG is on."""

from django.urls import path

from config.styleguide.views import styleguide

urlpatterns = [path("styleguide/", styleguide, name="styleguide")]
