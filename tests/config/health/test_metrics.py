"""Figures for Prometheus."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from config.health import metrics
from content.models import Lab
from submissions.models import Submission


def test_an_empty_site_shows_empty_queues(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        lines = metrics.text().splitlines()
    assert 'forward_pass_queue_length{device="cpu"} 0' in lines
    assert 'forward_pass_queue_oldest_seconds{device="cuda"} 0.0' in lines


def test_submissions_are_counted_by_state_and_verdict(ada: User) -> None:
    lab = Lab.objects.create(slug="a", title="A", summary="", statement="", starter="", reference="", checks="")
    version = lab.versions.create(version="0" * 16)

    def submit(**fields: Any) -> None:
        Submission.objects.create(
            learner=ada,
            lab=lab,
            lab_version=version,
            source="",
            source_hash=hashlib.sha256().hexdigest(),
            max_points=1.0,
            **fields,
        )

    submit(state="finished", verdict="passed")
    submit(state="finished", verdict="passed")
    submit(created_at=timezone.now() - timedelta(seconds=90))
    submit()
    lines = metrics.text().splitlines()
    assert 'forward_pass_submissions{state="finished",verdict="passed"} 2' in lines
    assert 'forward_pass_submissions{state="queued",verdict=""} 2' in lines
    assert 'forward_pass_queue_length{device="cpu"} 2' in lines
    [oldest] = [line for line in lines if line.startswith('forward_pass_queue_oldest_seconds{device="cpu"}')]
    assert 90 <= float(oldest.split()[-1]) < 120
