"""Addresses of the register."""

from django.urls import path

from tongguan.security.systems import views

urlpatterns = [
    path("systems/", views.register, name="systems_register"),
    path("systems/<str:code>/", views.system, name="systems_system"),
]
