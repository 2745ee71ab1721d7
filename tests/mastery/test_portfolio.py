"""What stands on a portfolio, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_django
from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt
from content.models import Lab, Quiz
from mastery import portfolio as portfolios
from mastery.models import Portfolio, PortfolioLab
from submissions.models import Submission

from .conftest import Site, Submit


@pytest.fixture
def kept(site: Site, submit: Submit, ada: User) -> Portfolio:
    """Ada's public portfolio with the lab she passed, its code, and a test."""
    submit(ada, site.lab, verdict="passed", points=10.0)
    Attempt.objects.create(
        learner=ada, quiz=site.quiz, behaviour="deferred", seed=1, items=[], started_at=timezone.now(),
        finished_at=timezone.now(), state="finished", score=3.0, max_score=4.0,
    )  # fmt: skip
    kept = portfolios.begin(ada)
    kept.is_public = True
    portfolios.save(portfolio=kept, labs=[site.lab], with_code=[site.lab], tests=[site.quiz])
    return kept


def test_a_new_portfolio_is_private_and_there_is_one(ada: User) -> None:
    assert portfolios.of(ada) is None
    assert portfolios.begin(ada) == portfolios.begin(ada)
    assert not Portfolio.objects.get().is_public


def test_only_a_public_portfolio_is_seen_by_others(kept: Portfolio, ada: User, ben: User) -> None:
    assert portfolios.seen_by(ben, "ada") == kept
    Portfolio.objects.update(is_public=False)
    assert portfolios.seen_by(ben, "ada") is None
    assert portfolios.seen_by(ada, "ada") == kept
    Portfolio.objects.update(is_public=True)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert portfolios.seen_by(ben, "ada") is None


def test_a_page_shows_the_latest_code_and_the_day_of_the_first_pass(
    kept: Portfolio, site: Site, submit: Submit, ada: User, ben: User
) -> None:
    now = timezone.now()
    first, last = now - timedelta(days=9), now + timedelta(minutes=1)
    for moment, source, verdict in ((first, "old", "passed"), (last, "new", "passed"), (last, "worse", "failed")):
        made = submit(ada, site.lab, verdict=verdict)
        Submission.objects.filter(pk=made.pk).update(source=source, finished_at=moment)
    submit(ben, site.lab, verdict="passed")
    shown = portfolios.page(kept)
    assert [(one.lab, one.passed_at, one.source) for one in shown.labs] == [(site.lab, first, "new")]
    assert [(quiz.slug, quiz.best) for quiz in shown.tests] == [("quiz", 75)]  # type: ignore[attr-defined]
    assert shown.name == "ada"


def test_code_is_shown_only_where_it_was_said_so(kept: Portfolio, site: Site) -> None:
    PortfolioLab.objects.update(shows_code=False)
    assert portfolios.page(kept).labs[0].source == ""


def test_what_is_withdrawn_or_not_passed_is_left_out_and_not_forgotten(kept: Portfolio, site: Site) -> None:
    Lab.objects.update(is_published=False)
    Quiz.objects.update(is_published=False)
    assert (portfolios.page(kept).labs, portfolios.page(kept).tests) == ((), ())
    Lab.objects.update(is_published=True)
    assert portfolios.page(kept).labs
    Submission.objects.update(verdict="failed")
    assert portfolios.page(kept).labs == ()


def test_practice_is_no_test(kept: Portfolio) -> None:
    Quiz.objects.update(behaviour="practice")
    assert portfolios.page(kept).tests == ()


def test_a_page_costs_two_queries_however_much_it_shows(
    kept: Portfolio,
    site: Site,
    submit: Submit,
    ada: User,
    django_assert_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:
    submit(ada, site.other_lab, verdict="passed")
    PortfolioLab.objects.create(portfolio=kept, lab=site.other_lab, shows_code=True)
    kept = Portfolio.objects.select_related("learner").get()
    with django_assert_num_queries(2):
        assert len(portfolios.page(kept).labs) == 2
