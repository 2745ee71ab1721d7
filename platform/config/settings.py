"""One settings file, read from the environment; every default serves a fresh clone on one machine."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import dj_database_url
from django.templatetags.static import static
from django.urls import reverse_lazy

from config import env

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = ROOT / "platform"
COMPONENTS = PLATFORM / "components"
STATE_DIR = Path(env.text("STATE_DIR", str(ROOT / ".state")))
CONTENT_DIR = Path(env.text("CONTENT_DIR", str(ROOT)))

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(STATE_DIR)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SITE_NAME = "Forward Pass"

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "axes",
    "content",
    "accounts",
    "submissions",
    "attempts",
    "interviews",
    "mastery",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "config.references.ReferenceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PLATFORM / "templates", COMPONENTS],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["config.templatetags.components"],
        },
    }
]

# --- Database: SQLite (WAL, immediate transactions) until DATABASE_URL names a PostgreSQL ---
# Deferred transactions lost 40-60 % of writes to "database is locked"; immediate ones lost none (docs/adr/0003).
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": STATE_DIR / "db.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
            "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000;"
        ),
    },
}
DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {
    "default": dict(dj_database_url.parse(DATABASE_URL, conn_max_age=60)) if DATABASE_URL else _SQLITE,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker and cache: an embedded Valkey on a Unix socket until REDIS_URL names a server ---
# A socket path must stay under 107 bytes, so it lives in the runtime directory under a name made from STATE_DIR.
BROKER_SOCKET = Path(
    os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir(),
    f"forward-pass-{hashlib.sha256(str(STATE_DIR).encode()).hexdigest()[:10]}.sock",
)
REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{BROKER_SOCKET}?virtual_host=0"
CACHE_URL = REDIS_URL or f"unix://{BROKER_SOCKET}?db=0"
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "fp",
        # Sign-in counts attempts in the cache; without a server it goes on, and axes still counts in the database.
        "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 2},
    }
}

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page must not hang because the broker is down: the row is saved, the sweeper delivers it later.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_IMPORTS = ["config.worker"]
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "submissions.tasks.sweep", "schedule": 10.0, "options": {"queue": "default", "expires": 10}},
}

# How long a worker may go without a sign of life before its submission is given to another.
SUBMISSION_LEASE_SECONDS = env.integer("SUBMISSION_LEASE_SECONDS", 30)

# Where pages listen for events: "/" (the site's own origin), ":8001" (another port of it), an origin, or "" to poll.
EVENTS_URL = env.text("EVENTS_URL")

# --- Sign-in ---
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTH_USER_MODEL = "accounts.User"
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "change_password": "accounts.forms.ChangePassword",
    "reset_password": "accounts.forms.ResetPassword",
    "reset_password_from_key": "accounts.forms.ResetPasswordKey",
}
AXES_FAILURE_LIMIT = 10
AXES_VERBOSE = False
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_CALLABLE = "config.failures.locked_out"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
EMAIL_URL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_BACKEND = EMAIL_URL_BACKEND if EMAIL_HOST else "django.core.mail.backends.console.EmailBackend"
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "forward-pass@localhost")

# --- Transport security: on as soon as the site is told that it stands behind HTTPS ---
HTTPS = env.flag("HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# --- Language, time, static files ---
LANGUAGE_CODE = "en"  # of the content, of the API and of what the operator reads, whatever a learner chooses
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [PLATFORM / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [PLATFORM / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.stylesheet.JoinedSheetFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MANIFEST_STRICT = False

# --- API ---
REST_FRAMEWORK = {
    # The first one names the scheme that a 401 asks for; sessions have none and would turn it into a 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "EXCEPTION_HANDLER": "submissions.api.problems.answer",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Forward Pass",
    "DESCRIPTION": "Hand in lab code and read verdicts; read attempts at quizzes.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "LabDevice": "content.models.labs.Device",
        "RunDevice": "submissions.models.RunDevice",
        "SubmissionState": "submissions.models.SubmissionState",
        "AttemptState": "attempts.models.State",
    },
}


def _admin_links(*models: str) -> list[dict[str, object]]:
    """List admin pages as `app.model`, under the plural that the last word names."""
    return [
        {"title": title, "link": reverse_lazy(f"admin:{model.replace('.', '_')}_changelist")}
        for model, _, title in (entry.partition(" ") for entry in models)
    ]


UNFOLD = {
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_URL": "/",
    "STYLES": [lambda _request: static("css/admin.css")],
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("img/mark.svg")}],
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            {
                "title": "Content",
                "items": [
                    *_admin_links(
                        "content.lesson Lessons",
                        "content.question Interview questions",
                        "content.quiz Quizzes",
                        "content.lab Labs",
                        "content.concept Concepts",
                        "content.term Glossary",
                        "content.learningpath Paths",
                        "content.factrecord Facts",
                    ),
                    {"title": "Quiz statistics", "link": reverse_lazy("admin:quiz-statistics")},
                ],
            },
            {
                "title": "Learners",
                "items": _admin_links(
                    "accounts.user Accounts",
                    "submissions.submission Submissions",
                    "submissions.badcheckreport Reported checks",
                    "attempts.attempt Quiz attempts",
                    "attempts.timeextension Time extensions",
                    "interviews.practice Interview practice",
                    "mastery.card Review cards",
                    "mastery.portfolio Portfolios",
                ),
            },
            {
                "title": "Access",
                "items": _admin_links(
                    "auth.group Groups", "axes.accessattempt Failed sign-ins", "authtoken.tokenproxy API tokens"
                ),
            },
        ],
    },
}

# Whether a proxy's X-Request-ID names requests; off, what a visitor sends under that name is ignored.
TRUST_REQUEST_ID = env.flag("TRUST_REQUEST_ID")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"reference": {"()": "config.references.ReferenceFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {reference} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["reference"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
