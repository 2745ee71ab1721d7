"""Addresses of attempts in the REST interface, version 1."""

from django.urls import path

from attempts.api import views

urlpatterns = [
    path("attempts/", views.AttemptList.as_view(), name="api-attempt-list"),
    path("attempts/<uuid:pk>/", views.AttemptDetail.as_view(), name="api-attempt"),
]
