"""Addresses of the design system; the project includes them at the root under the namespace `ui`."""

from __future__ import annotations

from django.urls import path

from tongguan.platform.ui import views

app_name = "ui"

urlpatterns = [
    path("ui/theme/", views.set_theme, name="theme"),
]
