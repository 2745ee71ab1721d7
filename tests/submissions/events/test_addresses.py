"""Where a page listens, and who may."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
import pytest_django
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from submissions import services
from submissions.events import addresses
from submissions.events.addresses import Permission, events_url
from submissions.models import Submission

HandIn = Callable[..., Submission]


def request_of(learner: User, host: str = "localhost:8000") -> HttpRequest:
    request = RequestFactory().get("/labs/double/", headers={"host": host})
    request.user = learner
    return request


@pytest.mark.parametrize(
    ("setting", "host", "origin"),
    [
        ("/", "localhost:8000", ""),
        (":8001", "localhost:8000", "http://localhost:8001"),
        (":8001", "[::1]:8000", "http://[::1]:8001"),
        ("https://events.example.org/", "localhost:8000", "https://events.example.org"),
    ],
)
def test_the_setting_says_on_which_origin(
    ada: User, hand_in: HandIn, settings: pytest_django.Settings, setting: str, host: str, origin: str
) -> None:
    settings.EVENTS_URL = setting
    request = request_of(ada, host)
    submission = hand_in(ada)
    address, _, token = events_url(request, submission).partition("?token=")
    assert address == f"{origin}/events/submissions/{submission.pk}/"
    assert addresses.read(token) == Permission(submission.pk, ada.pk, f"http://{host}")
    assert getattr(request, "events_origin", None) == origin


def test_without_an_events_process_pages_poll(ada: User, hand_in: HandIn, settings: pytest_django.Settings) -> None:
    settings.EVENTS_URL = ""
    assert events_url(request_of(ada), hand_in(ada)) == ""


def test_only_the_owner_of_an_unfinished_submission_gets_an_address(
    ada: User, ben: User, cleo: User, hand_in: HandIn, settings: pytest_django.Settings
) -> None:
    settings.EVENTS_URL = "/"
    submission = hand_in(ada)
    assert events_url(request_of(ada), submission)
    assert [events_url(request_of(other), submission) for other in (ben, cleo)] == ["", ""]
    services.cancel(submission=submission)
    assert events_url(request_of(ada), submission) == ""


def test_a_token_that_is_old_or_changed_permits_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    token = addresses.sign(Permission(uuid4(), 1, "http://localhost"))
    assert addresses.read(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert addresses.read("") is None
    monkeypatch.setattr(addresses, "TOKEN_SECONDS", -1)
    assert addresses.read(token) is None
