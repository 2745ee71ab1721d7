"""What a stream sends: the whole present state of a submission, under an id made from that state.

So there is no log to replay: whoever comes back with the id of an event is sent the present state, unless it is the
one of that id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from submissions import selectors
from submissions.models import Submission, SubmissionState

ENDED = "ended"
STATUS = "status"


@dataclass(frozen=True, slots=True)
class Event:
    """A server-sent event. `learner_id` is whose it is, None when the submission is gone."""

    id: str
    name: str
    data: str
    learner_id: int | None = None
    is_waiting: bool = False

    @property
    def is_final(self) -> bool:
        return self.name == ENDED

    @property
    def wire(self) -> bytes:
        return f"id: {self.id}\nevent: {self.name}\ndata: {self.data}\n\n".encode()


def read(ids: Collection[UUID]) -> dict[UUID, Event]:
    """Read the present state of some submissions. Costs two queries, and one for each lab that is waited for."""
    rows = Submission.runs.filter(pk__in=ids).defer("source", "report").select_related("lab")
    found = {row.pk: row for row in rows}
    waits = any(row.state == SubmissionState.QUEUED for row in found.values())
    positions = selectors.queue_positions() if waits else {}
    labs = {row.lab_id for row in found.values() if row.is_unfinished}
    usual = {lab: selectors.usual_seconds(lab) for lab in labs}
    return {
        pk: _event(found[pk], positions.get(pk), usual.get(found[pk].lab_id)) if pk in found else _gone() for pk in ids
    }


def _event(row: Submission, position: int | None, usual: float | None) -> Event:
    if not row.is_unfinished:
        return _named(ENDED, {"state": row.state, "verdict": row.verdict}, row)
    estimate = selectors.estimate(usual, position)
    if row.state == SubmissionState.QUEUED:
        return _named(STATUS, {"state": row.state, "line": selectors.status_line(row, position, estimate)}, row)
    shown = {"submission": row, "position": None, "estimate_seconds": estimate, "csrf_token": "NOTPROVIDED"}
    html = render_to_string("submissions/_status.html", shown)
    return _named(STATUS, {"state": row.state, "html": html}, row)


def _gone() -> Event:
    return Event(id="gone", name=ENDED, data='{"state": "gone"}')


def _named(name: str, content: dict[str, Any], row: Submission) -> Event:
    data = json.dumps(content, ensure_ascii=False)
    digest = hashlib.blake2s(data.encode(), digest_size=8).hexdigest()
    return Event(digest, name, data, row.learner_id, is_waiting=row.state == SubmissionState.QUEUED)
