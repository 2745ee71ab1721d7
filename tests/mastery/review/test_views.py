"""The pages of spaced review."""

from __future__ import annotations

import html
import re

import pytest
import pytest_django
from django.test import Client
from django.utils import timezone

from accounts.models import User
from content.models import Item, Lab, Question, Quiz
from mastery.models import Card, Rating
from mastery.review.items import KEY
from submissions.models import Draft

from .conftest import Miss, Site, ago, card_of


@pytest.fixture
def adas(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def page(client: Client) -> str:
    return html.unescape(client.get("/review/").content.decode())


def send(client: Client, card: Card, action: str, **more: object) -> str:
    reply = client.post(f"/review/{card.pk}/", {"action": action, "revision": card.revision, **more}, follow=True)
    return html.unescape(reply.content.decode())


def picks(text: str, page: str) -> dict[str, str]:
    """Pick the choice with a text, by the place at which the page shows it."""
    places = re.findall(r'value="(\d+)".*?<p>(\w+)</p>', page, re.DOTALL)
    return {f"q{KEY}": next(place for place, words in places if words == text)}


def test_a_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    for reply in (client.get("/review/"), client.post("/review/1/")):
        assert reply.headers["Location"].startswith("/accounts/login/")


def test_nothing_learnt_says_what_to_do(adas: Client, site: Site) -> None:
    assert "Nothing to review yet" in page(adas)


def test_nothing_due_says_when_the_next_is(adas: Client, ada: User, site: Site) -> None:
    card_of(ada, site.question, due=ago(-3))
    assert "Nothing is due now" in page(adas)
    assert "The next comes in 2" in page(adas)  # 2 days, 23 hours


def test_coming_to_the_page_makes_the_cards(adas: Client, ada: User, item: Item, miss: Miss) -> None:
    miss(ada, item, days_ago=2)
    assert "Which?" in page(adas)


def test_a_question_is_asked_without_its_answer(adas: Client, ada: User, site: Site) -> None:
    Question.objects.update(model_answer="MODEL", rubric=[{"text": "POINT", "critical": True}])
    card = card_of(ada, site.question)
    asked = page(adas)
    assert "1 due · about 3 minutes" in asked
    assert "MODEL" not in asked
    assert "POINT" not in asked
    told = send(adas, card, "reveal", answer="what I said")
    assert "MODEL" in told
    assert "POINT" in told
    assert "what I said" in told
    assert re.findall(r"in (\d+) days?<br>", told) == [str(days) for days in outlook_days(card)]
    card.refresh_from_db()
    assert card.revision == 0


def outlook_days(card: Card) -> list[int]:
    from mastery.review.scheduling import memory_of, outlook

    now = timezone.now()
    return [(after.due - now).days for after in outlook(memory_of(card), now).values()]


def test_a_rating_is_taken_once_however_often_it_is_sent(adas: Client, ada: User, site: Site) -> None:
    card = card_of(ada, site.question)
    assert "Nothing is due now" in send(adas, card, "rate", rating=4)
    assert "settled already" in send(adas, card, "rate", rating=1)
    card.refresh_from_db()
    assert (card.last_rating, card.revision) == (Rating.EASY, 1)


@pytest.mark.parametrize("rating", ["", "0", "5", "good"])
def test_a_rating_that_is_none_changes_nothing(adas: Client, ada: User, site: Site, rating: str) -> None:
    card = card_of(ada, site.question)
    assert "1 due" in send(adas, card, "rate", rating=rating)
    card.refresh_from_db()
    assert card.revision == 0


def test_an_item_is_asked_without_its_key_and_rated_by_the_answer(adas: Client, ada: User, item: Item) -> None:
    card = card_of(ada, item)
    asked = page(adas)
    assert "How sure are you?" in asked
    for kept in ("EXPLAINS", "FEEDBACK", "is-right", "Right answer"):
        assert kept not in asked
    told = send(adas, card, "check", **picks("RIGHT", asked), **{f"c{KEY}": "1"})
    assert "EXPLAINS" in told
    assert "Kept as: Hard" in told
    card.refresh_from_db()
    assert card.last_rating == Rating.HARD


def test_an_item_missed_again_comes_back_tomorrow(adas: Client, ada: User, item: Item) -> None:
    card = card_of(ada, item, stability=0.3)
    told = send(adas, card, "check", **picks("WRONG", page(adas)), **{f"c{KEY}": "3"})
    assert "It comes back in 1 day" in told


def test_not_knowing_tells_the_answer_and_counts_as_again(adas: Client, ada: User, item: Item) -> None:
    card = card_of(ada, item)
    assert "EXPLAINS" in send(adas, card, "unknown")
    card.refresh_from_db()
    assert card.last_rating == Rating.AGAIN


def test_a_blank_answer_is_refused_and_nothing_is_told(adas: Client, ada: User, item: Item) -> None:
    card = card_of(ada, item)
    reply = adas.post(f"/review/{card.pk}/", {"action": "check", "revision": 0})
    assert reply.status_code == 422
    assert "Answer the question before you check it." in reply.content.decode()
    assert "EXPLAINS" not in reply.content.decode()
    card.refresh_from_db()
    assert card.revision == 0


def test_an_item_checked_in_a_second_tab_tells_nothing_and_changes_nothing(adas: Client, ada: User, item: Item) -> None:
    card = card_of(ada, item)
    asked = page(adas)
    send(adas, card, "check", **picks("RIGHT", asked))
    assert "settled already" in send(adas, card, "check", **picks("WRONG", asked))
    card.refresh_from_db()
    assert card.last_rating == Rating.GOOD


def test_a_lab_begins_from_its_starter_and_leads_to_its_page(adas: Client, ada: User, site: Site) -> None:
    card = card_of(ada, site.lab)
    assert "Begin from a blank page" in page(adas)
    reply = adas.post(f"/review/{card.pk}/", {"action": "begin", "revision": 0})
    assert reply.headers["Location"] == site.lab.get_absolute_url()
    assert Draft.objects.get().source == site.lab.starter
    assert "Go on with the lab" in page(adas)
    card.refresh_from_db()
    send(adas, card, "give-up")
    card.refresh_from_db()
    assert (card.last_rating, card.begun_at) == (Rating.AGAIN, None)


def test_what_takes_a_minute_comes_before_labs(adas: Client, ada: User, site: Site, item: Item) -> None:
    card_of(ada, site.lab, due=ago(9))
    card_of(ada, site.question, due=ago(2))
    card_of(ada, item, due=ago(3))
    assert "Which?" in page(adas)


@pytest.mark.parametrize(("action", "sentence"), [("later", "again tomorrow"), ("remove", "not be asked")])
def test_a_card_can_be_put_off_or_taken_out(adas: Client, ada: User, site: Site, action: str, sentence: str) -> None:
    said = send(adas, card_of(ada, site.question), action)
    assert sentence in said
    assert "1 due" not in said


def test_what_is_no_longer_published_is_not_asked(adas: Client, ada: User, site: Site, item: Item) -> None:
    cards = [card_of(ada, thing) for thing in (site.question, site.lab, item)]
    Question.objects.update(is_published=False)
    Lab.objects.update(is_published=False)
    Item.objects.update(is_retired=True)
    assert "Nothing to review yet" in page(adas)
    send(adas, cards[0], "rate", rating=3)
    assert "EXPLAINS" not in send(adas, cards[2], "unknown")
    assert Card.objects.filter(revision=0).count() == 3


@pytest.mark.parametrize(
    "policy",
    [{"is_published": False}, {"feedback": "never"}, {"feedback": "after_date", "feedback_after": "2999-01-01"}],
)
def test_an_item_whose_quiz_keeps_its_answers_is_not_asked(
    adas: Client, ada: User, item: Item, policy: dict[str, object]
) -> None:
    card_of(ada, item)
    Quiz.objects.update(**policy)
    assert "Nothing to review yet" in page(adas)


def test_nobody_sees_or_rates_the_cards_of_others(adas: Client, ada: User, ben: User, site: Site) -> None:
    card = card_of(ben, site.question)
    assert "Nothing to review yet" in page(adas)
    for action in ("reveal", "later", "remove"):
        assert "Nothing to review yet" in send(adas, card, action)
    send(adas, card, "rate", rating=4)
    card.refresh_from_db()
    assert (card.revision, card.is_removed) == (0, False)


def test_the_address_of_a_card_leads_to_the_page(adas: Client, ada: User, site: Site) -> None:
    card = card_of(ada, site.question)
    assert adas.get(f"/review/{card.pk}/").headers["Location"] == "/review/"


def test_the_page_costs_as_much_with_a_thousand_cards_as_with_ten(
    adas: Client, ada: User, item: Item, django_assert_max_num_queries: pytest_django.DjangoAssertNumQueries
) -> None:
    def more(first: int, last: int) -> None:
        items = Item.objects.bulk_create(
            Item(quiz=item.quiz, position=n, slug=f"i{n}", stem="?", explanation="!", choices=item.choices)
            for n in range(first, last)
        )
        given = {"stability": 2.0, "difficulty": 5.0, "reviewed_at": ago(4), "last_rating": 3, "due": ago(1)}
        Card.objects.bulk_create(Card(learner=ada, kind="item", item=one, **given) for one in items)

    for first, last in ((1, 11), (11, 1001)):
        more(first, last)
        with django_assert_max_num_queries(7):
            assert f"{last - 1} due" in page(adas).replace(",", "")


def test_the_admin_lists_the_cards(client: Client, cleo: User, ada: User, site: Site) -> None:
    client.force_login(cleo)
    card = card_of(ada, site.question)
    assert "Question" in client.get("/admin/mastery/card/").content.decode()
    assert client.get(f"/admin/mastery/card/{card.pk}/change/").status_code == 200


def test_an_answer_that_cannot_be_read_is_refused_with_its_reason(adas: Client, ada: User, item: Item) -> None:
    numeric = {"value": 0.5, "absolute": 0.01, "relative": 0.0, "unit": ""}
    Item.objects.filter(pk=item.pk).update(kind="numeric", choices=[], numeric=numeric)
    card = card_of(ada, item)
    reply = adas.post(f"/review/{card.pk}/", {"action": "check", "revision": 0, f"q{KEY}": "a half"})
    assert reply.status_code == 422
    page = reply.content.decode()
    assert "a half" in page
    assert re.search(r'class="item-error" id="error1">[^<]', page)
    assert "EXPLAINS" not in page
