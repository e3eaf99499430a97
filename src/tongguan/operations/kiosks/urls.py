"""Addresses of kiosks."""

from django.urls import path

from tongguan.operations.kiosks import views

urlpatterns = [
    path("kiosks/", views.fleet_page, name="kiosks_fleet"),
    path("kiosks/new/", views.new, name="kiosks_new"),
    path("kiosks/calls/", views.desk, name="kiosks_desk"),
    path("kiosks/<int:kiosk_id>/", views.detail, name="kiosks_detail"),
]
