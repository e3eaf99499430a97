"""Addresses of attendance."""

from django.urls import path

from tongguan.operations.attendance import views

urlpatterns = [path("attendance/<slug:reference>/package/", views.download, name="attendance_package")]
