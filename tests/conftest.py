"""The cast and the settings every test shares."""

from __future__ import annotations

import importlib
import os

os.environ.setdefault("SECRET_KEY", "tests-only")

from collections.abc import Iterator

import hypothesis
import pytest
import pytest_django
from django.urls import clear_url_caches

from accounts.models import User
from grader.service import Grader

pytest_plugins = ["left_out"]

# A busy machine is no reason to fail: no test depends on the clock.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture
def ada(db: None) -> User:
    """Own what a test looks at."""
    return User.objects.create_user("ada", "ada@example.org", "correct horse 1")


@pytest.fixture
def ben(db: None) -> User:
    """Another learner, who must not see what is ada's."""
    return User.objects.create_user("ben", "ben@example.org", "correct horse 1")


@pytest.fixture
def cleo(db: None) -> User:
    """Staff: may author and operate."""
    return User.objects.create_superuser("cleo", "cleo@example.org", "correct horse 1")


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """Grade for real: one warm warden for all tests of a process."""
    with Grader(slots=2) as warm:
        yield warm


@pytest.fixture(autouse=True)
def _no_build_and_no_broker(settings: pytest_django.Settings, request: pytest.FixtureRequest) -> None:
    """Let pages be drawn without collected static files, caches without a server, and passwords without the wait."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}
    }


@pytest.fixture
def debugging(settings: pytest_django.Settings) -> Iterator[None]:
    """Have the addresses that only DEBUG has."""
    urls = importlib.import_module("config.urls")
    settings.DEBUG = True
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.DEBUG = False
    importlib.reload(urls)
    clear_url_caches()
