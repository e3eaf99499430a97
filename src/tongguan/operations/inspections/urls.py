"""Addresses of inspections."""

from django.urls import path

from tongguan.operations.inspections import views

urlpatterns = [path("inspect/", views.my_tasks, name="inspections_mine")]
