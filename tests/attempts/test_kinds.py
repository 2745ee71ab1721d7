"""Each kind of item under each behaviour, from start to review, and what no answer of the site may tell before."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from attempts.models import Attempt, State
from catalog.entries import Behaviour, Catalog, Feedback, Item, ItemKind
from catalog.entries import Quiz as QuizEntry
from content.models import Quiz
from content.services.loading import load
from each_kind import DRAWN, EACH
from scoring.marks import right_answer
from scoring.snapshots import thaw

ITEMS = (*EACH.values(), DRAWN)
LATER = (timezone.localdate() + timedelta(days=365)).isoformat()
# What only a solved item says. A kind whose options are all on the page has no such words, but its order and its marks.
SECRETS = (
    *("EXPLAINS", "FEEDBACK", "SOURCE", "is-right", "is-wrong", "correct", "authored", "accepted"),
    *(
        "0.731",
        "inverted dropout",
        "drop-out",
        "1.4286",
        "296295",
        "-item",
        "drawn",
        "[1, 2]\n",
        "biases",
        "choice-verdict",
    ),
)


@dataclass
class Run:
    """An attempt at a quiz as ada takes it, and every answer of the site on the way."""

    client: Client
    attempt: Attempt
    seen: list[str]

    @property
    def page(self) -> str:
        return f"/attempts/{self.attempt.pk}/"

    def get(self, address: str) -> str:
        return self._see(self.client.get(address, follow=True))

    def post(self, action: str, **controls: Any) -> str:
        opened = self.attempt.responses.filter(latest_mark=None)  # the sheet has no controls for what is checked
        revisions = {f"r{one.position}": one.revision for one in opened}
        return self._see(self.client.post(self.page, revisions | controls | {"action": action}, follow=True))

    def press(self, action: str) -> str:
        """Send a button alone, as if the sheet had no controls."""
        return self._see(self.client.post(self.page, {"action": action}, follow=True))

    def put(self, position: int, answer: object, **more: Any) -> int:
        revision = self.attempt.responses.get(position=position).revision
        body = json.dumps({"answer": answer, "revision": revision} | more)
        reply = self.client.put(f"{self.page}answers/{position}/", body, content_type="application/json")
        self._see(reply)
        return reply.status_code

    def _see(self, reply: Any) -> str:
        self.seen.append(reply.content.decode() + str(reply.headers))
        return reply.content.decode()

    def item(self, position: int) -> Item:
        return thaw(self.attempt.items[position - 1])

    def reload(self) -> Attempt:
        self.attempt.refresh_from_db()
        return self.attempt

    def leaks(self) -> list[str]:
        return [secret for secret in SECRETS if any(secret in body for body in self.seen)]


def begin(client: Client, learner: User, behaviour: Behaviour, *items: Item, **keys: Any) -> Run:
    minutes = 20 if behaviour is Behaviour.EXAM else 0
    entry = QuizEntry("quiz", "Quiz", "Some.", items or ITEMS, behaviour=behaviour, minutes=minutes, **keys)
    load(Catalog(quizzes=(entry,)))
    client.force_login(learner)
    run = Run(client, Attempt(), [])
    run.get("/quizzes/")
    run.get("/quizzes/quiz/")
    run._see(client.post("/quizzes/quiz/start/", follow=True))
    run.attempt = Attempt.objects.get(learner=learner, state=State.IN_PROGRESS)
    return run


def controls_of(item: Item, answer: dict[str, Any], key: str = "1") -> dict[str, Any]:
    """Name an answer as the item's native controls would send it."""
    match item.kind:
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            return {f"q{key}": answer["choices"]}
        case ItemKind.TRUTH:
            return {f"v{key}": "true" if answer["truth"] else "false", f"q{key}": answer["choices"]}
        case ItemKind.ORDERING:
            return {f"q{key}": answer["order"]}
        case ItemKind.MATCHING:
            return {f"q{key}.{n}": answer["pairs"][pair.left] for n, pair in enumerate(item.pairs, 1)}
        case ItemKind.CLOZE:
            return {f"q{key}.{name}": text for name, text in answer["gaps"].items()}
        case _:
            return {f"q{key}": answer["text"]}


EACH_ITEM = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.slug)


@EACH_ITEM
@pytest.mark.parametrize("behaviour", [Behaviour.DEFERRED, Behaviour.EXAM, Behaviour.CERTAINTY])
def test_a_right_answer_by_form_earns_everything_at_the_end(
    client: Client, ada: User, behaviour: Behaviour, item: Item
) -> None:
    run = begin(client, ada, behaviour, item)
    given = controls_of(run.item(1), right_answer(run.item(1)))
    shown = run.post("finish", **given, c1="3")
    attempt = run.reload()
    weight = 3 if behaviour is Behaviour.CERTAINTY else 1
    assert (attempt.state, attempt.score, attempt.max_score) == (State.FINISHED, weight * item.points, attempt.score)
    assert "100 %" in shown
    assert item.explanation.split("{{", maxsplit=1)[0] in shown
    assert attempt.responses.get().mark == item.points


