"""Addresses of alerts."""

from django.urls import path

from tongguan.platform.alerts import views

urlpatterns = [
    path("alerts/", views.queue, name="alerts_queue"),
    path("alerts/<int:alert_id>/", views.detail, name="alerts_detail"),
    path("alerts/<int:alert_id>/acknowledge/", views.acknowledge, name="alerts_acknowledge"),
    path("alerts/<int:alert_id>/disposition/", views.disposition, name="alerts_disposition"),
    path("alerts/<int:alert_id>/hand-over/", views.hand_over, name="alerts_hand_over"),
    path("alerts/<int:alert_id>/conclude/", views.conclude, name="alerts_conclude"),
]
