"""Addresses of quizzes and attempts."""

from django.urls import path

from attempts import item_views, views

urlpatterns = [
    path("quizzes/", views.quiz_list, name="quiz-list"),
    path("quizzes/<slug:slug>/", views.quiz_detail, name="quiz"),
    path("quizzes/<slug:slug>/start/", views.quiz_start, name="quiz-start"),
    path("quizzes/<slug:quiz>/items/<slug:item>/", item_views.item_practice, name="item-practice"),
    path("attempts/<uuid:pk>/", views.attempt_detail, name="attempt"),
    path("attempts/<uuid:pk>/finish/", views.attempt_finish, name="attempt-finish"),
    path("attempts/<uuid:pk>/answers/<int:position>/", views.attempt_answer, name="attempt-answer"),
    path("attempts/<uuid:pk>/flags/<int:position>/", views.attempt_flag, name="attempt-flag"),
]
