"""Addresses of the design system; the project includes them at the root under the namespace `ui`."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from tongguan.platform.ui import views

app_name = "ui"

urlpatterns = [
    path("ui/language/", set_language, name="language"),
    path("ui/theme/", views.set_theme, name="theme"),
]
