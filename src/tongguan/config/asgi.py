"""The ASGI application that `tongguan serve` runs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
