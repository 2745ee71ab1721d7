"""Everything that writes submissions, drafts and opened hints."""

from submissions.services.desk import KEPT_VERSIONS, keep_draft, open_hint, report_check
from submissions.services.grading import grade
from submissions.services.handing_in import KEPT_RUNS, MAX_SOURCE_BYTES, MAX_UNFINISHED, cancel, clean_text, hand_in
from submissions.services.leases import Claim, claim, finish, give_back, progress, renew
from submissions.services.sweeping import sweep

__all__ = [
    "KEPT_RUNS",
    "KEPT_VERSIONS",
    "MAX_SOURCE_BYTES",
    "MAX_UNFINISHED",
    "Claim",
    "cancel",
    "claim",
    "clean_text",
    "finish",
    "give_back",
    "grade",
    "hand_in",
    "keep_draft",
    "open_hint",
    "progress",
    "renew",
    "report_check",
    "sweep",
]
