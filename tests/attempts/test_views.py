"""Pages of quizzes and attempts: who may see them, what they do, and what they must not tell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from attempts import services
from attempts.models import Attempt, State
from attempts.services import Draft
from content.models import Lesson, Quiz

Places = Callable[..., dict[str, object]]

SECRETS = ("EXPLAINS", "FEEDBACK", "SOURCE", "0.1234", "correct", "is-right", "item-1", "item-2", "item-3")
LIMIT = 12  # queries a page may make


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def page(attempt: Attempt) -> str:
    return f"/attempts/{attempt.pk}/"


def form(attempt: Attempt, action: str, **answers: object) -> dict[str, object]:
    revisions = {f"r{response.position}": response.revision for response in attempt.responses.all()}
    return revisions | answers | {"action": action}


def put(client: Client, attempt: Attempt, position: int, answer: object, revision: int = 0) -> HttpResponse:
    return client.put(
        f"{page(attempt)}answers/{position}/",
        json.dumps({"answer": answer, "revision": revision}),
        content_type="application/json",
    )


def make_late(attempt: Attempt) -> None:
    attempt.due_at = timezone.now() - timedelta(minutes=1)
    attempt.save(update_fields=["due_at"])


# --- Who may see what ------------------------------------------------------------------------------------------------


def test_anonymous_visitors_see_the_intro_and_are_asked_to_sign_in(client: Client, quiz: Quiz) -> None:
    page = client.get("/quizzes/").content.decode()
    assert "Dropout" in page
    assert 'class="jumps"' not in page
    Quiz.objects.create(slug="two", title="Two", behaviour="practice", is_published=True)
    assert '<a href="#shelf2">Practice</a>' in client.get("/quizzes/").content.decode()
    shown = client.get("/quizzes/dropout/").content.decode()
    assert "Sign in to take this quiz" in shown
    assert "quizzes/dropout/start" not in shown


def test_anonymous_visitors_are_sent_to_sign_in(client: Client, attempt: Attempt) -> None:
    for address in (page(attempt), f"{page(attempt)}finish/"):
        assert client.get(address).headers["Location"].startswith("/accounts/login/")
        assert client.post(address).headers["Location"].startswith("/accounts/login/")
    assert client.post("/quizzes/dropout/start/").headers["Location"].startswith("/accounts/login/")


def test_an_answer_sent_after_signing_out_is_told_so(client: Client, attempt: Attempt) -> None:
    reply = put(client, attempt, 3, {"text": "1"})
    assert reply.status_code == 401
    assert "signed out" in reply.json()["detail"]


def test_another_learner_finds_nothing(client: Client, ben: User, attempt: Attempt) -> None:
    client.force_login(ben)
    assert client.get(page(attempt)).status_code == 404
    assert client.post(page(attempt), form(attempt, "finish")).status_code == 404
    assert client.get(f"{page(attempt)}finish/").status_code == 404
    assert client.post(f"{page(attempt)}finish/").status_code == 404
    assert put(client, attempt, 3, {"text": "1"}).status_code == 404


def test_staff_may_look_and_not_touch(client: Client, cleo: User, attempt: Attempt) -> None:
    client.force_login(cleo)
    shown = client.get(page(attempt))
    assert shown.status_code == 200
    assert "open attempt of ada" in shown.content.decode()
    assert client.post(page(attempt), form(attempt, "finish")).status_code == 404
    assert client.post(f"{page(attempt)}finish/").status_code == 404
    assert put(client, attempt, 3, {"text": "1"}).status_code == 404
    attempt.refresh_from_db()
    assert not attempt.is_finished


def test_an_unpublished_quiz_is_not_there(as_ada: Client, quiz: Quiz) -> None:
    quiz.is_published = False
    quiz.save()
    assert as_ada.get("/quizzes/dropout/").status_code == 404
    assert as_ada.post("/quizzes/dropout/start/").status_code == 404
    assert "No quizzes yet" in as_ada.get("/quizzes/").content.decode()


def test_starting_takes_a_post(as_ada: Client, quiz: Quiz) -> None:
    assert as_ada.get("/quizzes/dropout/start/").status_code == 405
    assert not Attempt.objects.exists()


# --- Taking a quiz by form -------------------------------------------------------------------------------------------


def test_only_a_browser_without_scripts_is_offered_to_save(as_ada: Client, attempt: Attempt) -> None:
    shown = as_ada.get(page(attempt)).content.decode()
    assert "Save and stay" in re.findall(r"<noscript>(.*?)</noscript>", shown)[0]
    assert shown.count("Save and stay") == 1
    assert "1 point<" in shown  # this one is scored


def test_starting_leads_to_the_sheet_and_again_to_the_same(as_ada: Client, quiz: Quiz) -> None:
    first = as_ada.post("/quizzes/dropout/start/").headers["Location"]
    assert as_ada.post("/quizzes/dropout/start/").headers["Location"] == first
    assert "Resume" in as_ada.get("/quizzes/dropout/").content.decode()


def test_an_empty_quiz_says_so(as_ada: Client, quiz: Quiz) -> None:
    quiz.items.update(is_retired=True)
    assert "no questions yet" in as_ada.post("/quizzes/dropout/start/", follow=True).content.decode()


def test_saving_keeps_the_form_and_stays(as_ada: Client, attempt: Attempt, places: Places) -> None:
    picked = places(attempt, 2, "yes", "no")["choices"]
    reply = as_ada.post(page(attempt), form(attempt, "save", q2=picked, q3="0,5"), follow=True)
    shown = reply.content.decode()
    assert "Your answers are saved." in shown
    assert 'value="0,5"' in shown
    assert shown.count(" checked") == 2
    assert attempt.responses.get(position=2).answer == {"choices": picked}


def test_finishing_with_gaps_asks_first(as_ada: Client, attempt: Attempt) -> None:
    reply = as_ada.post(page(attempt), form(attempt, "finish", q3="0.12"), follow=True)
    assert reply.redirect_chain[-1][0] == f"{page(attempt)}finish/"
    assert "2 of 3 questions have no answer yet" in reply.content.decode()
    attempt.refresh_from_db()
    assert not attempt.is_finished
    shown = as_ada.post(f"{page(attempt)}finish/", follow=True).content.decode()
    assert "EXPLAINS 1" in shown
    assert "25 %" in shown


def test_finishing_a_complete_form_goes_to_the_review(as_ada: Client, attempt: Attempt, places: Places) -> None:
    answers = {"q1": places(attempt, 1, "right")["choices"], "q2": places(attempt, 2, "yes", "also")["choices"]}
    shown = as_ada.post(page(attempt), form(attempt, "finish", **answers, q3="0.1234"), follow=True).content.decode()
    assert "100 %" in shown
    for told in ("EXPLAINS 1", "FEEDBACK on right", "SOURCE 2", "0.1234 ms, ± 0.01", "Take it again"):
        assert told in shown


def test_submitting_twice_is_submitting_once(as_ada: Client, attempt: Attempt) -> None:
    as_ada.post(f"{page(attempt)}finish/")
    attempt.refresh_from_db()
    reply = as_ada.post(page(attempt), form(attempt, "finish", q3="0.12"), follow=True)
    assert reply.status_code == 200
    as_ada.post(f"{page(attempt)}finish/")
    again = Attempt.objects.get(pk=attempt.pk)
    assert (again.finished_at, again.score) == (attempt.finished_at, attempt.score)


def test_a_number_nobody_can_read_is_said_and_not_marked(as_ada: Client, attempt: Attempt) -> None:
    reply = as_ada.post(page(attempt), form(attempt, "finish", q3="a lot"))
    shown = reply.content.decode()
    assert reply.status_code == 422
    assert "is not a number" in shown
    assert 'value="a lot"' in shown
    attempt.refresh_from_db()
    assert not attempt.is_finished


def test_a_form_from_an_older_tab_shows_the_newer_answer(as_ada: Client, attempt: Attempt) -> None:
    older = form(attempt, "save", q3="1")
    services.save_answers(attempt=attempt, drafts={3: Draft({"text": "2"}, 0)})
    reply = as_ada.post(page(attempt), older)
    shown = reply.content.decode()
    assert reply.status_code == 422
    assert "changed in another tab" in shown
    assert 'value="2"' in shown


def test_a_form_whose_revision_was_forged_changes_nothing(as_ada: Client, attempt: Attempt) -> None:
    assert as_ada.post(page(attempt), {"action": "save", "r3": "-1", "q3": "1"}).status_code == 422
    assert attempt.responses.get(position=3).answer is None


def test_a_form_without_an_item_leaves_it_alone(as_ada: Client, attempt: Attempt) -> None:
    services.save_answers(attempt=attempt, drafts={3: Draft({"text": "2"}, 0)})
    as_ada.post(page(attempt), {"action": "save"})
    assert attempt.responses.get(position=3).answer == {"text": "2"}


def test_a_late_form_is_refused_and_the_review_shown(as_ada: Client, attempt: Attempt) -> None:
    make_late(attempt)
    shown = as_ada.post(page(attempt), form(attempt, "save", q3="0.12"), follow=True).content.decode()
    assert "The time for this quiz is up" in shown
    assert "EXPLAINS 3" in shown
    assert Attempt.objects.get().score == 0


def test_a_form_sent_at_the_last_moment_finishes_even_with_gaps(as_ada: Client, attempt: Attempt) -> None:
    attempt.due_at = timezone.now() - timedelta(seconds=1)
    attempt.save()
    as_ada.post(page(attempt), form(attempt, "finish", q3="0.12"))
    assert (Attempt.objects.get().state, Attempt.objects.get().score) == (State.FINISHED, 1.0)


@pytest.mark.parametrize("address", ["", "finish/"])
def test_looking_at_an_overdue_attempt_finishes_it(as_ada: Client, attempt: Attempt, address: str) -> None:
    make_late(attempt)
    assert "<h1>Your answers</h1>" in as_ada.get(f"{page(attempt)}{address}", follow=True).content.decode()
    assert Attempt.objects.get().is_finished


def test_the_intro_lists_scores_and_the_best(as_ada: Client, attempt: Attempt, quiz: Quiz, ada: User) -> None:
    services.save_answers(attempt=attempt, drafts={3: Draft({"text": "0.12"}, 0)})
    services.finish(attempt=attempt)
    services.finish(attempt=services.start(learner=ada, quiz=quiz))
    shown = as_ada.get("/quizzes/dropout/").content.decode()
    assert shown.count("1 of 4") == 1
    assert '<strong class="number">25 %</strong>' in shown
    assert "Best 25 %" in as_ada.get("/quizzes/").content.decode()


# --- Practice: feedback at once --------------------------------------------------------------------------------------


@pytest.fixture
def practice(quiz: Quiz, ada: User) -> Attempt:
    quiz.behaviour = "practice"
    quiz.save()
    return services.start(learner=ada, quiz=quiz)


def test_a_check_tells_about_that_question_alone(as_ada: Client, practice: Attempt) -> None:
    assert "EXPLAINS" not in as_ada.get(page(practice)).content.decode()
    reply = as_ada.post(page(practice), form(practice, "check-3", q3="0.5"), follow=True)
    assert reply.redirect_chain[-1][0].endswith("#q3")
    shown = reply.content.decode()
    assert "EXPLAINS 3" in shown
    assert "EXPLAINS 1" not in shown


def test_a_check_without_an_answer_tells_nothing(as_ada: Client, practice: Attempt) -> None:
    shown = as_ada.post(page(practice), form(practice, "check-1"), follow=True).content.decode()
    assert "Answer question 1 before you check it." in shown
    assert "EXPLAINS" not in shown


def test_a_check_of_an_unreadable_number_says_so(as_ada: Client, practice: Attempt) -> None:
    assert as_ada.post(page(practice), form(practice, "check-3", q3="a lot")).status_code == 422


def test_a_check_of_a_question_that_is_not_there_is_a_bad_request(as_ada: Client, practice: Attempt) -> None:
    for action in ("check-0", "check-4", "check-x"):
        assert as_ada.post(page(practice), form(practice, action)).status_code == 400


# --- Autosave --------------------------------------------------------------------------------------------------------


def test_autosave_answers_with_the_revision_and_the_count(as_ada: Client, attempt: Attempt) -> None:
    assert put(as_ada, attempt, 3, {"text": "0.5"}).json() == {"revision": 1, "answered": 1}
    assert put(as_ada, attempt, 3, {"text": ""}, revision=1).json() == {"revision": 2, "answered": 0}


def test_autosave_from_an_older_tab_gets_the_newer_answer(as_ada: Client, attempt: Attempt) -> None:
    put(as_ada, attempt, 3, {"text": "1"})
    reply = put(as_ada, attempt, 3, {"text": "2"})
    assert reply.status_code == 409
    assert "another tab" in reply.json()["detail"]
    assert (reply.json()["answer"], reply.json()["revision"]) == ({"text": "1"}, 1)


def test_autosave_of_a_bad_number_says_why(as_ada: Client, attempt: Attempt) -> None:
    reply = put(as_ada, attempt, 3, {"text": "NaN"})
    assert reply.status_code == 422
    assert "is not a number" in reply.json()["detail"]


def test_autosave_after_the_end_points_at_the_review(as_ada: Client, attempt: Attempt) -> None:
    make_late(attempt)
    for _ in range(2):
        reply = put(as_ada, attempt, 3, {"text": "0.12"})
        assert (reply.status_code, reply.json()["review"]) == (410, page(attempt))


def test_autosave_of_a_checked_answer_is_refused(as_ada: Client, practice: Attempt) -> None:
    as_ada.post(page(practice), form(practice, "check-3", q3="0.5"))
    reply = put(as_ada, practice, 3, {"text": "0.1234"}, revision=1)
    assert (reply.status_code, "revision" in reply.json()) == (409, False)


def test_autosave_of_a_question_that_is_not_there_is_not_found(as_ada: Client, attempt: Attempt) -> None:
    assert put(as_ada, attempt, 4, {"text": "1"}).status_code == 404


@pytest.mark.parametrize("body", ["", "[]", "\xff", '{"answer": null}', '{"answer": null, "revision": true}'])
def test_autosave_refuses_what_is_no_draft(as_ada: Client, attempt: Attempt, body: str) -> None:
    reply = as_ada.put(f"{page(attempt)}answers/3/", body.encode("latin-1"), content_type="application/json")
    assert reply.status_code == 400
    assert "revision" in reply.json()["detail"]


# --- Flags and the look over it all ----------------------------------------------------------------------------------


def flag(client: Client, attempt: Attempt, position: int, body: str) -> HttpResponse:
    return client.put(f"{page(attempt)}flags/{position}/", body, content_type="application/json")


def test_a_flag_is_kept_by_script_and_by_form(as_ada: Client, attempt: Attempt) -> None:
    assert flag(as_ada, attempt, 2, '{"flagged": true}').json() == {"flagged": True}
    shown = as_ada.get(page(attempt)).content.decode()
    assert 'value="unflag-2"' in shown
    as_ada.post(page(attempt), form(attempt, "unflag-2"))
    as_ada.post(page(attempt), form(attempt, "flag-3", q3="0,5"))
    assert [response.is_flagged for response in attempt.responses.all()] == [False, False, True]
    assert attempt.responses.get(position=3).answer == {"text": "0,5"}  # a button saves what is on the form


def test_a_flag_that_cannot_be_kept_is_refused_with_a_sentence(as_ada: Client, attempt: Attempt) -> None:
    assert flag(as_ada, attempt, 2, '{"flagged": 1}').status_code == 400
    assert flag(as_ada, attempt, 9, '{"flagged": true}').status_code == 404
    services.finish(attempt=attempt)
    assert flag(as_ada, attempt, 2, '{"flagged": true}').status_code == 410


def test_only_its_learner_flags(client: Client, ben: User, attempt: Attempt) -> None:
    assert flag(client, attempt, 2, '{"flagged": true}').status_code == 401
    client.force_login(ben)
    assert flag(client, attempt, 2, '{"flagged": true}').status_code == 404


def test_before_the_end_every_question_is_listed_with_its_state(as_ada: Client, attempt: Attempt) -> None:
    put(as_ada, attempt, 3, {"text": "0.5"})
    flag(as_ada, attempt, 2, '{"flagged": true}')
    shown = as_ada.get(f"{page(attempt)}finish/").content.decode()
    for state in ("Question 1, not answered<", "Question 2, not answered, flagged<", "Question 3, answered<"):
        assert state in shown


# --- What must not be told -------------------------------------------------------------------------------------------


def test_a_deferred_attempt_tells_nothing_before_its_end(as_ada: Client, ada: User, quiz: Quiz, places: Places) -> None:
    quiz.minutes = 30
    quiz.save()
    seen = [
        as_ada.get("/quizzes/"),
        as_ada.get("/quizzes/dropout/"),
        as_ada.post("/quizzes/dropout/start/", follow=True),
    ]
    attempt = Attempt.objects.get(learner=ada)
    seen += [
        as_ada.get(page(attempt)),
        put(as_ada, attempt, 1, places(attempt, 1, "wrong")),
        put(as_ada, attempt, 1, places(attempt, 1, "right"), revision=1),
        put(as_ada, attempt, 1, places(attempt, 1, "other")),
        put(as_ada, attempt, 1, {"choices": [99]}, revision=2),
        put(as_ada, attempt, 3, {"text": "a lot"}),
        put(as_ada, attempt, 4, {"text": "1"}),
        as_ada.post(page(attempt), form(attempt, "save", q2=places(attempt, 2, "yes")["choices"]), follow=True),
        as_ada.post(page(attempt), form(attempt, "save", q3="a lot")),
        as_ada.post(page(attempt), form(attempt, "check-1"), follow=True),
        as_ada.post(page(attempt), form(attempt, "finish"), follow=True),
        as_ada.get(f"{page(attempt)}finish/"),
        as_ada.get("/quizzes/dropout/"),
    ]
    seen += [put(as_ada, attempt, 1, places(attempt, 1, "right"), revision=3)]
    attempt.refresh_from_db()
    assert not attempt.is_finished
    for reply in seen:
        body = reply.content.decode() + str(reply.headers)
        assert [secret for secret in SECRETS if secret in body] == []
    after = as_ada.post(f"{page(attempt)}finish/", follow=True).content.decode()
    assert all(secret in after for secret in ("EXPLAINS 1", "FEEDBACK on right", "SOURCE 1", "0.1234", "is-right"))


def test_choices_are_shuffled_for_each_attempt(quiz: Quiz, ada: User) -> None:
    orders = set()
    for _ in range(12):
        attempt = services.start(learner=ada, quiz=quiz)
        orders.add(tuple(choice["text"] for choice in attempt.items[0]["choices"]))
        services.finish(attempt=attempt)
    assert len(orders) > 1


# --- Queries ---------------------------------------------------------------------------------------------------------


def test_pages_ask_the_database_little_and_no_more_when_there_is_more(
    as_ada: Client, ada: User, quiz: Quiz, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for is_last in (False, True):
        services.finish(attempt=services.start(learner=ada, quiz=quiz))
        attempt = services.start(learner=ada, quiz=quiz)
        counts.append([])
        for address in ("/quizzes/", "/quizzes/dropout/", page(attempt), f"{page(attempt)}finish/"):
            with django_assert_max_num_queries(LIMIT) as captured:
                assert as_ada.get(address).status_code == 200
            counts[-1].append(len(captured))
        with django_assert_max_num_queries(LIMIT) as captured:
            put(as_ada, attempt, 1, {"choices": [0]})
        counts[-1].append(len(captured))
        services.finish(attempt=attempt)
        with django_assert_max_num_queries(LIMIT) as captured:
            as_ada.get(page(attempt))
        counts[-1].append(len(captured))
        if not is_last:
            _grow(quiz)
    assert counts[0] == counts[1]


def _grow(quiz: Quiz) -> None:
    """Add a second quiz and double the items of the first."""
    other = Quiz.objects.create(slug="other", title="Other", summary="", is_published=True)
    for item in list(quiz.items.all()):
        for home, slug in ((other, item.slug), (quiz, f"{item.slug}-more")):
            item.pk, item.quiz, item.slug = None, home, slug
            item.save()


def test_the_list_puts_tests_first_and_practice_by_the_group_of_its_lesson(as_ada: Client, quiz: Quiz) -> None:
    texts = {"question": "?", "summary": "", "body": ""}
    late = Lesson.objects.create(slug="late", title="Late", group="Families", order=9, **texts)
    soon = Lesson.objects.create(slug="soon", title="Soon", group="Foundations", order=1, **texts)
    for lesson in (late, soon):
        Quiz.objects.create(
            slug=lesson.slug, title=lesson.title, summary="", behaviour="practice", lesson=lesson, is_published=True
        )
    shown = as_ada.get("/quizzes/").content.decode()
    places = [shown.index(title) for title in (">Tests<", ">Practice: Foundations<", ">Practice: Families<")]
    assert places == sorted(places)


def test_practice_shows_no_points_anywhere(as_ada: Client, practice: Attempt) -> None:
    as_ada.post(page(practice), form(practice, "check-3", q3="0.1234"))
    shown = [as_ada.get(page(practice)).content.decode()]
    as_ada.post(f"{page(practice)}finish/")
    shown += [as_ada.get(address).content.decode() for address in (page(practice), "/quizzes/dropout/")]
    assert ["point" in one.lower() for one in shown] == [False] * 3
    assert "Right" in shown[0]
    assert "Answers<span" in shown[2]


def test_practice_is_listed_with_its_first_tries_and_not_with_a_score(
    as_ada: Client, ada: User, practice: Attempt, places: Places
) -> None:
    as_ada.post(page(practice), form(practice, "check-3", q3="0.5"))
    as_ada.post(page(practice), {"action": "again-3"})
    as_ada.post(page(practice), {"action": "save", "r3": "2", "q3": "0.1234"})
    as_ada.post(page(practice), {"action": "check-3"})
    services.save_answers(attempt=practice, drafts={1: Draft(places(practice, 1, "right"), 0)})
    services.finish(attempt=practice)
    assert "First tries 25 %" in as_ada.get("/quizzes/").content.decode()
    assert services.start(learner=ada, quiz=practice.quiz) != practice
