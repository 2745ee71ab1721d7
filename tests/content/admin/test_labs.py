from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from content.models import Lab, LabVersion
from content.models.labs import UNVERIFIED

pytestmark = pytest.mark.usefixtures("loaded")
CHANGED = "def scale(x):\n    return x / x.sum(-1, keepdim=True)"


@pytest.fixture
def author(client: Client, cleo: User) -> Client:
    client.force_login(cleo)
    return client


@pytest.fixture
def url() -> str:
    return reverse("admin:content_lab_change", args=[Lab.objects.get().pk])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Catch what would go to a worker."""
    versions: list[int] = []
    monkeypatch.setattr("content.admin.labs.verify_lab.delay", versions.append)
    return versions


def posted(page: Any, **changes: Any) -> dict[str, Any]:
    """Return what a browser would post back from the lab's page; `None` in `changes` leaves a field out."""
    data: dict[str, Any] = {}
    formset = page.context["inline_admin_formsets"][0].formset
    for form in (page.context["adminform"].form, formset.management_form, *formset.forms):
        for bound in form:
            value = bound.value()
            if value is None or value is False:
                continue
            data[bound.html_name] = value
    kept = {key: value for key, value in (data | changes).items() if value is not None}
    return {key: _as_sent(value) for key, value in kept.items()}


def _as_sent(value: Any) -> Any:
    """Browsers send a newline as two characters."""
    return value.replace("\r\n", "\n").replace("\n", "\r\n") if isinstance(value, str) else value


def place_of(path: str, data: dict[str, Any]) -> str:
    """Return the prefix of the form that holds the lab's file at `path`."""
    return next(key for key, value in data.items() if key.endswith("-path") and value == path).removesuffix("path")


def errors_of(page: Any) -> str:
    assert page.status_code == 200, "The form was accepted."
    return unescape(str(page.context["errors"]))


def told(client: Client, url: str) -> str:
    return " ".join(str(message) for message in client.get(url).context["messages"])


def test_saving_an_unchanged_lab_makes_no_new_version(author: Client, url: str) -> None:
    before = Lab.objects.get().entry()
    answer = author.post(url, posted(author.get(url)))
    assert answer.status_code == 302, errors_of(answer)
    assert Lab.objects.get().entry() == before
    assert LabVersion.objects.count() == 1


def test_changed_code_cannot_stay_published(author: Client, url: str) -> None:
    page = author.post(url, posted(author.get(url), reference=CHANGED))
    assert page.context["adminform"].form.errors == {"is_published": [UNVERIFIED]}
    assert LabVersion.objects.count() == 1


def test_changed_files_cannot_stay_published(author: Client, url: str) -> None:
    data = posted(author.get(url))
    place = place_of("wrong/wrong_axis.py", data)
    page = author.post(url, data | {f"{place}text": CHANGED})
    assert UNVERIFIED in errors_of(page)


def test_changed_code_saved_unpublished_makes_a_version_that_is_not_verified(author: Client, url: str) -> None:
    answer = author.post(url, posted(author.get(url), reference=CHANGED, is_published=None))
    assert answer.status_code == 302, errors_of(answer)
    lab = Lab.objects.get()
    assert (LabVersion.objects.count(), lab.is_published) == (2, False)
    assert lab.current_version is not None
    assert lab.current_version.state == "not verified"
    assert lab.current_version.entry().reference == f"{CHANGED}\n"


def test_an_unverified_version_is_refused_and_a_verified_one_published(author: Client, url: str) -> None:
    author.post(url, posted(author.get(url), reference=CHANGED, is_published=None))
    assert UNVERIFIED in errors_of(author.post(url, posted(author.get(url), is_published="on")))
    LabVersion.objects.filter(is_shipped=False).update(verified=True, verification={"verified": True})
    assert author.post(url, posted(author.get(url), is_published="on")).status_code == 302
    assert Lab.objects.get().is_published


