"""Importing and exporting in the admin."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from content.exchange import gift_reading, moodle_reading
from content.models import Item, Quiz

IMPORT = "/admin/content/quiz/import-questions/"
GOOD = "::m1:: What does <b> momentum add? {=A mean ~Noise####It accumulates.}\n\nWrite. {}\n"

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def author(client: Client, cleo: User) -> Client:
    client.force_login(cleo)
    return client


def _upload(client: Client, text: str, **more: Any) -> Any:
    file = SimpleUploadedFile("bank.txt", text.encode())
    return client.post(IMPORT, {"quiz": "q", "file": file, **more})


def test_a_preview_shows_what_would_come_and_changes_nothing(author: Client) -> None:
    page = _upload(author, GOOD)
    said = unescape(page.content.decode())
    assert page.status_code == 200
    assert "1 new item for the new draft “Q”" in said
    assert "an essay has no key" in said
    assert not Quiz.objects.exists()


def test_confirming_the_preview_imports_what_it_showed(author: Client) -> None:
    page = _upload(author, GOOD.replace("\n", "\r\n"))
    sent = {"quiz": "q", "name": "bank.txt", "content": page.context["content"], "confirm": "1"}
    answer = author.post(IMPORT, sent, follow=True)
    item = Item.objects.get()
    assert (item.slug, item.explanation, item.quiz.is_published) == ("m1", "It accumulates.", False)
    said = unescape(answer.content.decode())
    assert "1 item was imported into “Q”" in said
    assert "It is a draft" in said


def test_a_bad_file_is_answered_with_lines_and_imports_nothing(author: Client) -> None:
    page = _upload(author, GOOD + "\nTwo? {=a ~b", confirm="1")
    assert page.status_code == 422
    said = unescape(page.content.decode())
    assert "Nothing was imported" in said
    assert '<td class="num">5</td><td>Has a { without its }' in said
    assert not Quiz.objects.exists()


def test_a_form_without_a_file_says_so(author: Client) -> None:
    page = author.post(IMPORT, {"quiz": "q"})
    assert page.status_code == 422
    assert "Choose a file." in page.content.decode()


def test_what_is_uploaded_is_escaped_on_the_page(author: Client) -> None:
    page = _upload(author, "::x:: What is [plain]<script>alert(1)</script>? {=</textarea><script>x</script> ~b####c}\n")
    assert b"<script>alert(1)" not in page.content
    assert b"</textarea><script>" not in page.content


def test_learners_have_no_way_in(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert _upload(client, GOOD).status_code == 302
    assert not Quiz.objects.exists()


def test_staff_without_the_right_to_add_cannot_import(client: Client, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    client.force_login(User.objects.get(pk=ada.pk))
    assert _upload(client, GOOD).status_code == 403


def test_an_export_page_tells_what_does_not_fit(author: Client) -> None:
    _upload(author, GOOD)
    author.post(IMPORT, {"quiz": "q", "name": "bank.txt", "content": GOOD, "confirm": "1"})
    quiz = Quiz.objects.get()
    item = quiz.items.get()
    item.kind, item.choices, item.details = "ordering", [], {"sequence": ["a", "b", "c"]}
    item.save()
    said = unescape(author.get(f"/admin/content/quiz/{quiz.pk}/export/").content.decode())
    assert "It holds 0 of 1 item." in said
    assert "GIFT has no questions that ask for an order" in said


def test_both_files_can_be_downloaded(author: Client) -> None:
    author.post(IMPORT, {"quiz": "q", "name": "bank.txt", "content": GOOD, "confirm": "1"})
    quiz = Quiz.objects.get()
    gift = author.get(f"/admin/content/quiz/{quiz.pk}/export/?format=gift")
    assert gift["Content-Disposition"] == 'attachment; filename="q.gift.txt"'
    assert len(gift_reading.read(gift.content.decode()).found) == 1
    moodle = author.get(f"/admin/content/quiz/{quiz.pk}/export/?format=moodle-xml")
    assert len(moodle_reading.read(moodle.content.decode()).found) == 1
    assert author.get(f"/admin/content/quiz/{quiz.pk}/export/?format=odt").status_code == 404
