"""Addresses of inspections."""

from django.urls import path

from tongguan.operations.inspections import views

urlpatterns = [
    path("inspect/", views.my_tasks, name="inspections_mine"),
    path("inspect/worker.js", views.worker, name="inspections_worker"),
    path("inspect/app.webmanifest", views.manifest, name="inspections_manifest"),
    path("inspect/<slug:reference>/", views.task, name="inspections_task"),
]
