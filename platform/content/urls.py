"""Addresses of lessons."""

from django.urls import path

from content import previews, views

urlpatterns = [
    path("content/preview/", previews.preview, name="content-preview"),
    path("lessons/", views.lesson_list, name="lesson-list"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
]
