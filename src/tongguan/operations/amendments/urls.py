"""Addresses of requests."""

from django.urls import path

from tongguan.operations.amendments import views

urlpatterns = [
    path("amendments/<str:reference>/content.json", views.content, name="amendments_content"),
]
