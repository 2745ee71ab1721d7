"""Addresses of lessons."""

from django.urls import path

from content import explainers, feeds, indexes, previews, views
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
    path("lessons/feed.atom", feeds.LessonFeed(), name="lesson-feed"),
    path("lessons/<slug:slug>/notebook.ipynb", feeds.lesson_notebook, name="lesson-notebook"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("lessons/", views.lesson_list, name="lesson-list"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
]
