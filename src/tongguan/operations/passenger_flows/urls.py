"""Addresses of throughput."""

from django.urls import path

from tongguan.operations.passenger_flows import views

urlpatterns = [
    path("passenger-flows/", views.runs, name="passenger_flows_runs"),
    path("passenger-flows/new/", views.new, name="passenger_flows_new"),
    path("passenger-flows/<uuid:run_id>/", views.run, name="passenger_flows_run"),
    path("passenger-flows/<uuid:run_id>/figures.json", views.run_json, name="passenger_flows_json"),
]
