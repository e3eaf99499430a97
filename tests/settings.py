"""Settings of the tests: the product's own, on a data folder and a fast, non-durable server of their own."""

import os
from pathlib import Path

os.environ.setdefault("TONGGUAN_DATA_DIR", str(Path(__file__).resolve().parent.parent / ".tongguan" / "test"))
os.environ.setdefault("TONGGUAN_POOL", "0")
os.environ.setdefault("TONGGUAN_SERVER_HELD", "1")

from tongguan.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
REFERENCE_VERSION_CHECK_S = 0
"""Each test rolls its rows back, so no answer may be remembered across tests."""
RELEASE_TIMES_KEPT_S = 0  # figures are counted anew for each question
