"""Addresses of the home page and the learner's own page."""

from django.urls import path

from mastery import paths, views

urlpatterns = [
    path("", views.home, name="home"),
    path("paths/", paths.path_list, name="path-list"),
    path("paths/<slug:slug>/", paths.path, name="path"),
    path("profile/", views.profile, name="profile"),
    path("profile/token/", views.token_make, name="token-make"),
    path("profile/token/revoke/", views.token_revoke, name="token-revoke"),
]
