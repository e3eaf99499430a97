"""Addresses of the portal."""

from django.urls import path

from tongguan.public.portal import views

urlpatterns = [
    path("", views.front, name="portal_front"),
    path("tariff/", views.tariff, name="portal_tariff"),
    path("draws/", views.draws, name="portal_draws"),
    path("draws/outcomes.<slug:form>", views.outcomes, name="portal_outcomes"),
]
