"""Addresses of the home page and the learner's own page."""

from django.urls import path

from mastery import paths, progress_views, reading, views
from mastery.review import views as review

urlpatterns = [
    path("", views.home, name="home"),
    path("review/", review.review, name="review"),
    path("review/<int:pk>/", review.review_card, name="review-card"),
    path("paths/", paths.path_list, name="path-list"),
    path("paths/<slug:slug>/", paths.path, name="path"),
    path("progress/", progress_views.progress, name="progress"),
    path("lessons/<slug:slug>/read/", reading.lesson_read, name="lesson-read"),
    path("profile/", views.profile, name="profile"),
    path("profile/token/", views.token_make, name="token-make"),
    path("profile/token/revoke/", views.token_revoke, name="token-revoke"),
]
