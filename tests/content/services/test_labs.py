from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from catalog.entries import Lab as LabEntry
from content.models import Lab, LabVersion
from content.services import labs
from content.tasks import verify_lab
from grader.service import NoConfinement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture
def verifier(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stand in for the grader: `outcome` is what verify returns or raises, `seen` the labs it was given."""
    stand_in = SimpleNamespace(outcome=None, seen=[])

    def verify(_grader: object, lab: LabEntry) -> Any:
        stand_in.seen.append(lab)
        if isinstance(stand_in.outcome, Exception):
            raise stand_in.outcome
        return stand_in.outcome

    monkeypatch.setattr("grader.service.shared", lambda: None)
    monkeypatch.setattr("grader.verify.verify", verify)
    return stand_in


def outcome(*, verified: bool, problems: tuple[str, ...] = ()) -> SimpleNamespace:
    report = {"verified": verified, "problems": list(problems)}
    return SimpleNamespace(verified=verified, as_json=lambda: report)


def current() -> LabVersion:
    version = Lab.objects.get().current_version
    assert version is not None
    return version


def test_a_verified_version_says_so(verifier: SimpleNamespace) -> None:
    labs.queue_verification(version=current())
    assert current().state == "queued"
    verifier.outcome = outcome(verified=True)
    verify_lab(current().pk)
    assert (current().state, current().verified) == ("verified", True)
    assert verifier.seen == [Lab.objects.get().entry()]


def test_a_failed_verification_keeps_its_problems(verifier: SimpleNamespace) -> None:
    verifier.outcome = outcome(verified=False, problems=("The starter passes.",))
    verify_lab(current().pk)
    assert current().state == "failed"
    assert current().verification == {"verified": False, "problems": ["The starter passes."]}


def test_a_host_without_confinement_verifies_nothing(verifier: SimpleNamespace) -> None:
    verifier.outcome = NoConfinement("no Landlock")
    verify_lab(current().pk)
    assert current().verification["problems"] == ["This host cannot confine code: no Landlock"]
    assert not current().verified


def test_a_broken_verifier_does_not_leave_the_version_queued(verifier: SimpleNamespace) -> None:
    labs.queue_verification(version=current())
    verifier.outcome = RuntimeError("warden died")
    with pytest.raises(RuntimeError):
        verify_lab(current().pk)
    assert current().state == "failed"


def test_a_version_is_verified_as_it_was_frozen(verifier: SimpleNamespace) -> None:
    frozen, entry = current(), current().entry()
    Lab.objects.update(reference="def scale(x):\n    return x\n")
    verifier.outcome = outcome(verified=True)
    verify_lab(frozen.pk)
    assert verifier.seen == [entry]


def test_changed_code_takes_a_published_lab_offline() -> None:
    lab = Lab.objects.get()
    lab.reference = "def scale(x):\n    return x\n"
    lab.save()
    version = labs.freeze(lab=lab)
    assert (version.is_proven, Lab.objects.get().is_published) == (False, False)


def test_going_back_to_earlier_code_takes_its_version_up_again() -> None:
    lab, first = Lab.objects.get(), current()
    shipped = lab.reference
    for source in ("def scale(x):\n    return x\n", shipped):
        lab.reference = source
        lab.save()
        version = labs.freeze(lab=lab)
    assert version == first


def test_deleting_a_lab_deletes_its_versions() -> None:
    Lab.objects.get().delete()
    assert not LabVersion.objects.exists()
