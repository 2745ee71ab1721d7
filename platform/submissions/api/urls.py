"""Addresses of the REST interface, version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from submissions.api import search, views
from submissions.api.reference import api_reference

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", api_reference, name="api-reference"),
    path("token/", views.TokenView.as_view(), name="api-token"),
    path("search/", search.Search.as_view(), name="api-search"),
    path("labs/", views.LabList.as_view(), name="api-lab-list"),
    path("labs/<slug:slug>/", views.LabDetail.as_view(), name="api-lab"),
    path("labs/<slug:slug>/submissions/", views.LabSubmissions.as_view(), name="api-lab-submissions"),
    path("submissions/", views.SubmissionList.as_view(), name="api-submission-list"),
    path("submissions/<uuid:pk>/", views.SubmissionDetail.as_view(), name="api-submission"),
    path("submissions/<uuid:pk>/cancel/", views.SubmissionCancel.as_view(), name="api-submission-cancel"),
    path("<path:rest>", views.Nowhere.as_view()),
]
