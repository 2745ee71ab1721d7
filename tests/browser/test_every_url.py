"""Every page of the site, walked from the URL conf, for everybody who may open it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from every_url import World, routes

from .conftest import ALL_BUT_COLOURS, AXE, ONLY_COLOURS, SIZES, Open

# Parts of the admin that are Django's and its theme's own: menus that search, lists to choose from, a scroll bar.
VENDORED = (".select2-container", ".selector", ".simplebar-content-wrapper")
# What hangs on neither theme nor size is looked at once.
LOOKS = {"light": (("desktop", AXE), ("phone", ALL_BUT_COLOURS)), "dark": (("phone", ONLY_COLOURS),)}
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def pages(world: World, who: User | None) -> list[str]:
    """List the addresses that answer `who` with a whole page, the admin's only where `who` is staff."""
    client = Client()
    if who:
        client.force_login(who)
    found = []
    for route in routes():
        if route.pattern.startswith("admin/") != bool(who and who.is_staff):
            continue
        path = world.path(route)
        response = client.get(path)
        if response.status_code == 200 and not response.streaming and b"<html" in response.content:
            found.append(path)
    return found


@pytest.mark.parametrize("theme", LOOKS)
@pytest.mark.parametrize("name", ["a visitor", "ada", "cleo"])
def test_every_page_is_sound_at_both_sizes(
    transactional_db: None, ada: User, cleo: User, open_page: Open, name: str, theme: str,
    record_property: pytest.RecordProperty,
) -> None:  # fmt: skip
    world = World(ada, cleo)
    who = {"a visitor": None, "ada": ada, "cleo": cleo}[name]
    addresses = pages(world, who)
    watched = open_page("/", learner=who, theme=theme)
    looks, problems = LOOKS[theme], []
    for address in addresses:
        for number, (size, rules) in enumerate(looks):
            width, height = SIZES[size]
            watched.page.set_viewport_size({"width": width, "height": height})
            if number == 0:
                watched.page.goto(address, wait_until="load")
            try:
                watched.assert_sound(but_for=VENDORED if who and who.is_staff else (), axe=rules)
            except AssertionError as error:
                problems.append(f"{address} on a {size}: {error}")
            watched.faults.clear()
    record_property("said", f"{name}, {theme}: {len(addresses)} pages on {' and '.join(size for size, _ in looks)}")
    assert problems == [], "\n".join(problems)
