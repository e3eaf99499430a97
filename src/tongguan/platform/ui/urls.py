"""Addresses of the design system, under the namespace `ui`."""

from __future__ import annotations

from django.urls import path

from tongguan.platform.ui import views

app_name = "ui"

urlpatterns = [
    path("ui/theme/", views.set_theme, name="theme"),
    path("style/", views.style, name="style"),
    *(
        path(f"style/{part}/", views.style_part, {"part": part}, name=f"style_{part}")
        for part in ("public", "phone", "wall", "print")
    ),
]
