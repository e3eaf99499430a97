"""Addresses of guarantee pages."""

from django.urls import path

from tongguan.operations.guarantees import views

urlpatterns = [path("guarantees/new/", views.new, name="guarantees_new")]