@EACH_ITEM
def test_practice_tells_at_once_and_never_scores(client: Client, ada: User, item: Item) -> None:
    run = begin(client, ada, Behaviour.PRACTICE, item)
    assert run.leaks() == []
    shown = run.post("check-1", **controls_of(run.item(1), right_answer(run.item(1))))
    assert '<span class="badge good">Right</span>' in shown
    run.seen.clear()
    again = run.post("again-1")
    assert "Check<span" in again
    assert set(run.leaks()) <= {"0.731", "1.4286", "296295", "[1, 2]\n"}  # what ada herself wrote
    run.post("finish")
    attempt = run.reload()
    assert (attempt.score, attempt.percent, attempt.responses.get().mark) == (None, None, item.points)


@EACH_ITEM
def test_the_sheet_shows_an_answer_as_it_was_given(client: Client, ada: User, item: Item) -> None:
    run = begin(client, ada, Behaviour.DEFERRED, item)
    answer = right_answer(run.item(1))
    assert run.put(1, answer) == 200
    before = run.attempt.responses.get()
    assert before.answer == answer
    run.post("save", **controls_of(run.item(1), answer))
    assert run.attempt.responses.get().revision == before.revision  # the form sends what the script sent
    chosen = run.get(run.page).count(" checked") + run.get(run.page).count(" selected")
    assert chosen == {"single": 1, "multiple": 3, "truth": 2, "ordering": 4, "matching": 3, "cloze": 1}.get(
        item.kind, 0
    )


# A file may not say that an exam gives feedback at once.
POLICIES = [*product(Behaviour, Feedback)]
POLICIES.remove((Behaviour.EXAM, Feedback.IMMEDIATELY))


@pytest.mark.parametrize(("behaviour", "feedback"), POLICIES)
def test_nothing_is_told_before_the_policy_allows(
    client: Client, ada: User, behaviour: Behaviour, feedback: Feedback
) -> None:
    after = LATER if feedback is Feedback.AFTER_DATE else ""
    run = begin(client, ada, behaviour, feedback=feedback, feedback_after=after)
    total = len(run.attempt.items)
    for position in range(1, total + 1):
        item = run.item(position)
        for wrong in (
            {"choices": [99]},
            {"text": "x" * 3000},
            {"order": ["x"]},
            {"pairs": {"x": "y"}},
            {"gaps": {"x": ""}},
            3,
        ):
            run.put(position, wrong)
        for answer in wrong_answers(item):
            assert run.put(position, answer, certainty=2) == 200
        run.client.put(f"{run.page}answers/{position}/", "{}", content_type="application/json")
        stale = json.dumps({"answer": None, "revision": 99})
        run._see(run.client.put(f"{run.page}answers/{position}/", stale, content_type="application/json"))
        run._see(run.client.put(f"{run.page}flags/{position}/", '{"flagged": true}', content_type="application/json"))
        if feedback is not Feedback.IMMEDIATELY:
            for verb in ("check", "again", "vary"):
                run.press(f"{verb}-{position}")
    run.press("save")
    run.get(run.page)
    run.get(f"{run.page}finish/")
    run.get("/quizzes/quiz/")
    assert '"position"' in run.get(f"/api/v1/attempts/{run.attempt.pk}/")
    run.get("/api/v1/attempts/")
    run._see(run.client.put(f"{run.page}answers/{total + 1}/", "{}", content_type="application/json"))
    assert run.leaks() == []
    shown = run._see(run.client.post(f"{run.page}finish/", follow=True))
    run.put(1, None)
    run.get(f"/api/v1/attempts/{run.attempt.pk}/")
    if feedback in {Feedback.IMMEDIATELY, Feedback.AFTER_ATTEMPT}:
        assert {"EXPLAINS", "FEEDBACK", "SOURCE", "is-right", "0.731", "1.4286", "296295"} <= set(run.leaks())
    else:
        assert run.leaks() == []
        assert "mark-link" not in shown


def wrong_answers(item: Item) -> list[dict[str, Any]]:
    """Give answers that tell nothing by themselves when the site shows them again."""
    match item.kind:
        case ItemKind.ORDERING:
            return [{"order": [step, "", "", ""]} for step in item.sequence]
        case ItemKind.MATCHING:
            return [{"pairs": {item.pairs[0].left: item.extra[0]}}]
        case ItemKind.CLOZE:
            return [{"gaps": {"layer": "pooling", "mode": option, "scale": "7"}} for option in item.gaps[1].options]
        case ItemKind.TRUTH:
            return [{"truth": True, "choices": [place]} for place in range(3)]
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            return [{"choices": [place]} for place in range(len(item.choices))]
        case _:
            return [{"text": "7"}]


