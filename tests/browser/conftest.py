"""Chromium, a signed-in page, and what a page must never do: log an error, lose a request, scroll sideways."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from accounts.models import User

# Playwright's loop runs in this thread, where Django would otherwise refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
# axe sees no text in MathML, so a table header that is one formula counts as empty to it, but to no screen reader.
# Telling what it found in order, too, doubles its time.
AXE = {"rules": {"empty-table-header": {"enabled": False}}, "resultTypes": ["violations"]}
# Three quarters of axe's time go to the contrast of colours, which hang on the theme alone.
ALL_BUT_COLOURS = {**AXE, "rules": {**AXE["rules"], "color-contrast": {"enabled": False}}}
ONLY_COLOURS = {**AXE, "rules": {}, "runOnly": ["color-contrast"]}
FAILURES = settings.ROOT / "test-results" / "failures"
START_SECONDS = 240
expect.set_options(timeout=20_000)  # milliseconds: a busy machine draws late, and waiting costs a passing test nothing
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
THEMES = ("light", "dark")
OPENED = (("desktop", "light"), ("phone", "dark"))  # colours hang on the theme alone, places on the size


@pytest.fixture(scope="session", autouse=True)
def _served_as_they_are() -> Iterator[None]:
    """Serve static files from where they lie; the server is built once, before the settings of any one test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "WHITENOISE_AUTOREFRESH", True, raising=False)
        yield


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> threading.RLock:
    """Let one request in at a time: a test database in memory is one connection for all threads."""
    lock = threading.RLock()
    respond = BaseHandler.get_response

    def respond_alone(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        with lock:
            return respond(handler, request)

    monkeypatch.setattr(BaseHandler, "get_response", respond_alone)
    return lock


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@dataclass
class Watched:
    """A page and everything that went wrong on it; `faults` must stay empty."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: message.type == "error" and self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", self._lost)

    def _lost(self, request: Request) -> None:
        # Leaving a page ends the requests it was waiting for; that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.url}: {request.failure}")

    def assert_sound(self, *, but_for: tuple[str, ...] = (), axe: dict[str, Any] = AXE) -> None:
        """Nothing failed, nothing sticks out to the side, and axe finds no barrier outside of `but_for` (selectors).

        `axe` are its options: which of its rules to hold the page to.
        """
        assert self.faults == []
        sideways = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{self.page.url} scrolls sideways by {sideways} px"
        found = run_axe(self.page, {"exclude": [[selector] for selector in but_for]} if but_for else None, axe)
        assert found.violations_count == 0, found.generate_report()


def run_axe(page: Page, context: Any = None, options: dict[str, Any] = AXE) -> AxeResults:
    """Run axe, which a document is given once: reading its script takes as long as half a run."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    run = "([context, options]) => axe.run(context ?? document, options)"
    return AxeResults(page.evaluate(run, [context, options]))


def wait_until(page: Page, condition: Callable[[], object]) -> None:
    """Wait until `condition` holds, while the page goes on."""
    for _ in range(400):
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{page.url} did not come to what was awaited")


def wait_for_empty_storage(page: Page) -> None:
    """Wait until nothing is kept in this browser; the page's policy forbids `wait_for_function` to ask in it."""
    wait_until(page, lambda: page.evaluate("localStorage.length") == 0)


Open = Callable[..., Watched]


@pytest.fixture
def open_page(
    browser: Browser, live_server: Any, transactional_db: None, request: pytest.FixtureRequest
) -> Iterator[Open]:
    """Open an address of the site, `open_page("/", learner=ada, size="phone", theme="dark")`.

    What the pages of a failed test showed at its end is kept in test-results/.
    """
    failed_before = request.session.testsfailed
    contexts: list[BrowserContext] = []

    def open_at(
        address: str,
        *,
        learner: User | None = None,
        size: str = "desktop",
        theme: Any = "light",
        scripts: bool = True,
    ) -> Watched:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            has_touch=size == "phone",
        )
        contexts.append(context)
        if learner is not None:
            context.add_cookies([session_of(learner, live_server.url)])
        watched = Watched(context.new_page())
        watched.page.goto(address, wait_until="networkidle")
        return watched

    yield open_at
    if request.session.testsfailed > failed_before:
        FAILURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(page for context in contexts for page in context.pages):
            page.screenshot(path=FAILURES / f"{request.node.name.replace('/', '-')}-{number}.png")
    for context in contexts:
        context.close()


def session_of(learner: User, url: str) -> Any:
    client = Client()
    client.force_login(learner)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


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


@pytest.fixture(scope="session")
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
