"""Addresses of the command centre."""

from django.urls import path

from tongguan.datacentre.command_centre import views

urlpatterns = [
    path("wall/", views.wall, name="command_centre_wall"),
    path("command/", views.desk, name="command_centre_desk"),
    path("command/rows/<slug:code>/", views.rows, name="command_centre_rows"),
    path("command/dispatch/<int:alert_id>/", views.dispatch, name="command_centre_dispatch"),
    path("command/cameras/", views.cameras, name="command_centre_cameras"),
    path("command/cameras/add/", views.add_camera, name="command_centre_add_camera"),
]
