"""Addresses of gates."""

from django.urls import path

from tongguan.operations.gates import views

urlpatterns = [
    path("gates/", views.home, name="gates_home"),
    path("gates/passages/", views.passages, name="gates_passages"),
    path("gates/passages/<int:passage_id>/", views.passage, name="gates_passage"),
]
