"""Addresses of lessons."""

from django.urls import path

from content import explainers, previews, views

urlpatterns = [
    path("content/preview/", previews.preview, name="content-preview"),
    path("explainers/", explainers.explainer_list, name="explainer-list"),
    path("explainers/<slug:name>/", explainers.explainer, name="explainer"),
    path("lessons/", views.lesson_list, name="lesson-list"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
]
