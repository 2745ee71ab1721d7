"""Pages of interview practice: who may do what, and what stays hidden until there is an answer."""

from __future__ import annotations

import json

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from content.models import Lesson, Question
from interviews import services
from interviews.models import Practice, State

PAGE = "/questions/dropout/"
SECRETS = ("RUBRIC", "MODEL ANSWER", "WRONG CLAIM", "WHY NOT", "FOLLOW UP")
LIMIT = 12  # queries a page may make


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def post(client: Client, action: str, **values: object) -> str:
    return client.post(PAGE, {"action": action, **values}, follow=True).content.decode()


def put(client: Client, body: object) -> HttpResponse:
    return client.put(f"{PAGE}draft/", json.dumps(body), content_type="application/json")


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_anonymous_visitors_read_the_prompt_and_nothing_more(client: Client, question: Question) -> None:
    page = client.get("/questions/").content.decode()
    assert "Explain dropout" in page
    assert 'class="jumps"' not in page
    Question.objects.create(slug="two", title="Two", level="advanced", is_published=True)
    assert '<a href="#group2">Advanced</a>' in client.get("/questions/").content.decode()
    shown = client.get(PAGE).content.decode()
    assert "What does dropout do?" in shown
    assert "Sign in to answer" in shown
    assert "<textarea" not in shown
    assert leaks(shown) == []


def test_anonymous_visitors_cannot_answer(client: Client, question: Question) -> None:
    assert client.post(PAGE, {"action": "unknown"}).headers["Location"].startswith("/accounts/login/")
    assert put(client, {"answer": "x"}).status_code == 401
    assert not Practice.objects.exists()


def test_an_unpublished_question_is_not_there(as_ada: Client, question: Question) -> None:
    question.is_published = False
    question.save()
    assert as_ada.get(PAGE).status_code == 404
    assert as_ada.post(PAGE, {"action": "unknown"}).status_code == 404
    assert put(as_ada, {"answer": "x"}).status_code == 404
    assert "No questions yet" in as_ada.get("/questions/").content.decode()


def test_nothing_is_told_before_an_answer_is_handed_in(as_ada: Client, question: Question) -> None:
    seen = [
        as_ada.get("/questions/").content.decode(),
        as_ada.get(PAGE).content.decode(),
        put(as_ada, {"answer": "It scales"}).content.decode(),
        post(as_ada, "draft", answer="It scales"),
        post(as_ada, "hand-in", answer="  "),
        post(as_ada, "mark", points=["0"]),
        as_ada.get(f"{PAGE}?again=1").content.decode(),
    ]
    assert [leaks(text) for text in seen] == [[]] * len(seen)


def test_an_answer_opens_the_rubric_with_suggestions(as_ada: Client, question: Question) -> None:
    shown = post(as_ada, "hand-in", answer="It scales the survivors.")
    assert "It scales the survivors." in shown
    assert leaks(shown) == ["RUBRIC", "MODEL ANSWER", "WRONG CLAIM", "WHY NOT"]
    assert shown.count(" checked") == 1
    assert "Looks covered" in shown


def test_not_knowing_opens_the_rubric_too(as_ada: Client, question: Question) -> None:
    shown = post(as_ada, "unknown")
    assert "You chose “I don’t know”." in shown
    assert "MODEL ANSWER" in shown
    assert " checked" not in shown


def test_an_answer_without_words_is_sent_back(as_ada: Client, question: Question) -> None:
    reply = as_ada.post(PAGE, {"action": "hand-in", "answer": " "})
    assert reply.status_code == 422
    assert "Write an answer first" in reply.content.decode()


def test_marking_keeps_the_score_and_shows_the_rest(as_ada: Client, question: Question) -> None:
    lesson = Lesson.objects.create(slug="dropout", title="Dropout lesson", summary="", body="", is_published=True)
    hidden = Lesson.objects.create(slug="draft", title="Draft lesson", summary="", body="")
    question.lessons.set([lesson, hidden])
    post(as_ada, "hand-in", answer="It scales.")
    shown = post(as_ada, "mark", points=["0", "1"])
    assert "66 %" in shown
    assert leaks(shown) == list(SECRETS)
    assert "Dropout lesson" in shown
    assert "Draft lesson" not in shown
    assert "Best 66 %" in as_ada.get("/questions/").content.decode()


