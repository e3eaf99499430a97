"""Addresses of health."""

from django.urls import path

from tongguan.platform.health import views

urlpatterns = [
    path("health/", views.health, name="health_page"),
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
    path("metrics", views.metrics, name="health_metrics"),
]
