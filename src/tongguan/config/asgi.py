"""The ASGI application that `tongguan serve` runs."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

application = get_asgi_application()
_addresses = get_resolver().url_patterns  # read now, not by whoever asks first

# What is loaded by now stays: looking through it for garbage would hold up some request by a tenth of a second.
gc.collect()
gc.freeze()
