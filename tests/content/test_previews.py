from __future__ import annotations

from django.test import Client
from django.urls import reverse

from accounts.models import User

URL = "/content/preview/"


def test_the_address_has_a_name() -> None:
    assert reverse("content-preview") == URL


def test_staff_see_their_markdown_with_attacks_neutralised(client: Client, cleo: User) -> None:
    client.force_login(cleo)
    answer = client.post(URL, {"text": "**bold** <script>steal()</script> [x](javascript:steal())"})
    assert answer.status_code == 200
    assert "<strong>bold</strong>" in answer.content.decode()
    assert "<script" not in answer.content.decode()
    assert "href" not in answer.content.decode()


def test_a_preview_without_text_is_empty(client: Client, cleo: User) -> None:
    client.force_login(cleo)
    assert client.post(URL).content == b""


def test_learners_and_strangers_are_refused(client: Client, ada: User) -> None:
    assert client.post(URL, {"text": "x"}).status_code == 403
    client.force_login(ada)
    assert client.post(URL, {"text": "x"}).status_code == 403


def test_a_preview_is_posted_never_fetched(client: Client, cleo: User) -> None:
    client.force_login(cleo)
    assert client.get(URL).status_code == 405


def test_a_post_without_the_token_is_refused(cleo: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cleo)
    assert strict.post(URL, {"text": "x"}).status_code == 403
