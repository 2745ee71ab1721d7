"""Take a source text from a learner, and let the learner take it back."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.entries import Device
from content.models import Lab
from submissions import queues
from submissions.errors import LabClosed, TooManyUnfinished, UnusableSource
from submissions.events.announcing import announce
from submissions.models import UNFINISHED, RunDevice, Submission, SubmissionState, Verdict

MAX_SOURCE_BYTES = 64 * 1024
MAX_UNFINISHED = 3
KEPT_RUNS = 10
REPEATABLE = (Verdict.PASSED, Verdict.FAILED, Verdict.NOT_ATTEMPTED, Verdict.FORBIDDEN)
"""Verdicts that the same source earns again; the others depend on the machine's load."""


def clean_text(source: str) -> str:
    """Return the text with plain line ends (a browser's text area sends CRLF).

    Raises:
        UnusableSource: it is too long or not text.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in source:
        raise UnusableSource(_("The code contains a NUL character. Please hand in plain text."))
    try:
        size = len(source.encode())
    except UnicodeEncodeError:
        raise UnusableSource(_("The code contains characters that are not valid text.")) from None
    if size > MAX_SOURCE_BYTES:
        raise UnusableSource(
            _("The code is %(size)s bytes long; at most %(most)s can be graded.")
            % {
                "size": number_format(size, use_l10n=True, force_grouping=True),
                "most": number_format(MAX_SOURCE_BYTES, use_l10n=True, force_grouping=True),
            }
        )
    return source


def hand_in(*, learner: User, lab: Lab, source: str, trace: bool = False, visible_only: bool = False) -> Submission:
    """Save a submission and, once that is committed, ring a worker; a repeated source is answered at once.

    With `trace` the report also shows, operation by operation, what the code did in one visible check. With
    `visible_only` the visible checks run and nothing counts: neither is it answered from an earlier report, nor is one
    answered from it, and only the learner's last `KEPT_RUNS` for the lab are kept.

    A broker that is down neither fails nor delays this: the sweeper rings again.

    Raises:
        UnusableSource: the text is blank, too long or not text.
        LabClosed: the lab isn't published.
        TooManyUnfinished: the learner must wait for a verdict first.
    """
    source = clean_text(source)
    if not source.strip():
        raise UnusableSource(_("There is no code to grade yet."))
    if not lab.is_published or lab.current_version_id is None:
        raise LabClosed(_("This lab is not open for submissions."))
    submission = Submission(
        learner=learner,
        lab=lab,
        lab_version_id=lab.current_version_id,
        source=source,
        source_hash=hashlib.sha256(source.encode()).hexdigest(),
        device=RunDevice.CUDA if lab.device == Device.CUDA else RunDevice.CPU,
        max_points=lab.points,
        trace=trace,
        visible_only=visible_only,
    )
    with transaction.atomic():
        # Two tabs handing in at once must not both be the third: hold the learner's row while counting.
        User.objects.select_for_update().get(pk=learner.pk)
        if not visible_only and _answer_from_earlier(submission):
            submission.save(force_insert=True)
            return submission
        _check_room(learner)
        if visible_only:
            _prune_runs(learner, lab)
        submission.save(force_insert=True)
        transaction.on_commit(lambda: queues.ring(submission.pk, submission.device))
    return submission


def cancel(*, submission: Submission) -> bool:
    """Take a submission back; False when it had already ended. Its worker stops a running one in a second."""
    cancelled = Submission.runs.filter(pk=submission.pk, state__in=UNFINISHED).update(
        state=SubmissionState.CANCELLED, claim=None, lease_until=None, finished_at=timezone.now()
    )
    if cancelled:
        announce(submission.pk, moves_queue=True)
    submission.refresh_from_db()
    return bool(cancelled)


def _check_room(learner: User) -> None:
    if Submission.runs.filter(learner=learner, state__in=UNFINISHED).count() >= MAX_UNFINISHED:
        raise TooManyUnfinished(
            _("You already have %(number)s submissions waiting for a verdict. Wait for one to finish, or cancel one.")
            % {"number": MAX_UNFINISHED}
        )


def _prune_runs(learner: User, lab: Lab) -> None:
    """Make room for one more run. One whose check was reported stays, for the authors to look at."""
    ended = Submission.runs.filter(learner=learner, lab=lab, visible_only=True, bad_check_reports=None)
    ended = ended.exclude(state__in=UNFINISHED)
    ended.exclude(pk__in=list(ended.values_list("pk", flat=True)[: KEPT_RUNS - 1])).delete()


def _answer_from_earlier(submission: Submission) -> bool:
    """Copy the report of the learner's latest grade of the same source, if it would be the same again."""
    earlier = Submission.objects.filter(
        learner_id=submission.learner_id,
        lab_version_id=submission.lab_version_id,
        source_hash=submission.source_hash,
        device=submission.device,
        trace=submission.trace,
        state=SubmissionState.FINISHED,
        verdict__in=REPEATABLE,
        answered_from=None,
    ).first()
    if earlier is None:
        return False
    submission.state = SubmissionState.FINISHED
    submission.verdict = earlier.verdict
    submission.points = earlier.points
    submission.max_points = earlier.max_points
    submission.report = earlier.report
    submission.answered_from = earlier
    submission.started_at = submission.finished_at = timezone.now()
    return True
