"""Delete an account with everything that is its learner's."""

from __future__ import annotations

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from submissions import services as submissions
from submissions.models import UNFINISHED, Submission


class DeletionRefused(Exception):
    """Why an account can't be deleted by its owner, as a sentence for them."""


def refusal(learner: User) -> str:
    """Say why a learner can't delete the account, "" where nothing stands in the way. One query for staff."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=learner.pk)
    if learner.is_superuser and not others.exists():
        return _("You are the only administrator of this site. Make somebody else one before you leave.")
    if learner.is_staff or learner.is_superuser:
        return _(
            "This account works for the site, so its rights have to be taken away first. "
            "Ask another administrator to do so, then come back."
        )
    return ""


def delete(learner: User) -> None:
    """Cancel what runs, then delete the account and every row that is its learner's; a second call changes nothing.

    What points at the account goes with it by its foreign keys; failed and past sign-ins are kept by name, so they are
    looked for. Nothing stays for statistics: they are counted afresh from the attempts that are there.

    Raises:
        DeletionRefused: it is the account of staff.
    """
    with transaction.atomic():
        # Whoever hands in code or saves a draft waits for this row, and then finds no account.
        found = User.objects.select_for_update().filter(pk=learner.pk).first()
        if found is None:
            return
        if reason := refusal(found):
            raise DeletionRefused(reason)
        for submission in Submission.runs.filter(learner=found, state__in=UNFINISHED):
            submissions.cancel(submission=submission)
        for model in (AccessAttempt, AccessFailureLog, AccessLog):
            model.objects.filter(Q(username__iexact=found.username) | Q(username__iexact=found.email)).delete()
        found.delete()