def test_a_new_lab_is_made_with_text_and_data_files(author: Client) -> None:
    url = reverse("admin:content_lab_add")
    data = posted(
        author.get(url),
        slug="identity",
        title="Identity",
        summary="Give back.",
        statement="Write `same`.",
        starter="def same(x): ...",
        reference="def same(x): return x",
        checks="CHECKS = []",
        entry_points="[[entry_point]]\nname = 'same'\nsignature = 'same(x)'",
    )
    data |= {
        "files-TOTAL_FORMS": "2",
        "files-0-path": "wrong/negated.py",
        "files-0-text": '"""Negates."""\r\n\r\ndef same(x): return -x',
        "files-1-path": "data.bin",
        "files-1-upload": SimpleUploadedFile("data.bin", b"\x00\xff"),
    }
    answer = author.post(url, data)
    assert answer.status_code == 302, errors_of(answer)
    version = Lab.objects.get(slug="identity").current_version
    assert version is not None
    assert version.entry().wrong == {"negated": '"""Negates."""\n\ndef same(x): return -x\n'}
    assert version.entry().files == {"data.bin": b"\x00\xff"}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("wrong/a.py", "def (", "not valid Python"),
        ("wrong/Bad.py", "x = 1", "expected wrong/<name>.py"),
        ("../../etc/passwd", "x", "expected a plain file name"),
        ("lab.toml", "x", "has a field of its own"),
        ("notes.txt", "", "Write the file's text or upload it."),
    ],
)
def test_a_file_that_no_lab_may_hold_is_refused(author: Client, url: str, path: str, text: str, expected: str) -> None:
    data = posted(author.get(url), is_published=None)
    total = int(data["files-TOTAL_FORMS"])
    data |= {"files-TOTAL_FORMS": str(total + 1), f"files-{total}-path": path, f"files-{total}-text": text}
    assert expected in errors_of(author.post(url, data))


def test_python_that_does_not_parse_is_a_sentence_with_its_line(author: Client, url: str) -> None:
    page = author.post(url, posted(author.get(url), checks="x = 1\ndef (", is_published=None))
    assert "line 2: not valid Python" in errors_of(page)


def test_deleting_a_file_that_the_lab_names_is_said_and_breaks_nothing(author: Client, url: str) -> None:
    data = posted(author.get(url), is_published=None)
    place = place_of("data/rows.bin", data)
    assert author.post(url, data | {f"{place}DELETE": "on"}).status_code == 302
    assert "no version could be made" in told(author, url)


def test_verifying_asks_a_worker_after_the_commit(
    author: Client, asked: list[int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    lab = Lab.objects.get()
    listing = reverse("admin:content_lab_changelist")
    with django_capture_on_commit_callbacks(execute=True):
        author.post(listing, {"action": "verify", "_selected_action": [lab.pk]})
        assert asked == []
    assert asked == [lab.current_version_id]
    assert lab.current_version is not None
    lab.current_version.refresh_from_db()
    assert lab.current_version.state == "queued"


def test_save_and_verify_asks_for_the_version_just_saved(
    author: Client,
    url: str,
    asked: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    data = posted(author.get(url), reference=CHANGED, is_published=None, content_lab_save_and_verify="1")
    with django_capture_on_commit_callbacks(execute=True):
        author.post(url, data)
    assert asked == [LabVersion.objects.get(is_shipped=False).pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["from the list", "while saving"])
def test_a_broker_that_is_down_is_said_and_nothing_stays_queued(
    author: Client, url: str, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def refuse(_version: int) -> None:
        raise OperationalError("refused")

    monkeypatch.setattr("content.admin.labs.verify_lab.delay", refuse)
    if way == "from the list":
        listing = reverse("admin:content_lab_changelist")
        author.post(listing, {"action": "verify", "_selected_action": [Lab.objects.get().pk]})
    else:
        author.post(url, posted(author.get(url), content_lab_save_and_verify="1"))
    assert "could not be queued: the broker does not answer" in told(author, url)
    assert LabVersion.objects.get().queued_at is None


def test_the_result_is_a_table_on_the_lab_s_page(author: Client, url: str) -> None:
    report = {
        "verified": False,
        "problems": ["wrong_axis passes on seed 3."],
        "reference": {"verdict": "passed", "points": 10.0, "max_points": 10.0},
        "starter": {"verdict": "not_attempted"},
        "wrong": [
            {"file": "wrong_axis", "verdict": "passed", "failed_check": None, "misconception": None, "ok": False}
        ],
    }
    LabVersion.objects.update(verification=report)
    text = author.get(url).content.decode()
    for expected in ("failed", "wrong_axis passes on seed 3.", "10 of 10 points", "not_attempted", "not ok"):
        assert expected in text


def test_the_list_of_labs_costs_the_same_for_one_and_many(author: Client, django_assert_max_num_queries: Any) -> None:
    for n in range(10):
        Lab.objects.create(slug=f"lab-{n}", title=f"Lab {n}", summary="x", statement="x")
    with django_assert_max_num_queries(8):
        author.get(reverse("admin:content_lab_changelist"))
