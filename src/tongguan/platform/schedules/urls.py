"""Addresses of schedules."""

from django.urls import path

from tongguan.platform.schedules import views

urlpatterns = [
    path("schedules/", views.listed, name="schedules_list"),
    path("schedules/runs/<int:run_id>/again/", views.again, name="schedules_again"),
]
