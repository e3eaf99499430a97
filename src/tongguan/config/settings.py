"""Django settings, assembled from the environment and the module manifests. Lists no module."""

from __future__ import annotations

import json
import os
import secrets
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF

from tongguan.config.address import host_of, origin_of, provider_address, public_address, turn_addresses
from tongguan.platform.database.interface import default_data_dir, resolve_database
from tongguan.platform.modules.interface import has_part, modules

DATA_DIR = default_data_dir()


def _secret(name: str) -> str:
    """A secret of this installation: from the environment, else made once and kept at 0600 in the data folder."""
    given = os.environ.get(f"TONGGUAN_{name.upper()}")
    if given:
        return given
    path = DATA_DIR / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


SECRET_KEY = _secret("secret_key")
DEBUG = os.environ.get("TONGGUAN_DEBUG") == "1"
PUBLIC_ADDRESS = public_address(os.environ.get("TONGGUAN_PUBLIC_ADDRESS", ""))
"""What links in e-mails and webhooks start with; its host is served and its origin trusted without saying so again."""
ALLOWED_HOSTS = os.environ.get("TONGGUAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("TONGGUAN_TRUSTED_ORIGINS", "").split(",") if o]
if PUBLIC_ADDRESS:
    ALLOWED_HOSTS.append(host_of(PUBLIC_ADDRESS))
    CSRF_TRUSTED_ORIGINS.append(PUBLIC_ADDRESS)
HTTPS = os.environ.get("TONGGUAN_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    *(module.package for module in modules()),
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "procrastinate.contrib.django",
]
"""The house comes before the libraries whose templates it replaces."""

MIDDLEWARE = [
    "tongguan.platform.health.middleware.DurationMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tongguan.platform.ui.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tongguan.platform.identity.middleware.ActorMiddleware",
    "tongguan.platform.permissions.middleware.RefusalMiddleware",
    "tongguan.platform.identity.middleware.DefaultDenyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

THIRD_PARTY_VIEWS = (
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django.views.i18n",
    "django.contrib.staticfiles",
    "ninja",
)
"""View modules outside the house that carry their own access rules."""

ROOT_URLCONF = "tongguan.config.urls"
ASGI_APPLICATION = "tongguan.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                *(f"{m.package}.context.page" for m in modules() if has_part(m, "context")),
            ],
        },
    }
]
FORM_RENDERER = "tongguan.platform.ui.rendering.Renderer"

DATABASES = {"default": resolve_database().django() | {"ENGINE": "tongguan.platform.database.backend"}}
if os.environ.get("TONGGUAN_POOL", "1") == "1":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12, "timeout": 20}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/work/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "tongguan.platform.identity.adapters.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,10/300s/key"}
"""Wrong passwords are limited by axes first, which keeps its count in the database of all web processes; this
limits wrong codes of the second factor, per person."""
SOCIALACCOUNT_ADAPTER = "tongguan.platform.identity.adapters.SocialAccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tongguan"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "tongguan.platform.identity.openid.provider.Provider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [],
    }
}
OIDC_SERVER = provider_address(os.environ.get("TONGGUAN_OIDC_SERVER", ""))
if OIDC_SERVER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "sso",
            "name": os.environ.get("TONGGUAN_OIDC_NAME", "OIDC"),
            "client_id": os.environ["TONGGUAN_OIDC_CLIENT_ID"],
            "secret": os.environ["TONGGUAN_OIDC_CLIENT_SECRET"],
            "settings": {"server_url": OIDC_SERVER},
        }
    )
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "tongguan.platform.identity.views.locked_out"
TOTP_REQUIRED_ROLES = [r for r in os.environ.get("TONGGUAN_TOTP_ROLES", "").split(",") if r]
"""Roles that must sign in with a second factor; `customs` or `trade` names a whole side."""

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [str(Path(__file__).resolve().parent.parent / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TONGGUAN_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = str(DATA_DIR / "static")
STATICFILES_DIRS = [("maplibre", str(Path(find_spec("maplibre").origin).with_name("srcjs")))]  # type: ignore[union-attr,arg-type]
"""The map's JavaScript, served from its own package."""
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        # A form that is answered with the way to the provider: browsers follow it only where it is allowed.
        "form-action": [SELF, *([origin_of(OIDC_SERVER)] if OIDC_SERVER else [])],
    }
}
ICE_SERVERS = json.loads(os.environ.get("TONGGUAN_ICE_SERVERS", "[]"))
"""Relays of video connections, as browsers take them: needed where the two sides cannot reach each other."""
TURN_SECRET = os.environ.get("TONGGUAN_TURN_SECRET", "")
TURN_URLS = turn_addresses(os.environ.get("TONGGUAN_TURN_URLS", ""), TURN_SECRET)
"""A TURN server that shares a secret with the house: each party of a call gets a credential of its own that ends."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 22 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
"""A declaration form of 999 lines with some 18 fields each."""

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("TONGGUAN_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_HOST = os.environ.get("TONGGUAN_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TONGGUAN_SMTP_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("TONGGUAN_MAIL_FROM", "tongguan@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": os.environ.get("TONGGUAN_LOG_FORMAT", "plain"),
        }
    },
    # What a client did wrong is answered to the client; only the house's own failures are logged.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TONGGUAN_LOG_LEVEL", "WARNING")},
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
SILENCED_SYSTEM_CHECKS: list[str] = []
