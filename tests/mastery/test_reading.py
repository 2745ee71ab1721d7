"""Marking a lesson as read."""

from __future__ import annotations

from django.test import Client

from accounts.models import User
from content.models import Lesson
from mastery import reading
from mastery.models import LessonRead

from .conftest import Site


def test_a_lesson_is_marked_once_and_for_oneself(client: Client, site: Site, ada: User, ben: User) -> None:
    client.force_login(ada)
    for _ in range(2):
        reply = client.post("/lessons/first/read/", follow=True)
    assert reply.redirect_chain == [("/lessons/first/#read", 302)]
    assert "Not read after all" in reply.content.decode()
    assert list(LessonRead.objects.values_list("learner", "lesson")) == [(ada.pk, site.first.pk)]
    client.force_login(ben)
    assert "Mark as read" in client.get("/lessons/first/").content.decode()


def test_a_mark_can_be_taken_back_and_only_ones_own(client: Client, site: Site, ada: User, ben: User) -> None:
    for learner in (ada, ben):
        reading.mark(learner=learner, lesson=site.first)
    client.force_login(ada)
    for _ in range(2):
        assert client.post("/lessons/first/read/", {"undo": "1"}).status_code == 302
    assert LessonRead.objects.get().learner == ben


def test_a_visitor_sees_no_button_and_is_asked_to_sign_in(client: Client, site: Site) -> None:
    assert "Mark as read" not in client.get("/lessons/first/").content.decode()
    assert client.post("/lessons/first/read/").headers["Location"].startswith("/accounts/login/")


def test_a_draft_cannot_be_read_and_a_link_marks_nothing(client: Client, site: Site, cleo: User) -> None:
    client.force_login(cleo)
    assert client.get("/lessons/first/read/").status_code == 405
    Lesson.objects.filter(slug="first").update(is_published=False)
    assert "Mark as read" not in client.get("/lessons/first/").content.decode()
    assert client.post("/lessons/first/read/").status_code == 404
    assert not LessonRead.objects.exists()
