"""Addresses of remote inspections."""

from django.urls import path

from tongguan.operations.remote_inspections import views

urlpatterns = [
    path("remote-inspections/new/", views.new, name="remote_inspections_new"),
    path("remote-inspections/<slug:reference>/", views.session, name="remote_inspections_session"),
    path("remote-inspections/<slug:reference>/bundle/", views.download, name="remote_inspections_bundle"),
]
