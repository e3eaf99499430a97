"""Addresses of travellers' declarations."""

from django.urls import path

from tongguan.operations.passenger_declarations import views

urlpatterns = [
    path("declare/", views.languages, name="passenger_declarations_home"),
    path("declare/worker.js", views.worker, name="passenger_declarations_worker"),
    path("declare/kiosk/", views.kiosk_languages, name="passenger_declarations_kiosk_home"),
    path("declare/kiosk/<slug:language>/", views.kiosk, name="passenger_declarations_kiosk"),
    path("declare/<slug:language>/", views.declare, name="passenger_declarations_declare"),
    path("declare/<slug:language>/app.webmanifest", views.manifest, name="passenger_declarations_manifest"),
    path("traveller-gate/", views.gate, name="passenger_declarations_gate"),
    path("traveller-gate/worker.js", views.gate_worker, name="passenger_declarations_gate_worker"),
    path("traveller-flights/", views.flights, name="passenger_declarations_flights"),
    path(
        "traveller-flights/<slug:flight>/<str:day>/<slug:way>/",
        views.flight_summary,
        name="passenger_declarations_flight",
    ),
]
