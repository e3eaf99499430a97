"""Addresses of endoscopy; the phone's page lies below /inspect/, where its service worker keeps it."""

from django.urls import path

from tongguan.operations.endoscopy import views

urlpatterns = [
    path("endoscopy/", views.month_table, name="endoscopy_months"),
    path("inspect/<slug:reference>/endoscope/", views.look, name="endoscopy_look"),
]
