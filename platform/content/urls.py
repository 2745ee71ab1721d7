"""Addresses of lessons."""

from django.urls import path

from content import views

urlpatterns = [
    path("lessons/", views.lesson_list, name="lesson-list"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
]
