"""Addresses of levies."""

from django.urls import path

from tongguan.operations.levies import views

urlpatterns = [
    path("levies/new/<str:declaration>/", views.new, name="levies_new"),
]
