"""Addresses of vessels."""

from django.urls import path

from tongguan.operations.vessels import views

urlpatterns = [
    path("vessels/", views.vessel_list, name="vessels_list"),
    path("map/", views.port_map, name="vessels_map"),
    path("map/port.json", views.port_json, name="vessels_port"),
    path("map/ships.json", views.ships_json, name="vessels_ships"),
    path("vessels/<slug:imo>/", views.vessel_detail, name="vessels_detail"),
    path("vessels/<slug:imo>/track.json", views.track_json, name="vessels_track"),
]
