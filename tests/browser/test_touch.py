"""What one presses on a phone is large enough for a finger."""

from __future__ import annotations

import pytest

from accounts.models import User
from every_url import World

from .conftest import Open

pytestmark = pytest.mark.browser
# Half the 44 CSS pixels of WCAG 2.2's success criterion 2.5.5, less what rounding takes.
REACH = 21
PAGES = (
    "/", "/lessons/", "/lessons/dropout/", "/labs/", "/quizzes/", "/questions/", "/glossary/", "/search/?q=dropout",
    "/progress/", "/review/", "/profile/", "/profile/portfolio/", "/people/ada/",
)  # fmt: skip
CONTROLS = ":is(main, header) :is(button, select, summary, input), main .button, body > header a"
# A control is hit on itself or on its label. Links within a text are as high as its lines, and may be.
HARD_TO_HIT = f"""(reach) => [...document.querySelectorAll("{CONTROLS}")]
  .filter((control) => control.checkVisibility({{ opacityProperty: true, visibilityProperty: true }}))
  .filter((control) => !control.closest(".visually-hidden, [aria-hidden=true]"))
  .filter((control) => {{
    control.scrollIntoView({{ block: "center", behavior: "instant" }});
    const area = control.closest("label") ?? control;
    const {{ left, top, width, height }} = area.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    return [y - reach, y + reach].some((y) => !area.contains(document.elementFromPoint(x, y)));
  }})
  .map((control) => `${{location.pathname}}: ${{control.outerHTML.slice(0, 120)}}`)"""


def test_controls_are_as_large_as_a_finger(ada: User, cleo: User, open_page: Open) -> None:
    world = World(ada, cleo)
    page = open_page("/", learner=ada, size="phone").page
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    rows = (world.lab, world.quiz, world.attempt, world.exam, world.failed)
    hard_to_hit = []
    for address in (*PAGES, *(row.get_absolute_url() for row in rows)):
        page.goto(address, wait_until="load")
        hard_to_hit += page.evaluate(HARD_TO_HIT, REACH)
    assert hard_to_hit == [], "\n".join(hard_to_hit)
