"""Addresses of quizzes and attempts."""

from django.urls import path

from attempts import views

urlpatterns = [
    path("quizzes/", views.quiz_list, name="quiz-list"),
    path("quizzes/<slug:slug>/", views.quiz_detail, name="quiz"),
    path("quizzes/<slug:slug>/start/", views.quiz_start, name="quiz-start"),
    path("attempts/<uuid:pk>/", views.attempt_detail, name="attempt"),
    path("attempts/<uuid:pk>/finish/", views.attempt_finish, name="attempt-finish"),
    path("attempts/<uuid:pk>/answers/<int:position>/", views.attempt_answer, name="attempt-answer"),
]
