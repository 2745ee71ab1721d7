"""Addresses of labs and submissions."""

from django.urls import path

from submissions import views

urlpatterns = [
    path("labs/", views.lab_list, name="lab-list"),
    path("labs/<slug:slug>/", views.lab_page, name="lab"),
    path("labs/<slug:slug>/hint/", views.lab_hint, name="lab-hint"),
    path("labs/<slug:slug>/draft/", views.draft, name="draft"),
    path("labs/<slug:slug>/versions/", views.lab_versions, name="lab-versions"),
    path("submissions/<uuid:pk>/", views.submission_page, name="submission"),
    path("submissions/<uuid:pk>/status/", views.submission_status, name="submission-status"),
    path("submissions/<uuid:pk>/bad-check/", views.bad_check, name="bad-check"),
    path("submissions/<uuid:pk>/cancel/", views.submission_cancel, name="submission-cancel"),
]
