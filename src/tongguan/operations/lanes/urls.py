"""Addresses of lanes."""

from django.urls import path

from tongguan.operations.lanes import views

urlpatterns = [
    path("lanes/", views.home, name="lanes_home"),
    path("lanes/encounters/", views.encounters, name="lanes_encounters"),
    path("lanes/encounters/<int:encounter_id>/", views.encounter, name="lanes_encounter"),
    path("lanes/health/", views.health, name="lanes_health"),
]
