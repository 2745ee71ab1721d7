"""What a lesson holds in place, with keys and without scripts."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Route

from catalog.files import read_catalog
from content.models import Item, Lesson, Quiz, Term

from .conftest import SIZES, THEMES, Open

pytestmark = pytest.mark.browser
BODY = """## One number

The [loss](glossary:loss) is one number.

> **Correction.** Older guides say otherwise.

| a | b | c | d | e | f | g | h |
|---|---|---|---|---|---|---|---|
| a long cell | a long cell | a long cell | a long cell | a long cell | a long cell | a long cell | a long cell |

```python
loss = 0
```

```text
0
```

[Check yourself](item:two)

[Try it](explainer:dropout)
"""


@pytest.fixture
def lesson(transactional_db: None) -> Lesson:
    lesson = Lesson.objects.create(
        slug="losses",
        title="Losses",
        question="What is a loss?",
        summary="A number.",
        group="Basics",
        body=BODY,
        is_published=True,
    )
    Term.objects.create(slug="loss", title="loss", text="How wrong the outputs are, $L$.")
    quiz = Quiz.objects.create(slug="losses", title="Q", lesson=lesson, behaviour="practice", is_published=True)
    choices = [
        {"text": "One", "correct": True, "feedback": "Yes."},
        {"text": "Two", "correct": False, "feedback": "No."},
    ]
    Item.objects.create(
        quiz=quiz, slug="two", position=1, kind="single", stem="How many?", explanation="One.", choices=choices
    )
    return lesson


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_a_lesson_with_everything_is_sound(lesson: Lesson, open_page: Open, size: str, theme: str) -> None:
    open_page(lesson.get_absolute_url(), size=size, theme=theme).assert_sound()


@pytest.mark.parametrize("size", SIZES)
def test_a_definition_shows_on_focus_inside_the_window_and_escape_puts_it_away(
    lesson: Lesson, open_page: Open, size: str
) -> None:
    watched = open_page(lesson.get_absolute_url(), size=size)
    word, meaning = watched.page.get_by_role("link", name="loss", exact=True), watched.page.locator(".definition")
    assert not meaning.is_visible()
    word.focus()
    assert meaning.is_visible()
    box, width = meaning.bounding_box(), SIZES[size][0]
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert word.evaluate(
        "link => document.getElementById(link.getAttribute('aria-describedby')).textContent"
    ).startswith("loss: How wrong the outputs are")
    watched.assert_sound()
    watched.page.keyboard.press("Escape")
    assert not meaning.is_visible()
    watched.page.keyboard.press("Tab")
    word.focus()
    assert meaning.is_visible()
    word.blur()
    for leads_to in (lesson.get_absolute_url(), "/glossary/#loss"):
        word.dispatch_event("pointerdown", {"pointerType": "touch"})
        word.dispatch_event("click")
        watched.page.wait_for_url(f"**{leads_to}")
        assert meaning.is_visible() == (leads_to == lesson.get_absolute_url())


def test_an_item_comes_in_without_taking_the_focus_and_is_marked_in_place(lesson: Lesson, open_page: Open) -> None:
    watched = open_page(lesson.get_absolute_url())
    item = watched.page.locator(".check-yourself")
    item.get_by_text("How many?").wait_for()
    assert watched.page.evaluate("document.activeElement === document.body")
    item.get_by_label("One").check()
    item.get_by_role("button", name="Check").last.click()
    item.get_by_text("Yes.").wait_for()
    assert watched.page.url.endswith("/lessons/losses/")


def test_code_is_copied_by_key_and_output_is_not(lesson: Lesson, open_page: Open) -> None:
    page = open_page(lesson.get_absolute_url()).page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy")
    assert button.count() == 1
    before = page.locator("pre").first.bounding_box()
    button.press("Enter")
    page.get_by_role("status").filter(has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == "loss = 0\n"
    assert page.locator("pre").first.bounding_box() == before


def test_without_scripts_the_item_is_a_link_and_the_list_can_be_narrowed(lesson: Lesson, open_page: Open) -> None:
    watched = open_page(lesson.get_absolute_url(), scripts=False)
    assert watched.page.get_by_role("button", name="Copy").count() == 0
    watched.page.get_by_role("link", name="Check yourself").click()
    assert watched.page.url.endswith("/quizzes/losses/items/two/")
    watched.page.goto("/lessons/")
    watched.page.get_by_label("Level").select_option("advanced")
    watched.page.get_by_role("button", name="Show").click()
    assert watched.page.get_by_text("No lesson fits all of that").is_visible()


SHIFTS = """() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 100);
})"""


@pytest.mark.parametrize("size", SIZES)
def test_nothing_moves_when_fonts_come_late_to_figures_and_formulas(
    transactional_db: None, open_page: Open, size: str
) -> None:
    catalog = read_catalog(settings.CONTENT_DIR)
    page = open_page("/robots.txt", size=size).page
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks its handlers
    for slug in ("batch-normalisation", "dropout", "optimizers"):
        entry = next(lesson for lesson in catalog.lessons if lesson.slug == slug)
        assert "$$" in entry.body
        row = Lesson.objects.create(
            slug=slug, title=entry.title, question=entry.question, summary=entry.summary, group=entry.group,
            body=entry.body, key_points=list(entry.key_points), level=entry.level, published_on=entry.published,
            reviewed_on=entry.reviewed, is_published=True,
        )  # fmt: skip
        for name, svg in entry.figures.items():
            row.figures.create(name=name, svg=svg)
        page.goto(row.get_absolute_url(), wait_until="domcontentloaded")
        page.locator("h1").wait_for()
        page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
        assert held, "the fonts were to come late"
        while held:
            held.pop().continue_()
            page.wait_for_timeout(50)
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.fonts.check('1em \"STIX Two Math\"')")
        assert page.evaluate(SHIFTS) <= 0.01, slug
