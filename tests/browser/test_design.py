"""The style guide is accessible, and pages hold from right to left and with words that are longer by two fifths."""

from __future__ import annotations

import pytest

from accounts.models import User

from .conftest import OPENED, Open

pytestmark = pytest.mark.browser
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FROM_RIGHT_TO_LEFT = "document.documentElement.dir = 'rtl'"
# The longest word of each text grows by two fifths, and so does the number of its words.
LENGTHEN = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  for (const text of texts) {
    const words = text.textContent.trim().split(/\\s+/);
    if (!words[0] || text.parentElement.closest("script, style, pre, code, svg, math, textarea, option")) continue;
    const longest = words.reduce((one, other) => (other.length > one.length ? other : one));
    const grown = longest + longest.slice(0, Math.ceil(longest.length * 0.4));
    const more = words.slice(0, Math.floor(words.length * 0.4)).join(" ");
    text.textContent = `${text.textContent.replace(longest, grown)} ${more}`;
  }
}"""


@pytest.mark.parametrize(("size", "theme"), OPENED)
def test_the_style_guide_is_sound(debugging: None, open_page: Open, size: str, theme: str) -> None:
    open_page("/styleguide/", size=size, theme=theme).assert_sound()


def test_pages_hold_from_right_to_left_and_with_longer_words(debugging: None, ada: User, open_page: Open) -> None:
    page = open_page("/styleguide/?dir=rtl", learner=ada, size="phone").page
    for address in ("/styleguide/?dir=rtl", "/", "/profile/"):
        page.goto(address, wait_until="load")
        page.evaluate(FROM_RIGHT_TO_LEFT)
        assert page.evaluate(SIDEWAYS) <= 0, f"{address} from right to left"
        page.evaluate(LENGTHEN)
        assert page.evaluate(SIDEWAYS) <= 0, f"{address} with longer words"
