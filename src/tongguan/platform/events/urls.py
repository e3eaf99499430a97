"""Addresses of live updates."""

from django.urls import path

from tongguan.platform.events import views

urlpatterns = [path("live/", views.live, name="events_live")]
