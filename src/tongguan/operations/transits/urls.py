"""Addresses of transit movements."""

from django.urls import path

from tongguan.operations.transits import views

urlpatterns = [
    path("transits/routes/", views.routes, name="transits_routes"),
]
