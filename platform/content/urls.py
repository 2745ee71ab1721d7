"""Addresses of lessons."""

from django.urls import path

from content import explainers, indexes, previews, views
from content.search import views as search_views

urlpatterns = [
    path("content/preview/", previews.preview, name="content-preview"),
    path("explainers/", explainers.explainer_list, name="explainer-list"),
    path("explainers/<slug:name>/", explainers.explainer, name="explainer"),
    path("faq/", indexes.faq, name="faq"),
    path("glossary/", indexes.glossary, name="glossary"),
    path("concepts/", indexes.concept_list, name="concept-list"),
    path("concepts/<slug:slug>/", indexes.concept, name="concept"),
    path("search/", search_views.search, name="search"),
    path("lessons/", views.lesson_list, name="lesson-list"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
]
