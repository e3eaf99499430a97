"""Addresses of personal data's protection."""

from django.urls import path

from tongguan.platform.privacy import views

urlpatterns = [path("retention/", views.retention, name="privacy_retention")]
