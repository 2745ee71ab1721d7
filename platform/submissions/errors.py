"""Why a submission was refused, in sentences that a learner can act on."""

from __future__ import annotations


class Refused(Exception):
    """A submission that was not taken; the message is shown as it is."""


class UnusableSource(Refused):
    """The text can't be graded: blank, too long or not text."""


class LabClosed(Refused):
    """The lab isn't published, or has no version to grade by."""


class TooManyUnfinished(Refused):
    """The learner already has as many unfinished submissions as one may have."""
