"""Statistics of a quiz from its attempts: which ones count, what is read, and what authors see."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from attempts import exports, services, statistics
from attempts.models import Attempt
from attempts.services import Draft
from attempts.statistics_plot import plot
from content.models import Item, Quiz

Places = Callable[..., dict[str, object]]
Take = Callable[..., Attempt]


@pytest.fixture
def take(quiz: Quiz, places: Places) -> Take:
    """Let a new learner, or one who is named, take the quiz: the choice of the first item, and the number."""

    def take(
        single: str, number: str = "0.1234", *, learner: User | None = None, ticks: tuple[str, ...] = ()
    ) -> Attempt:
        name = f"learner-{User.objects.count()}"
        learner = learner or User.objects.create_user(name, f"{name}@example.org")
        attempt = services.start(learner=learner, quiz=quiz)
        drafts = {1: Draft(places(attempt, 1, single), 0), 3: Draft({"text": number}, 0)}
        if ticks:
            drafts[2] = Draft(places(attempt, 2, *ticks), 0)
        services.save_answers(attempt=attempt, drafts=drafts)
        return services.finish(attempt=attempt)

    return take


def _row(quiz: Quiz, position: int) -> statistics.ItemRow:
    rows = {row.item.position: row for row in statistics.report(quiz).rows}
    return rows[position]


def test_each_learners_first_finished_attempt_counts(ada: User, quiz: Quiz, take: Take) -> None:
    first = take("wrong", "9", learner=ada)
    second = take("right", learner=ada)
    take("right", ticks=("yes",))
    services.start(learner=ada, quiz=quiz)
    assert (first.counted_total, second.counted_total) == (0.0, None)
    found = statistics.report(quiz)
    assert found.statistics.attempts == 2
    assert found.statistics.mean == pytest.approx((0 + 3) / 2)
    assert _row(quiz, 1).statistics.facility == 0.5


def test_practice_never_counts(ada: User, quiz: Quiz, take: Take) -> None:
    Quiz.objects.update(behaviour="practice")
    quiz.refresh_from_db()
    take("right", learner=ada)
    assert statistics.report(quiz).statistics.attempts == 0
    Quiz.objects.update(behaviour="deferred")
    quiz.refresh_from_db()
    take("right", learner=ada)
    assert statistics.report(quiz).statistics.attempts == 1


def test_figures_are_those_of_the_marks(quiz: Quiz, take: Take) -> None:
    for single, number, ticks in [("right", "0.1234", ("yes", "also")), ("right", "5", ("yes",)), ("wrong", "5", ())]:
        take(single, number, ticks=ticks)
    first = _row(quiz, 1).statistics
    assert first.facility == pytest.approx(2 / 3)
    assert first.discrimination == pytest.approx(2 / 7**0.5)  # marks 1 1 0 and rests 3 1 0
    assert _row(quiz, 2).statistics.facility == pytest.approx(0.5)
    found = statistics.report(quiz).statistics
    assert found.median == 2.0
    assert found.alpha == pytest.approx(1.5 * (1 - (1 / 3 + 1 + 1 / 3) / 4))


def test_distractors_are_counted_in_the_authors_order(quiz: Quiz, take: Take) -> None:
    for single in ["right"] * 6 + ["other"] * 4:
        take(single, ticks=("yes", "no"))
    (table,) = _row(quiz, 1).answers
    assert [(pick.answer, pick.is_right, pick.count) for pick in table.picks] == [
        ("right", True, 6),
        ("wrong", False, 0),
        ("other", False, 4),
    ]
    assert _row(quiz, 1).reasons == (
        "Nobody took “wrong”. A wrong choice that tempts no one only makes the item longer.",
    )
    (ticks,) = _row(quiz, 2).answers
    assert [(pick.answer, pick.count, pick.share) for pick in ticks.picks] == [
        ("yes", 10, 1.0),
        ("also", 0, 0.0),
        ("no", 10, 1.0),
    ]


def test_items_that_need_a_look_come_first(quiz: Quiz, take: Take) -> None:
    for number in range(10):
        take("right" if number < 5 else "wrong", "9" if number < 5 else "0.1234", ticks=("yes", "also"))
    rows = statistics.report(quiz).rows
    assert [bool(row.reasons) for row in rows] == [True, True, True]
    assert "does worse here" in rows[0].reasons[0]


def test_variants_are_told_apart(quiz: Quiz, take: Take) -> None:
    Item.objects.filter(position=3).update(
        stem="{{n}}?",
        numeric={"formula": "n", "absolute": 0.5},
        details={"variable": [{"name": "n", "values": [1.0, 2.0]}]},
    )
    for _ in range(12):
        take("right", "1")
    row = _row(quiz, 3)
    assert {variant.name for variant in row.variants} == {"n = 1", "n = 2"}
    facility = {variant.name: variant.statistics.facility for variant in row.variants}
    assert facility == {"n = 1": 1.0, "n = 2": 0.0}
    assert sum(variant.statistics.attempts for variant in row.variants) == row.statistics.attempts == 12


def test_drawn_items_are_reported_and_alpha_goes_by_position(ada: User, ben: User, quiz: Quiz) -> None:
    pools = [{"level": "beginner", "count": 2}]
    test = Quiz.objects.create(
        slug="skill", title="Skill", summary="s", behaviour="exam", minutes=5, is_published=True, pools=pools
    )
    for learner in (ada, ben):
        services.finish(attempt=services.start(learner=learner, quiz=test))
    found = statistics.report(test)
    assert found.statistics.attempts == 2
    assert sum(row.statistics.attempts for row in found.rows) == 4
    assert {row.item.quiz_id for row in found.rows} == {quiz.pk}


def test_the_queries_do_not_grow_with_the_attempts(quiz: Quiz, take: Take) -> None:
    take("right")
    take("wrong")
    with CaptureQueriesContext(connection) as few:
        statistics.report(quiz)
    for _ in range(5):
        take("right")
    with CaptureQueriesContext(connection) as more:
        statistics.report(quiz)
    assert len(few) == len(more) == 3


def test_the_plot_says_in_words_what_it_draws(quiz: Quiz, take: Take) -> None:
    assert plot(()) is None
    for number in range(10):
        take("right" if number < 5 else "wrong", "9" if number < 5 else "0.1234", ticks=("yes", "also"))
    drawn = plot(statistics.report(quiz).rows)
    assert drawn is not None
    assert "2 of 3 items" in drawn.words
    assert "item-1" in drawn.words
    assert all(drawn.left <= point.x <= drawn.right and drawn.top <= point.y <= drawn.bottom for point in drawn.points)


@pytest.fixture
def author(client: Client, cleo: User) -> Client:
    client.force_login(cleo)
    return client


STATISTICS = "/admin/attempts/response/statistics/"


def _said(client: Client, path: str) -> str:
    answer = client.get(f"{STATISTICS}{path}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_pages_without_attempts_say_why_they_are_empty(author: Client, quiz: Quiz, take: Take) -> None:
    assert "Dropout" in _said(author, "")
    assert "Nobody has finished this quiz yet." in _said(author, "dropout/")
    item = quiz.items.first()
    assert item is not None
    assert "Nobody has been asked this item" in _said(author, f"dropout/{item.pk}/")
    take("right")
    assert "begin with the second" in _said(author, "dropout/")
    Quiz.objects.update(behaviour="practice")
    assert "This quiz is practice, which never counts." in _said(author, "dropout/")


def test_pages_show_plot_figures_reasons_and_answers(author: Client, quiz: Quiz, take: Take) -> None:
    for number in range(12):
        take("right" if number < 6 else "other", "9" if number % 3 else "0.1234", ticks=("yes", "also"))
    page = _said(author, "dropout/")
    assert '<svg class="report-plot"' in page
    assert "2 of 3 items need a look" in page
    assert "Nobody took “wrong”" in page
    assert "style=" not in page.partition('<div class="report">')[2].partition("</details>")[0]
    item = Item.objects.get(position=1)
    shown = _said(author, f"dropout/{item.pk}/")
    assert '<th scope="row">other</th><td></td><td class="num">6</td><td class="num">50 %</td>' in shown


def test_learners_have_no_way_in(client: Client, ada: User, quiz: Quiz) -> None:
    client.force_login(ada)
    for path in ("", "dropout/", "dropout/items.csv", "dropout/results.csv", "dropout/1/"):
        assert client.get(f"{STATISTICS}{path}").status_code == 302
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    for path in ("", "dropout/", "dropout/items.csv", "dropout/results.csv"):
        assert client.get(f"{STATISTICS}{path}").status_code == 403


def _csv(client: Client, name: str) -> list[list[str]]:
    answer = client.get(f"{STATISTICS}dropout/{name}.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="dropout-{name}.csv"'
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_results_come_as_csv_with_formulas_disarmed(author: Client, ada: User, quiz: Quiz, take: Take) -> None:
    User.objects.filter(pk=ada.pk).update(username="=HYPERLINK(1)", email="@ada")
    ada.refresh_from_db()
    take("right", learner=ada, ticks=("yes",))
    take("wrong", learner=ada)
    head, first, second = _csv(author, "results")
    assert head[-3:] == ["Q1", "Q2", "Q3"]
    assert (first[1], first[2]) == ("'=HYPERLINK(1)", "'@ada")
    assert (first[7:11], first[-3:]) == (["3", "4", "75", "yes"], ["1", "1", "1"])
    assert second[10] == "no"


def test_items_come_as_csv(author: Client, quiz: Quiz, take: Take) -> None:
    for _ in range(3):
        take("right")
    head, *rows = _csv(author, "items")
    assert head[:3] == ["quiz", "item", "kind"]
    assert {row[1] for row in rows} == {"item-1", "item-2", "item-3"}


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("a=1", "a=1"), (-1.5, "-1.5"), (None, "")],
)
def test_only_texts_that_look_like_formulas_get_an_apostrophe(cell: exports.Cell, written: str) -> None:
    assert exports.guarded(cell) == written


def test_the_number_of_queries_of_an_export_does_not_grow(quiz: Quiz, take: Take) -> None:
    take("right")
    with CaptureQueriesContext(connection) as few:
        list(exports.rows_of_results(quiz))
    for _ in range(4):
        take("right")
    with CaptureQueriesContext(connection) as more:
        rows = list(exports.rows_of_results(quiz))
    assert len(rows) == 6
    assert len(few) == len(more) == 3
