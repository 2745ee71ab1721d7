"""The main job on the real thing: the site as one command serves it, a browser in front, a confined run behind."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAB = settings.ROOT / "labs" / "dropout-inverted"
START_SECONDS = 120
VERDICT_MILLISECONDS = 60_000


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _read_until(process: subprocess.Popen[bytes], sentence: str) -> None:
    assert process.stdout
    output = ""
    while sentence not in output:
        assert select.select([process.stdout], [], [], START_SECONDS)[0], output
        more = os.read(process.stdout.fileno(), 4096)
        assert more, output
        output += more.decode()


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site from an empty folder; give its address."""
    port = _free_port()
    environment = {
        **os.environ,
        "STATE_DIR": str(tmp_path_factory.mktemp("site")),
        "SECRET_KEY": "tests-only",
        "XDG_RUNTIME_DIR": "",
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, str(settings.ROOT / "manage.py"), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment) as process:
        try:
            _read_until(process, "Forward Pass is at")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _sign_up(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Email address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill("a long pass phrase")
    page.get_by_label("Password, once more").fill("a long pass phrase")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello, {name}")


def _hand_in(page: Page, source: Path, button: str = "Hand in") -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source.read_text())
    page.get_by_role("button", name=button, exact=True).click()


def test_a_learner_hands_in_a_mistake_sees_it_named_and_passes_in_the_end(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    _sign_up(page, "grace")
    page.goto("/lessons/dropout/")
    page.get_by_role("link", name="Dropout, forward and backward").click()
    expect(page.locator(".cm-content")).to_be_visible()
    page.evaluate("window.sameDocument = true")
    heard: list[int] = []
    page.on("response", lambda answer: "/events/submissions/" in answer.url and heard.append(answer.status))

    page.get_by_label("With a trace").check()
    _hand_in(page, LAB / "wrong" / "forgot_scale.py")
    expect(page.get_by_role("heading", name="Not yet")).to_be_visible(timeout=VERDICT_MILLISECONDS)
    expect(page.locator(".misconception").first).to_contain_text("survivors are not scaled")
    trace = page.get_by_role("region", name="What your code did, line by line")
    expect(trace.get_by_role("row", name="line 13 rand")).to_contain_text("[8, 16]")

    _hand_in(page, LAB / "reference.py", "Run the visible checks")
    expect(page.get_by_role("heading", name="Passed so far")).to_be_visible(timeout=VERDICT_MILLISECONDS)
    expect(page.locator(".check .badge")).to_have_count(0)
    expect(page.get_by_role("heading", name="Why it works")).to_have_count(0)

    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("heading", name="Passed", exact=True)).to_be_visible(timeout=VERDICT_MILLISECONDS)
    expect(page.get_by_role("heading", name="Why it works")).to_be_visible()
    assert page.evaluate("window.sameDocument"), "the page was loaded again on the way"
    assert heard, "the page listened to no events"
    assert set(heard) == {200}
    context.close()
