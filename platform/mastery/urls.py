"""Addresses of the home page and the learner's own page."""

from django.urls import path

from mastery import data_views, paths, portfolio_views, progress_views, reading, views
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
    path("profile/portfolio/", portfolio_views.portfolio_edit, name="portfolio-edit"),
    path("profile/export/", data_views.export_data, name="export"),
    path("profile/delete/", data_views.account_delete, name="account-delete"),
    path("profile/deleted/", data_views.account_deleted, name="account-deleted"),
    path("people/<str:username>/", portfolio_views.portfolio, name="portfolio"),
    path("profile/token/", views.token_make, name="token-make"),
    path("profile/token/revoke/", views.token_revoke, name="token-revoke"),
]
