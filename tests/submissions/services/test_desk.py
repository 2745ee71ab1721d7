"""Drafts and hints."""

from __future__ import annotations

import pytest

from accounts.models import User
from content.models import Lab
from submissions import selectors, services
from submissions.errors import UnusableSource
from submissions.models import Draft


def test_a_draft_replaces_the_one_before(ada: User, lab: Lab) -> None:
    services.keep_draft(learner=ada, lab=lab, source="one")
    services.keep_draft(learner=ada, lab=lab, source="two\r\n")
    assert Draft.objects.get().source == "two\n"


def test_a_draft_that_is_too_long_is_refused(ada: User, lab: Lab) -> None:
    with pytest.raises(UnusableSource):
        services.keep_draft(learner=ada, lab=lab, source="x" * (services.MAX_SOURCE_BYTES + 1))


def test_hints_open_one_at_a_time_to_the_top(ada: User, ben: User, lab: Lab) -> None:
    assert [services.open_hint(learner=ada, lab=lab) for _ in range(3)] == [1, 2, 2]
    assert selectors.hints_opened(ada, lab) == 2
    assert selectors.hints_opened(ben, lab) == 0
