"""All addresses: what each module declares, restricted to the modules this process serves."""

from __future__ import annotations

import os

from django.urls import include, path

from tongguan.config.api import api
from tongguan.platform.modules.interface import Module, modules, part


def served() -> tuple[Module, ...]:
    """The modules this process shows: all, or those named by TONGGUAN_MODULES and the platform under them."""
    wanted = {code for code in os.environ.get("TONGGUAN_MODULES", "").split(",") if code}
    if not wanted:
        return modules()
    return tuple(m for m in modules() if m.code in wanted or m.system == "platform")


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
]
urlpatterns += [path("", include(urls)) for m in served() if (urls := part(m, "urls")) is not None]
handler403 = "tongguan.platform.permissions.views.forbidden"
handler404 = "tongguan.platform.permissions.views.missing"
handler500 = "tongguan.platform.permissions.views.failed"
