"""What is due."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from content.models import Item, Lab, Question
from mastery.review import selectors

from .conftest import Site, ago, card_of


def test_what_is_due_is_summed_up_by_kind(site: Site, ada: User, ben: User, item: Item) -> None:
    Lab.objects.update(minutes=45)
    for thing in (site.question, item, site.lab):
        card_of(ada, thing)
        card_of(ben, thing)
    card_of(ada, site.other_lab, due=ago(-2))
    due = selectors.due(ada, timezone.now())
    assert (due.items, due.questions, due.labs, due.lab_minutes) == (1, 1, 1, 45)
    assert (due.count, due.short, due.short_minutes, due.minutes, due.total) == (3, 2, 4, 49, 4)
    assert due.next_at == ada.cards.get(lab=site.other_lab).due


def test_without_cards_nothing_is_due_and_nothing_comes(site: Site, ada: User) -> None:
    due = selectors.due(ada, timezone.now())
    assert (due.count, due.minutes, due.total, due.next_at) == (0, 0, 0, None)


def test_what_waited_longest_is_asked_first(site: Site, ada: User) -> None:
    other = Question.objects.create(slug="other", title="O", prompt="?", model_answer="!", is_published=True)
    card_of(ada, site.question, due=ago(1))
    first = card_of(ada, other, due=ago(2))
    assert selectors.next_card(ada, timezone.now()) == first
    assert selectors.next_card(ada, ago(3)) is None
