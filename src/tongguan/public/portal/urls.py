"""Addresses of the portal."""

from django.urls import path, re_path

from tongguan.public.portal import views

urlpatterns = [
    path("", views.front, name="portal_front"),
    path("draws/", views.draws, name="portal_draws"),
    re_path(r"^draws/outcomes\.(?P<form>csv|json)$", views.outcomes, name="portal_outcomes"),
]
