"""What authors see of quizzes, and the report after an attempt: at both sizes, in both themes, without a barrier."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.models import User
from attempts import services
from attempts.models import Attempt
from attempts.services import Draft
from content.models import Concept, Item, Quiz

from .conftest import OPENED, Open, Watched, run_axe

pytestmark = pytest.mark.browser

STATISTICS = "/admin/attempts/response/statistics/"
IMPORT = "/admin/content/quiz/import-questions/"


@pytest.fixture
def taken(transactional_db: None, ada: User) -> Attempt:
    """Let twelve learners take a quiz of three items, one of which nobody does well on who does well otherwise."""
    quiz = Quiz.objects.create(slug="norms", title="Norms", summary="s", is_published=True)
    concept = Concept.objects.create(slug="norm", title="Normalisation", summary="s")
    for position in range(1, 4):
        item = Item.objects.create(
            quiz=quiz,
            position=position,
            slug=f"item-{position}",
            stem="Which?",
            explanation="So.",
            choices=[{"text": "right", "correct": True}, {"text": "wrong"}, {"text": "never taken"}],
        )
        item.concepts.set([concept])
    learners = [ada, *(User.objects.create_user(f"u{n}", f"u{n}@example.org") for n in range(11))]
    for number, learner in enumerate(learners):
        attempt = services.start(learner=learner, quiz=quiz)
        for position in range(1, 4):
            is_right = (number < 6) != (position == 3)
            texts = [choice["text"] for choice in attempt.items[position - 1]["choices"]]
            place = texts.index("right" if is_right else "wrong")
            services.save_answers(attempt=attempt, drafts={position: Draft({"choices": [place]}, 0)})
        services.finish(attempt=attempt)
    return Attempt.objects.get(learner=ada)


def _assert_sound(watched: Watched) -> None:
    """Hold our part of an admin page to what every page is held to; the frame around it is the theme's."""
    assert watched.faults == []
    sideways = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{watched.page.url} scrolls sideways by {sideways} px"
    found = run_axe(watched.page, ".report")
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_an_authors_pages_are_sound(
    taken: Attempt, cleo: User, open_page: Open, tmp_path: Path, size: str, theme: str
) -> None:
    watched = open_page(STATISTICS, learner=cleo, size=size, theme=theme)
    _assert_sound(watched)
    page = watched.page
    page.get_by_role("link", name="Norms").click()
    page.get_by_role("img", name="Facility against discrimination").wait_for()
    page.get_by_text("Who does well on the rest does worse here.").first.wait_for()
    _assert_sound(watched)
    page.get_by_role("link", name="item-3").click()
    page.get_by_role("rowheader", name="never taken").wait_for()
    _assert_sound(watched)
    page.goto(IMPORT)
    _assert_sound(watched)
    bank = tmp_path / "bank.txt"
    bank.write_text("::m1:: What does momentum add? {=A mean ~Noise####It accumulates.}\n\nWrite. {}\n")
    page.get_by_label("Quiz").fill("mine")
    page.locator("input[type=file]").set_input_files(bank)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="1 new item").wait_for()
    _assert_sound(watched)
    page.get_by_role("button", name="Import 1 item").click()
    page.get_by_text("1 item was imported").wait_for()
    assert Quiz.objects.get(slug="mine").items.count() == 1


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_the_report_after_an_attempt_is_sound(
    taken: Attempt, ada: User, open_page: Open, size: str, theme: str
) -> None:
    watched = open_page(taken.get_absolute_url(), learner=ada, size=size, theme=theme)
    assert watched.page.get_by_role("heading", name="What the result says").is_visible()
    watched.assert_sound()
