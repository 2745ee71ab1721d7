"""What a learner leaves on a lab's page before handing in."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from content.models import Lab
from submissions.models import BadCheckReport, Draft, DraftVersion, HintOpened, Submission
from submissions.services.handing_in import clean_text

KEPT_VERSIONS = 20
VERSION_EVERY = timedelta(minutes=1)


def keep_draft(*, learner: User, lab: Lab, source: str, sets_aside: bool = False) -> Draft:
    """Keep `source` as the learner's draft of the lab; a blank one is kept too.

    The text before it is set aside as a version once a minute, and always with `sets_aside`.

    Raises:
        UnusableSource: it is too long or not text.
    """
    source = clean_text(source)
    with transaction.atomic():
        before = Draft.objects.filter(learner=learner, lab=lab).first()
        if before and before.source != source:
            _set_aside(before, at_once=sets_aside)
        draft, _ = Draft.objects.update_or_create(
            learner=learner, lab=lab, defaults={"source": source, "saved_at": timezone.now()}
        )
    return draft


def _set_aside(draft: Draft, *, at_once: bool) -> None:
    """Make a version of a draft unless it is blank or there already; the oldest beyond `KEPT_VERSIONS` go."""
    versions = DraftVersion.objects.filter(learner_id=draft.learner_id, lab_id=draft.lab_id)
    latest = versions.first()
    if not draft.source.strip() or (latest and latest.source == draft.source):
        return
    if latest and not at_once and timezone.now() - latest.saved_at < VERSION_EVERY:
        return
    versions.create(learner_id=draft.learner_id, lab_id=draft.lab_id, source=draft.source, saved_at=draft.saved_at)
    versions.exclude(pk__in=list(versions.values_list("pk", flat=True)[:KEPT_VERSIONS])).delete()


def open_hint(*, learner: User, lab: Lab) -> int:
    """Open the next rung of the hint ladder and return how many are open; at the top it changes nothing."""
    opened = HintOpened.objects.filter(learner=learner, lab=lab).count()
    if opened >= len(lab.hints):
        return opened
    HintOpened.objects.get_or_create(learner=learner, lab=lab, index=opened)
    return opened + 1


def report_check(*, submission: Submission, check_id: str, text: str) -> BadCheckReport:
    """Keep what the learner holds against a check of a graded submission."""
    return BadCheckReport.objects.create(
        submission=submission,
        lab_version_id=submission.lab_version_id,
        check_id=check_id,
        seed=(submission.report or {}).get("seed"),
        text=text,
    )
