"""Addresses of interview questions."""

from django.urls import path

from interviews import views

urlpatterns = [
    path("questions/", views.question_list, name="question-list"),
    path("questions/<slug:slug>/", views.question_detail, name="question"),
    path("questions/<slug:slug>/draft/", views.question_draft, name="question-draft"),
]
