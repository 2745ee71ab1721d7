"""Deleting an account."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.db.models import CASCADE, Model
from django.utils import timezone

from accounts.models import User
from content.models import Lesson
from mastery import deletion, reading
from mastery.deletion import DeletionRefused
from submissions import services as submissions
from submissions.models import Submission

from .conftest import Site, Submit, open_exam

LET_GO = {"submissions.Submission.answered_from": "a submission of the same learner, which goes as well"}


def rows_of(learner_id: int) -> dict[str, int]:
    """Count the rows that belong to an account, over every model of the site that has a foreign key to one."""
    counts = {}
    for model in apps.get_models():
        for field in model._meta.fields:
            if field.is_relation and field.related_model is User:
                rows = model._base_manager.filter(**{field.attname: learner_id})
                counts[f"{model._meta.label}.{field.name}"] = rows.count()
    return counts


def test_every_row_that_is_a_learners_goes_with_the_account() -> None:
    """Walk from the account over all foreign keys: what points at what goes must go too, or let go of it."""
    owned: set[type[Model]] = {User}
    keys = [(model, field) for model in apps.get_models(include_auto_created=True) for field in model._meta.fields]
    keys = [(model, field) for model, field in keys if field.is_relation and field.concrete]
    while more := {model for model, field in keys if field.related_model in owned} - owned:
        owned |= more
    fates = {
        f"{model._meta.label}.{field.name}": field.remote_field.on_delete  # type: ignore[union-attr]
        for model, field in keys
        if field.related_model in owned
    }
    assert {name for name, fate in fates.items() if fate is not CASCADE} == set(LET_GO)


def test_nothing_of_the_learner_is_left_and_others_keep_all(traces: None, site: Site, ada: User, ben: User) -> None:
    for learner in (ada, ben):
        open_exam(learner, site.quiz)
        AccessLog.objects.create(username=learner.username, ip_address="127.0.0.1", path_info="/")
    AccessAttempt.objects.create(
        username="ADA@example.org", ip_address="127.0.0.1", path_info="/", failures_since_start=1
    )
    before, pk = rows_of(ben.pk), ada.pk
    assert sum(rows_of(pk).values()) >= 9

    deletion.delete(ada)

    assert set(rows_of(pk).values()) == {0}
    assert rows_of(ben.pk) == before
    assert not User.objects.filter(pk=pk).exists()
    assert list(AccessLog.objects.values_list("username", flat=True)) == ["ben"]
    assert not AccessAttempt.objects.exists()
    assert Lesson.objects.count() == 2


def test_what_runs_is_cancelled_first(
    site: Site, submit: Submit, ada: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for learner in (ada, ben):
        made = submit(learner, site.lab)
        Submission.runs.filter(pk=made.pk).update(state="queued", verdict="", finished_at=None, visible_only=True)
    cancelled = []
    cancel = submissions.cancel

    def note(*, submission: Submission) -> bool:
        cancelled.append(submission.learner)
        return cancel(submission=submission)

    monkeypatch.setattr(submissions, "cancel", note)
    deletion.delete(ada)
    assert cancelled == [ada]
    assert Submission.runs.get().state == "queued"


def test_a_second_time_changes_nothing(site: Site, ada: User, ben: User) -> None:
    again = User.objects.get(pk=ada.pk)
    deletion.delete(ada)
    deletion.delete(again)
    assert User.objects.get() == ben


def test_the_last_administrator_stays(cleo: User, ada: User) -> None:
    User.objects.create_superuser("gone", is_active=False)
    with pytest.raises(DeletionRefused, match="only administrator"):
        deletion.delete(cleo)
    assert User.objects.filter(pk=cleo.pk).exists()


def test_staff_give_back_their_rights_first(cleo: User, ada: User, site: Site) -> None:
    ada.is_staff = True
    ada.save()
    reading.mark(learner=ada, lesson=site.first)
    with pytest.raises(DeletionRefused, match="works for the site"):
        deletion.delete(ada)
    other = User.objects.create_superuser("dora")
    assert "works for the site" in deletion.refusal(other)
    assert deletion.refusal(User.objects.create_user("eve", date_joined=timezone.now())) == ""
