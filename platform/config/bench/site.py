"""What a learner waits for: a verdict through API, broker and worker, and the server's time for a page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from attempts import services as attempt_services
from config import broker, preparation, programs
from config.bench.rows import BenchError, Bound, Row, milliseconds, p50, p95
from config.supervisor import Supervisor
from content.models import Lab, Lesson, Quiz
from submissions.models import Submission, SubmissionState

_ONE_BY_ONE = 40
_AT_ONCE = 60
_PAGES = 60
_PATIENCE_SECONDS = 120
_POLL_SECONDS = 0.005
_SELDOM_SECONDS = 0.1  # where two cores are to be kept busy by grading alone


@contextmanager
def scratch_site() -> Iterator[Client]:
    """Give a signed-in client of a site with a database, broker and worker of its own, in this process's STATE_DIR."""
    state = Path(settings.STATE_DIR)
    with Supervisor(lambda _line: None) as supervisor:
        broker.start_or_adopt(supervisor, socket=settings.BROKER_SOCKET, data_dir=state / "broker")
        preparation.migrate()
        preparation.collect_static()
        preparation.load_content(fresh_database=True)
        supervisor.start(programs.worker())
        learner = User.objects.create_user("bench", "bench@example.org")
        client = Client(HTTP_HOST="localhost")
        client.force_login(learner, backend="django.contrib.auth.backends.ModelBackend")
        yield client


def submission_rows(client: Client, slug: str) -> list[Row]:
    """Hand in the reference of `slug` again and again, one by one and all at once."""
    lab = Lab.objects.get(slug=slug)
    _verdict(client, lab, 0)  # the first one waits until the worker is up and warm
    samples = [milliseconds(partial(_verdict, client, lab, number)) for number in range(1, 1 + _ONE_BY_ONE)]
    how = f"{_ONE_BY_ONE} references of {slug}, one by one: POST to the API until the stored verdict is read"
    return [
        Row("submit_to_verdict_p50_ms", p50(samples), "ms", 150, how),
        Row("submit_to_verdict_p95_ms", p95(samples), "ms", 400, how),
        _throughput(lab),
    ]


def page_rows(client: Client) -> list[Row]:
    """Time the three pages that learners open most, as the signed-in learner sees them."""
    learner = User.objects.get(username="bench")
    quiz = Quiz.objects.filter(is_published=True).order_by("-items").first()
    lesson = Lesson.objects.filter(is_published=True).first()
    lab = Lab.objects.filter(is_published=True).first()
    if quiz is None or lesson is None or lab is None:
        raise BenchError("There is no published quiz, lesson and lab to measure.")
    attempt = attempt_services.start(learner=learner, quiz=quiz)
    addresses = {
        "page_lesson_p50_ms": lesson.get_absolute_url(),
        "page_quiz_p50_ms": reverse("attempt", args=[attempt.pk]),
        "page_lab_p50_ms": lab.get_absolute_url(),
    }
    return [page_row(client, row, address) for row, address in addresses.items()]


def page_row(client: Client, row: str, address: str) -> Row:
    """Time one page, as the client's learner sees it."""
    if (status := client.get(address).status_code) != 200:
        raise BenchError(f"{address} answered {status}.")
    samples = [milliseconds(lambda: client.get(address)) for _ in range(_PAGES)]
    how = f"median of {_PAGES} requests of one page through every middleware, signed in"
    return Row(row, p50(samples), "ms", 30, how)


def _verdict(client: Client, lab: Lab, number: int) -> None:
    # A comment makes each source new, so that none is answered from an earlier report.
    source = f"{lab.reference}\n# {number}\n"
    address = f"/api/v1/labs/{lab.slug}/submissions/"
    answer = client.post(address, json.dumps({"source": source}), content_type="application/json")
    if answer.status_code != 201:
        raise BenchError(f"{address} answered {answer.status_code}: {answer.content[:200]!r}.")
    pk = answer.json()["id"]
    _await(lambda: not Submission.objects.get(pk=pk).is_unfinished)
    verdict = Submission.objects.values_list("verdict", flat=True).get(pk=pk)
    if verdict != "passed":
        raise BenchError(f"The reference of {lab.slug} got the verdict {verdict}.")


def _throughput(lab: Lab) -> Row:
    """Queue many at once, each of a learner of its own, and divide by the time until the last verdict."""
    from submissions import services

    learners = [User.objects.create_user(f"bench{number}") for number in range(_AT_ONCE)]
    started = time.perf_counter()
    for number, learner in enumerate(learners):
        services.hand_in(learner=learner, lab=lab, source=f"{lab.reference}\n# at once {number}\n")
    ours = Submission.objects.filter(learner__in=learners)
    _await(lambda: ours.filter(state=SubmissionState.FINISHED).count() == _AT_ONCE, every=_SELDOM_SECONDS)
    seconds = time.perf_counter() - started
    how = f"{_AT_ONCE} references of {lab.slug} queued at once, divided by the time until the last verdict is stored"
    return Row("verdicts_per_second", _AT_ONCE / seconds, "1/s", 20, how, Bound.AT_LEAST)


def _await(is_over: Callable[[], bool], *, every: float = _POLL_SECONDS) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not is_over():
        if time.monotonic() > deadline:
            raise BenchError(f"No verdict within {_PATIENCE_SECONDS} s.")
        time.sleep(every)
