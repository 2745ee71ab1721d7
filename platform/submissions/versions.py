"""Every text that a learner has for a lab: the draft as it is, drafts set aside, submissions, the starter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from content.models import Lab
from submissions import selectors
from submissions.models import DraftVersion, Submission

NOW = "now"
STARTER = "starter"
SHOWN_SUBMISSIONS = 20


@dataclass(frozen=True, slots=True)
class Version:
    """One text. `key` names it in an address; `submission` is set where it was handed in."""

    key: str
    label: str
    source: str
    saved_at: datetime | None = None
    submission: Submission | None = None

    @property
    def report(self) -> Mapping[str, Any] | None:
        return self.submission.report if self.submission else None


def versions(learner: User, lab: Lab) -> list[Version]:
    """Return the texts, newest first: what is in the editor on top, the starter at the bottom. Costs four queries."""
    handed_in = Submission.objects.filter(learner=learner, lab=lab).defer("progress")[:SHOWN_SUBMISSIONS]
    kept = [
        *(Version(f"s{row.pk}", _("Handed in"), row.source, row.created_at, row) for row in handed_in),
        *(
            Version(f"d{row.pk}", _("Draft"), row.source, row.saved_at)
            for row in DraftVersion.objects.filter(learner=learner, lab=lab)
        ),
    ]
    kept.sort(key=attrgetter("saved_at"), reverse=True)
    present = selectors.last_source(learner, lab) or lab.starter
    return [Version(NOW, _("In the editor"), present), *kept, Version(STARTER, _("The starter"), lab.starter)]
