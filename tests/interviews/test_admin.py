"""Staff may look practice up in the admin and rewrite none."""

from __future__ import annotations

from django.test import Client

from accounts.models import User
from content.models import Question
from interviews import services


def test_staff_read_practice_and_rewrite_none(client: Client, ada: User, cleo: User, question: Question) -> None:
    practice = services.hand_in(learner=ada, question=question, answer="It scales.")
    client.force_login(cleo)
    page = f"/admin/interviews/practice/{practice.pk}/change/"
    assert "ada" in client.get("/admin/interviews/practice/?q=ada").content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": "Other words"}).status_code == 403
    assert client.get("/admin/interviews/practice/add/").status_code == 403


def test_learners_have_no_business_there(client: Client, ada: User, question: Question) -> None:
    client.force_login(ada)
    assert client.get("/admin/interviews/practice/").status_code == 302
