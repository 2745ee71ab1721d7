"""The page a learner may show to others: what stands there, who may see it, and what its owner chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, TextField, Value, When

from accounts.models import User
from attempts.selectors import quizzes_for
from content.models import Lab, Quiz
from content.models.quizzes import Behaviour
from mastery.models import Portfolio, PortfolioLab
from submissions.models import Submission, Verdict


@dataclass(frozen=True, slots=True)
class ShownLab:
    """A passed lab, since when, and the code of the latest pass; "" where the learner keeps it to themselves."""

    lab: Lab
    passed_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Page:
    """What others see. `tests` have their best result as `best`, in whole per cent."""

    portfolio: Portfolio
    name: str
    labs: tuple[ShownLab, ...]
    tests: tuple[Quiz, ...]


def of(learner: User) -> Portfolio | None:
    """Give a learner's portfolio, None before they made one. One query."""
    return Portfolio.objects.filter(learner=learner).select_related("learner").first()


def begin(learner: User) -> Portfolio:
    """Give a learner's portfolio; a new one is private and empty."""
    return Portfolio.objects.select_related("learner").get_or_create(learner=learner)[0]


def seen_by(visitor: User | AnonymousUser, username: str) -> Portfolio | None:
    """Give the portfolio at an address: a public one, or one's own. None says nothing of what there is. One query."""
    found = Portfolio.objects.filter(learner__username=username, learner__is_active=True).select_related("learner")
    portfolio = found.first()
    return portfolio if portfolio and (portfolio.is_public or portfolio.learner_id == visitor.pk) else None


def page(portfolio: Portfolio) -> Page:
    """Gather what a portfolio shows today: labs that are published and passed, tests with a result. Two queries."""
    passed = Submission.objects.filter(learner=portfolio.learner_id, lab=OuterRef("lab_id"), verdict=Verdict.PASSED)
    code = Subquery(passed.order_by("-finished_at").values("source")[:1])
    places = (
        PortfolioLab.objects.filter(portfolio=portfolio, lab__is_published=True)
        .select_related("lab")
        .annotate(
            passed_at=Subquery(passed.order_by("finished_at").values("finished_at")[:1]),
            code=Case(When(shows_code=True, then=code), default=Value(""), output_field=TextField()),
        )
        .filter(passed_at__isnull=False)
        .order_by("lab__order", "lab__title")
    )
    tests = results(portfolio.learner).filter(pk__in=portfolio.tests.values("pk"))
    return Page(
        portfolio,
        portfolio.name or portfolio.learner.username,
        tuple(ShownLab(place.lab, place.passed_at, place.code) for place in places),
        tuple(tests),
    )


def passed_labs(learner: User) -> QuerySet[Lab]:
    """Give the published labs that a learner passed."""
    passed = Submission.objects.filter(learner=learner, lab=OuterRef("pk"), verdict=Verdict.PASSED)
    return Lab.objects.filter(Exists(passed), is_published=True).only("slug", "title", "order")


def results(learner: User) -> QuerySet[Quiz]:
    """Give the published quizzes that are scored and that a learner finished, with their `best` in whole per cent."""
    quizzes: QuerySet[Any] = quizzes_for(learner)
    return quizzes.exclude(behaviour=Behaviour.PRACTICE).filter(best__isnull=False)


@transaction.atomic
def save(*, portfolio: Portfolio, labs: Iterable[Lab], with_code: Iterable[Lab], tests: Iterable[Quiz]) -> None:
    """Keep a portfolio, begun before, with exactly these labs and tests; the code of `with_code` is shown."""
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    portfolio.save()
    shown = {lab.pk for lab in with_code}
    portfolio.labs.all().delete()
    PortfolioLab.objects.bulk_create(
        PortfolioLab(portfolio=portfolio, lab=lab, shows_code=lab.pk in shown) for lab in labs
    )
    portfolio.tests.set(tests)