def test_a_second_click_on_keep_changes_nothing(as_ada: Client, question: Question) -> None:
    post(as_ada, "hand-in", answer="It scales.")
    post(as_ada, "mark", points=["0"])
    assert "There is no answer to mark" in post(as_ada, "mark", points=["0", "1", "2"])
    assert Practice.objects.get().points == [True, False, False]


def test_practising_again_hides_the_rubric_and_keeps_the_history(as_ada: Client, question: Question) -> None:
    post(as_ada, "hand-in", answer="It scales.")
    post(as_ada, "mark", points=["0", "1", "2"])
    shown = as_ada.get(f"{PAGE}?again=1").content.decode()
    assert "<textarea" in shown
    assert "100 %" in shown
    assert leaks(shown) == []


def test_learners_do_not_see_each_other(as_ada: Client, ben: User, question: Question) -> None:
    services.hand_in(learner=ben, question=question, answer="BENS WORDS")
    services.settle(learner=ben, question=question, ticked=[0])
    assert "BENS WORDS" not in as_ada.get(PAGE).content.decode()
    assert 'class="badge' not in as_ada.get("/questions/").content.decode()


def test_a_draft_is_kept_by_script_and_shown_again(as_ada: Client, question: Question) -> None:
    assert put(as_ada, {"answer": "My <draft>"}).json() == {"saved": True}
    assert "My &lt;draft&gt;" in as_ada.get(PAGE).content.decode()


@pytest.mark.parametrize("body", [None, [], {}, {"answer": 1}])
def test_a_draft_that_is_no_text_is_refused(as_ada: Client, question: Question, body: object) -> None:
    assert put(as_ada, body).status_code == 400


def test_a_draft_after_handing_in_is_refused(as_ada: Client, question: Question) -> None:
    post(as_ada, "hand-in", answer="It scales.")
    reply = put(as_ada, {"answer": "Later"})
    assert reply.status_code == 409
    assert "handed in already" in reply.json()["detail"]
    assert "handed in already" in post(as_ada, "hand-in", answer="Later")


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", {"dropout", "new", "weak"}),
        ("level=beginner", {"new"}),
        ("progress=new", {"new"}),
        ("progress=weak", {"weak"}),
        ("level=beginner&progress=weak", set()),
    ],
)
def test_the_list_is_filtered(as_ada: Client, ada: User, question: Question, query: str, listed: set[str]) -> None:
    _copy(question, "new", level="beginner")
    weak = _copy(question, "weak")
    for one, ticked in ((question, [0, 1, 2]), (weak, [1])):
        services.hand_in(learner=ada, question=one, answer="…")
        services.settle(learner=ada, question=one, ticked=ticked)
    shown = as_ada.get(f"/questions/?{query}").content.decode()
    assert {slug for slug in ("dropout", "new", "weak") if f'href="/questions/{slug}/"' in shown} == listed
    assert ("No question matches" in shown) == (not listed)


def _copy(question: Question, slug: str, **values: object) -> Question:
    fields = {"title": slug, "prompt": "?", "level": question.level, "model_answer": "!", "rubric": question.rubric}
    return Question.objects.create(slug=slug, is_published=True, **fields | values)


def test_pages_ask_the_database_little_and_no_more_when_there_is_more(
    as_ada: Client, ada: User, question: Question, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts: list[list[int]] = []
    for number in range(2):
        counts.append([])
        for stage in (State.ANSWERING, State.MARKING, State.DONE):
            if stage == State.ANSWERING:
                services.save_draft(learner=ada, question=question, answer="It scales.")
            elif stage == State.MARKING:
                services.hand_in(learner=ada, question=question, answer="It scales.")
            else:
                services.settle(learner=ada, question=question, ticked=[0])
            for address in ("/questions/", PAGE):
                with django_assert_max_num_queries(LIMIT) as captured:
                    assert as_ada.get(address).status_code == 200
                counts[-1].append(len(captured))
        lesson = Lesson.objects.create(slug=f"l{number}", title="L", summary="", body="", is_published=True)
        question.lessons.add(lesson)
        _copy(question, f"more-{number}")
    assert counts[0] == counts[1]