def test_the_date_opens_the_review(client: Client, ada: User) -> None:
    run = begin(client, ada, Behaviour.EXAM, feedback=Feedback.AFTER_DATE, feedback_after=LATER)
    run._see(run.client.post(f"{run.page}finish/", follow=True))
    assert "EXPLAINS" not in run.get(run.page)
    Quiz.objects.update(feedback_after=timezone.localdate())
    assert "EXPLAINS" in run.get(run.page)


def test_immediate_feedback_outside_practice_marks_for_good(client: Client, ada: User) -> None:
    run = begin(client, ada, Behaviour.CERTAINTY, EACH[ItemKind.TEXT], feedback=Feedback.IMMEDIATELY)
    shown = run.post("check-1", q1="pooling", c1="3")
    assert "EXPLAINS text-item" in shown
    assert "again-1" not in shown
    assert "Only practice can be tried again." in run.post("again-1")
    assert run.put(1, {"text": "dropout"}, certainty=3) == 409
    run.post("finish")
    assert run.reload().score == -6 * 2


def test_certainty_is_kept_shown_and_set_against_what_was_right(client: Client, ada: User) -> None:
    items = [EACH[kind] for kind in (ItemKind.TEXT, ItemKind.NUMERIC, ItemKind.OUTPUT)]
    run = begin(client, ada, Behaviour.CERTAINTY, *items)
    assert run.put(1, {"text": "dropout"}, certainty=3) == 200
    assert run.put(2, {"text": "7"}, certainty=2) == 200
    assert run.put(3, {"text": "7"}, certainty=4) == 422
    assert run.get(run.page).count(" checked") == 2
    shown = run._see(run.client.post(f"{run.page}finish/", follow=True))
    assert run.reload().score == 3 * 2 - 2 * 2  # the third has no answer and costs nothing
    assert run.attempt.max_score == 3 * 6
    assert "How well you knew what you knew" in shown
    assert "How sure you were: very sure" in shown


def test_a_certainty_elsewhere_is_left_out(client: Client, ada: User) -> None:
    run = begin(client, ada, Behaviour.DEFERRED, EACH[ItemKind.TEXT])
    assert run.put(1, {"text": "dropout"}, certainty=3) == 200
    assert run.attempt.responses.get().certainty is None


def test_wrong_picks_cost_points_only_where_the_quiz_says_so(client: Client, ada: User) -> None:
    run = begin(client, ada, Behaviour.DEFERRED, EACH[ItemKind.MULTIPLE], negative=True)
    wrong = [place for place, choice in enumerate(run.item(1).choices) if not choice.correct]
    assert "cost points" in run.get(run.page)
    run.post("finish", q1=wrong)
    assert run.reload().score == pytest.approx(-2 * 2 / 3)


def test_a_new_variant_has_other_numbers_and_its_own_answer(client: Client, ada: User) -> None:
    run = begin(client, ada, Behaviour.PRACTICE, DRAWN)
    stems = {run.item(1).stem}
    for _ in range(8):
        answer = right_answer(run.item(1))
        assert '<span class="badge good">Right</span>' in run.post("check-1", **controls_of(run.item(1), answer))
        assert "EXPLAINS" not in run.post("vary-1")
        stems.add(run.reload() and run.item(1).stem)
    assert len(stems) > 2


def test_the_first_mark_stays_when_an_item_is_tried_again(client: Client, ada: User) -> None:
    run = begin(client, ada, Behaviour.PRACTICE, EACH[ItemKind.TEXT])
    run.post("check-1", q1="pooling")
    run.post("again-1")
    shown = run.post("check-1", q1="dropout")
    assert '<span class="badge good">Right</span>' in shown
    response = run.attempt.responses.get()
    assert (response.mark, response.latest_mark, response.picked) == (0.0, 2.0, "pooling")


def test_the_same_seed_freezes_the_same_items(client: Client, ada: User) -> None:
    from scoring.snapshots import freeze

    run = begin(client, ada, Behaviour.DEFERRED)
    frozen = [freeze(item, seed=run.attempt.seed) for item in ITEMS]
    assert run.attempt.items == json.loads(json.dumps(frozen))


@pytest.mark.parametrize("name", ["q1", "v1"])
def test_controls_with_nonsense_in_them_are_refused_or_empty(client: Client, ada: User, name: str) -> None:
    run = begin(client, ada, Behaviour.DEFERRED, EACH[ItemKind.TRUTH])
    run.post("save", **{name: "nonsense"})
    assert run.attempt.responses.get().answer is None


def test_a_feature_of_one_item_is_not_said_twice(client: Client, ada: User) -> None:
    run = begin(client, ada, Behaviour.DEFERRED)
    page = run.get(run.page)
    ids = [part.split('"', 1)[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert replace(EACH[ItemKind.CLOZE]).gaps[1].options[0] in page
