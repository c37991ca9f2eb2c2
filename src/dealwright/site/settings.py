"""Settings, all by environment.

DEALWRIGHT_DATA, DEALWRIGHT_DATABASE_URL, DEALWRIGHT_SECRET_KEY, DEALWRIGHT_PUBLIC_URL, DEALWRIGHT_ANALYTICS.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

DATA = Path(os.environ.get("DEALWRIGHT_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)
# A cluster of Spark that answers metrics, like spark://host:7077; else DuckDB does, in each process.
ANALYTICS = os.environ.get("DEALWRIGHT_ANALYTICS", "")


def _secret() -> str:
    """The secret key from the environment, or one made on first start and kept beside the data."""
    if given := os.environ.get("DEALWRIGHT_SECRET_KEY"):
        return given
    path = DATA / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _postgresql(url: str) -> dict[str, object]:
    """What PostgreSQL takes a page out of order to cost is that of turning disks: for the others it reads whole tables
    where an index would do. What the address itself sets is left as it is.
    """
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    options = database.setdefault("OPTIONS", {})
    options.setdefault("options", "-c random_page_cost=1.1")
    return database


def _database() -> dict[str, object]:
    url = os.environ.get("DEALWRIGHT_DATABASE_URL", "")
    if url:
        return _postgresql(url)
    # Each thread has a cache of its own; what is not in it is in the system's. A longer log writes a page that changes
    # often into the database once for many changes.
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; "
        "PRAGMA cache_size=-12000; PRAGMA temp_store=MEMORY;"
    )
    options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas}
    return {
        "ENGINE": "dealwright.site.sqlite",
        "NAME": DATA / "dealwright.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
        "TEST": {"NAME": os.environ.get("DEALWRIGHT_TEST_SQLITE", "file:memory?mode=memory&cache=shared")},
    }


SECRET_KEY = _secret()
DEBUG = os.environ.get("DEALWRIGHT_DEBUG") == "1"
PUBLIC_URL = os.environ.get("DEALWRIGHT_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = [_public.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "dealwright.workspace.sessions"
CSRF_FAILURE_VIEW = "dealwright.site.errors.csrf_failed"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# To send http to https, and to bind the host's subdomains to https, is for whoever runs the proxy in front of us.
# W001 to W003 look for middlewares whose work `site.middleware.strict` and `site.browsing` do.
SILENCED_SYSTEM_CHECKS = [f"security.W{number:03}" for number in (1, 2, 3, 5, 8, 21)]
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

MODULES = [
    "desk",
    "ledger",
    "workspace",
    "records",
    "teamwork",
    "processes",
    "customers",
    "activities",
    "deals",
    "leads",
    "exchange",
    "scorecard",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *[f"dealwright.{module}" for module in MODULES],
]
MIDDLEWARE = [
    "dealwright.site.middleware.health",
    "dealwright.site.middleware.strict",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dealwright.site.browsing.browsing",
    "dealwright.site.middleware.localise",
    "dealwright.site.middleware.refuse",
    "dealwright.records.quality.doubts.doubting_requests",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
ROOT_URLCONF = "dealwright.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [Path(__file__).resolve().parent.parent / module / "templates" for module in [*MODULES, "site"]],
        "OPTIONS": {"environment": "dealwright.desk.jinja.environment"},
    }
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "workspace.Member"
AUTHENTICATION_BACKENDS = ["dealwright.workspace.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "today"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Mail is written into files of the data directory until a server is named: smtp://user:password@host:port.
_smtp = urlsplit(os.environ.get("DEALWRIGHT_SMTP_URL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _smtp.hostname else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "localhost", _smtp.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEALWRIGHT_MAIL_FROM", f"dealwright@{_public.hostname or 'localhost'}")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
