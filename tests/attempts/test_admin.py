"""Staff may look attempts up in the admin and rewrite none."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from accounts.models import User
from attempts import services
from attempts.models import Attempt, TimeExtension
from content.models import Quiz


def test_staff_find_and_open_attempts_and_answers(client: Client, cleo: User, attempt: Attempt) -> None:
    client.force_login(cleo)
    response = attempt.responses.get(position=1)
    assert "ada" in client.get("/admin/attempts/attempt/?q=ada").content.decode()
    assert client.get(f"/admin/attempts/attempt/{attempt.pk}/change/").status_code == 200
    assert "item-1" in client.get("/admin/attempts/response/?q=item-1").content.decode()
    assert client.get(f"/admin/attempts/response/{response.pk}/change/").status_code == 200


def test_nobody_adds_or_rewrites_an_attempt(client: Client, cleo: User, attempt: Attempt) -> None:
    client.force_login(cleo)
    assert client.get("/admin/attempts/attempt/add/").status_code == 403
    assert client.post(f"/admin/attempts/attempt/{attempt.pk}/change/", {"score": 99}).status_code == 403


def test_learners_have_no_business_there(client: Client, ada: User, attempt: Attempt) -> None:
    client.force_login(ada)
    assert client.get("/admin/attempts/attempt/").status_code == 302


def test_an_extension_reaches_the_open_attempt(client: Client, ada: User, cleo: User, quiz: Quiz) -> None:
    quiz.minutes = 20
    quiz.save()
    attempt = services.start(learner=ada, quiz=quiz)
    client.force_login(cleo)
    sent = {"learner": ada.pk, "quiz": "", "percent": 50, "minutes": 0, "note": "certificate seen"}
    assert client.post("/admin/attempts/timeextension/add/", sent).status_code == 302
    extension = TimeExtension.objects.get()
    attempt.refresh_from_db()
    assert attempt.due_at == attempt.started_at + timedelta(minutes=30)
    assert client.post(f"/admin/attempts/timeextension/{extension.pk}/delete/", {"post": "yes"}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.due_at == attempt.started_at + timedelta(minutes=20)
