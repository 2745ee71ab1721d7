"""Every address of the site, walked from the URL conf: a world that holds one of each thing, and a path per route.

A route that this file cannot make a path of fails the walk, so that a new page is never left out unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from rest_framework.authtoken.models import TokenProxy

from accounts.models import User
from attempts import services as attempts
from attempts.models import TimeExtension
from catalog.files import read_catalog
from content.models import Lab, Lesson, Question, Quiz
from content.services.loading import load
from interviews.models import Practice
from mastery.models import Card, LessonRead, Portfolio, PortfolioLab
from mastery.review import services as review
from reports import REPORT, SOURCE
from submissions.models import BadCheckReport, DraftVersion, Submission

PART = re.compile(r"<(?:\w+:)?(?P<name>\w+)>")
WRITTEN_OUT = {
    "accounts/^confirm-email/": "accounts/confirm-email/gone/",
    "accounts/^password/reset/key/": "accounts/password/reset/key/1-gone/",
    "admin/^(?P<app_label>": "admin/content/",
    "admin/(?P<url>": "admin/no/such/page/",
    "admin/r/<path:content_type_id>/<path:object_id>/": "admin/r/0/0/",
    "api/v1/<path:rest>": "api/v1/no/such/thing/",
}  # by how patterns begin: those written as regular expressions, and those that stand for anything


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the URL conf as it is written there, and the view behind it."""

    pattern: str
    view: Any


def routes() -> list[Route]:
    """List every route, those of included URL confs in their place."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(pattern, entry.callback)
        else:
            yield from _walk(entry.url_patterns, pattern)


class World:
    """The shipped content, and one of each thing that a learner or the staff leave behind; `ada` did it all."""

    def __init__(self, ada: User, cleo: User) -> None:
        load(read_catalog(settings.CONTENT_DIR))
        self.ada = ada
        self.lab = Lab.objects.select_related("current_version").get(slug="dropout-inverted")
        self.failed = self._submission(verdict="failed", points=4, report=REPORT.as_json())
        self.broken = self._submission(verdict="internal_error", points=0)
        self._submission(verdict="passed", points=10)
        self.quiz = Quiz.objects.get(slug="dropout")
        self.attempt = attempts.start(learner=ada, quiz=self.quiz)
        self.exam = attempts.start(learner=ada, quiz=Quiz.objects.get(slug="skill-30"))
        attempts.finish(attempt=self.exam)
        self._leave_traces(cleo)

    def _submission(self, **values: Any) -> Submission:
        now = timezone.now()
        return Submission.objects.create(
            learner=self.ada, lab=self.lab, lab_version=self.lab.current_version, source=SOURCE, source_hash="",
            max_points=10, state="finished", started_at=now, finished_at=now, **values,
        )  # fmt: skip

    def _leave_traces(self, cleo: User) -> None:
        DraftVersion.objects.create(learner=self.ada, lab=self.lab, source=SOURCE)
        question = Question.objects.get(slug="vanishing-gradients")
        Practice.objects.create(learner=self.ada, question=question, state="done", answer="So.", score=0.5)
        TimeExtension.objects.create(learner=self.ada, percent=25)
        BadCheckReport.objects.create(
            submission=self.failed, lab_version=self.lab.current_version, check_id="values", text="Why?"
        )
        LessonRead.objects.create(learner=self.ada, lesson=Lesson.objects.get(slug="dropout"))
        portfolio = Portfolio.objects.create(learner=self.ada, is_public=True, text="I build things.")
        portfolio.tests.add(self.exam.quiz)
        PortfolioLab.objects.create(portfolio=portfolio, lab=self.lab, shows_code=True)
        review.take_in(learner=self.ada)
        Card.objects.update(due=timezone.now())
        Group.objects.create(name="Authors")
        TokenProxy.objects.create(user=cleo)
        EmailAddress.objects.create(user=self.ada, email=self.ada.email, primary=True)
        seen = {"user_agent": "", "ip_address": "127.0.0.1", "username": "ben", "http_accept": "", "path_info": "/"}
        AccessAttempt.objects.create(**seen, get_data="", post_data="", failures_since_start=1)
        AccessLog.objects.create(**seen)
        AccessFailureLog.objects.create(**seen)

    def path(self, route: Route) -> str:
        """Return an address that `route` matches.

        Raises:
            LookupError: this world knows no value for one of its parts.
        """
        for start, path in WRITTEN_OUT.items():
            if route.pattern.startswith(start):
                return "/" + path
        return "/" + PART.sub(lambda part: str(self._value(route, part["name"])), route.pattern)

    def _value(self, route: Route, name: str) -> object:
        if name == "object_id" and hasattr(route.view, "model_admin"):
            model = route.view.model_admin.model
            return model._default_manager.values_list("pk", flat=True)[0]
        for start, values in self._values().items():
            if route.pattern.startswith(start) and name in values:
                return values[name]
        raise LookupError(f"tests/every_url.py knows no {name!r} for the route {route.pattern!r}")

    def _values(self) -> dict[str, dict[str, object]]:
        statistics = {"slug": self.quiz.slug, "pk": self.quiz.items.values_list("pk", flat=True)[0]}
        return {
            "admin/attempts/response/statistics/": statistics,
            "admin/content/quiz/": {"object_id": self.quiz.pk},
            "admin/accounts/user/": {"id": self.ada.pk},
            "api/v1/labs/": {"slug": self.lab.slug},
            "api/v1/submissions/": {"pk": self.failed.pk},
            "api/v1/attempts/": {"pk": self.exam.pk},
            "labs/": {"slug": self.lab.slug},
            "lessons/": {"slug": "dropout"},
            "concepts/": {"slug": "dropout"},
            "explainers/": {"name": "convolution"},
            "paths/": {"slug": "training-craft"},
            "questions/": {"slug": "pooling"},
            "quizzes/": {"slug": self.quiz.slug, "quiz": self.quiz.slug, "item": self.quiz.items.first().slug},
            "submissions/": {"pk": self.failed.pk},
            "attempts/": {"pk": self.attempt.pk, "position": 1},
            "review/": {"pk": Card.objects.values_list("pk", flat=True)[0]},
            "people/": {"username": self.ada.username},
        }
