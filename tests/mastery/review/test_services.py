"""Cards come from what a learner did, and a rating is taken once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import pytest_django
from django.utils import timezone

from accounts.models import User
from attempts.models import Response
from content.models import Item, Quiz
from mastery.models import Card, Rating
from mastery.review import services
from mastery.review.services import TakenError
from submissions.models import Draft, DraftVersion, Submission

from .conftest import Miss, Pass, Rehearse, Site, ago, card_of


def the_card(learner: User) -> Card:
    services.take_in(learner=learner)
    return Card.objects.get(learner=learner)


def test_nothing_learnt_makes_no_card(site: Site, ada: User) -> None:
    services.take_in(learner=ada)
    assert not Card.objects.exists()


@pytest.mark.parametrize(("score", "rating"), [(1.0, 3), (0.8, 3), (0.5, 2), (0.4, 1), (None, 1)])
def test_a_rehearsed_question_comes_back_by_its_score(
    site: Site, ada: User, rehearse: Rehearse, score: float, rating: int
) -> None:
    rehearse(ada, site.question, score=score)
    card = the_card(ada)
    assert (card.question, card.last_rating) == (site.question, rating)
    assert card.due > card.reviewed_at == ada.practices.get().finished_at


def test_a_question_being_answered_makes_no_card(site: Site, ada: User, rehearse: Rehearse) -> None:
    rehearse(ada, site.question)
    ada.practices.update(state="marking")
    services.take_in(learner=ada)
    assert not Card.objects.exists()


def test_a_question_rehearsed_again_moves_its_card_and_once(site: Site, ada: User, rehearse: Rehearse) -> None:
    rehearse(ada, site.question, days_ago=20)
    first = the_card(ada)
    rehearse(ada, site.question, days_ago=1)
    second = the_card(ada)
    assert (second.pk, second.revision) == (first.pk, 1)
    assert second.due > first.due
    assert the_card(ada).revision == 1


def test_an_item_answered_wrong_comes_back_tomorrow(ada: User, item: Item, miss: Miss) -> None:
    response = miss(ada, item, days_ago=0)
    card = the_card(ada)
    assert (card.item, card.last_rating) == (item, Rating.AGAIN)
    assert card.due == response.saved_at + timedelta(days=1)


def test_an_item_half_right_was_missed_too(ada: User, item: Item, miss: Miss) -> None:
    miss(ada, item, mark=0.5)
    assert the_card(ada).item == item


def test_an_item_checked_wrong_in_open_practice_comes_back(ada: User, item: Item, miss: Miss) -> None:
    miss(ada, item, behaviour="practice", state="in_progress", finished_at=None, score=None)
    assert the_card(ada).item == item


@pytest.mark.parametrize("changes", [{"mark": 1.0}, {"mark": None}, {"answer": None}])
def test_an_item_right_or_open_or_blank_was_not_missed(
    ada: User, item: Item, miss: Miss, changes: dict[str, object]
) -> None:
    Response.objects.filter(pk=miss(ada, item).pk).update(**changes)
    services.take_in(learner=ada)
    assert not Card.objects.exists()


@pytest.mark.parametrize("policy", [{"feedback": "never"}, {"feedback": "after_date", "feedback_after": "2999-01-01"}])
def test_a_quiz_that_keeps_its_answers_gives_no_card_away(
    ada: User, item: Item, miss: Miss, policy: dict[str, str]
) -> None:
    miss(ada, item)
    Quiz.objects.update(**policy)
    services.take_in(learner=ada)
    assert not Card.objects.exists()


def test_a_quiz_whose_date_has_come_gives_its_cards(ada: User, item: Item, miss: Miss) -> None:
    miss(ada, item)
    Quiz.objects.update(feedback="after_date", feedback_after=timezone.localdate())
    assert the_card(ada).item == item


def test_a_passed_lab_comes_back_and_a_failed_one_does_not(site: Site, ada: User, passes: Pass) -> None:
    passes(ada, site.lab, verdict="failed")
    passes(ada, site.other_lab)
    assert the_card(ada).lab == site.other_lab


def test_a_pass_that_nobody_asked_for_moves_nothing(site: Site, ada: User, passes: Pass) -> None:
    passes(ada, site.lab, days_ago=10)
    first = the_card(ada)
    passes(ada, site.lab, days_ago=1)
    assert (the_card(ada).due, the_card(ada).revision) == (first.due, 0)


@pytest.mark.parametrize(("failed", "rating"), [(0, Rating.EASY), (1, Rating.GOOD), (2, Rating.GOOD), (3, Rating.HARD)])
def test_a_lab_passed_from_its_starter_is_rated_by_tries(
    site: Site, ada: User, passes: Pass, failed: int, rating: Rating
) -> None:
    card_of(ada, site.lab, begun_at=ago(2))
    passes(ada, site.lab, days_ago=3, verdict="failed")  # before it was begun again
    passes(ada, site.lab, days_ago=1.9, verdict="internal_error")  # ours
    cancelled = passes(ada, site.lab, days_ago=1.8)
    Submission.objects.filter(pk=cancelled.pk).update(state="cancelled", verdict="")
    for n in range(failed):
        passes(ada, site.lab, days_ago=1.5 - n / 100, verdict="failed")
    passes(ada, site.lab, days_ago=1)
    passes(ada, site.lab, days_ago=0.5)  # after it was done
    card = the_card(ada)
    assert (card.last_rating, card.begun_at, card.revision) == (rating, None, 1)
    assert card.due > timezone.now()
    assert the_card(ada).revision == 1


def test_a_lab_begun_and_not_passed_stays_as_it_is(site: Site, ada: User, passes: Pass) -> None:
    before = card_of(ada, site.lab, begun_at=ago(2))
    passes(ada, site.lab, days_ago=1, verdict="failed")
    assert the_card(ada).due == before.due


def test_to_begin_a_lab_puts_its_starter_in_the_editor_and_keeps_what_was_there(site: Site, ada: User) -> None:
    Draft.objects.create(learner=ada, lab=site.lab, source="mine")
    card = card_of(ada, site.lab)
    services.begin_lab(card=card, revision=0)
    assert Draft.objects.get().source == site.lab.starter
    assert DraftVersion.objects.get().source == "mine"
    card.refresh_from_db()
    assert card.begun_at is not None


def test_a_card_taken_out_stays_out(site: Site, ada: User, rehearse: Rehearse) -> None:
    rehearse(ada, site.question)
    services.remove(card=the_card(ada), revision=0)
    rehearse(ada, site.question, days_ago=1)
    assert the_card(ada).is_removed


def test_a_rating_is_taken_once(site: Site, ada: User) -> None:
    card = card_of(ada, site.question)
    now = timezone.now()
    after = services.rate(card=card, revision=0, rating=Rating.EASY, now=now)
    with pytest.raises(TakenError):
        services.rate(card=card, revision=0, rating=Rating.AGAIN, now=now)
    card.refresh_from_db()
    assert (card.last_rating, card.due, card.revision) == (Rating.EASY, after.due, 1)


def test_what_is_put_off_comes_tomorrow_and_is_known_as_well_as_before(site: Site, ada: User) -> None:
    card = card_of(ada, site.question)
    now = timezone.now()
    services.put_off(card=card, revision=0, now=now)
    card.refresh_from_db()
    assert (card.due, card.stability, card.last_rating) == (now + timedelta(days=1), 2.0, 3)


def test_what_somebody_else_learnt_is_theirs(
    site: Site, ada: User, ben: User, item: Item, rehearse: Rehearse, miss: Miss, passes: Pass
) -> None:
    rehearse(ben, site.question)
    miss(ben, item)
    passes(ben, site.lab)
    services.take_in(learner=ada)
    assert not Card.objects.exists()
    card_of(ada, item)
    services.take_in(learner=ben)  # ada's card of the same item is no reason to have none
    assert ben.cards.count() == 3


def test_taking_in_costs_four_queries_however_much_there_is(
    site: Site, ada: User, item: Item, rehearse: Rehearse, miss: Miss, passes: Pass,
    django_assert_num_queries: pytest_django.DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for days in range(1, 6):
        rehearse(ada, site.question, days_ago=days)
        miss(ada, item, days_ago=days)
    passes(ada, site.lab)
    with django_assert_num_queries(1 + 2 + 2):  # the two in the middle are the test's savepoint
        services.take_in(learner=ada)
    with django_assert_num_queries(1):
        services.take_in(learner=ada)
    rehearse(ada, site.question, days_ago=0)
    miss(ada, item, days_ago=0)
    with django_assert_num_queries(1 + 2 + 2):
        services.take_in(learner=ada)
    assert Card.objects.count() == 3
