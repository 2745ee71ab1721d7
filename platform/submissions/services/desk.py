"""What a learner leaves on a lab's page before handing in."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from content.models import Lab
from submissions.models import Draft, HintOpened
from submissions.services.handing_in import clean_text


def keep_draft(*, learner: User, lab: Lab, source: str) -> Draft:
    """Keep `source` as the learner's draft of the lab; a blank one is kept too.

    Raises:
        UnusableSource: it is too long or not text.
    """
    draft, _ = Draft.objects.update_or_create(
        learner=learner, lab=lab, defaults={"source": clean_text(source), "saved_at": timezone.now()}
    )
    return draft


def open_hint(*, learner: User, lab: Lab) -> int:
    """Open the next rung of the hint ladder and return how many are open; at the top it changes nothing."""
    opened = HintOpened.objects.filter(learner=learner, lab=lab).count()
    if opened >= len(lab.hints):
        return opened
    HintOpened.objects.get_or_create(learner=learner, lab=lab, index=opened)
    return opened + 1
