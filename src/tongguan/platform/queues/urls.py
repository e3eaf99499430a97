"""Addresses of draws and duty."""

from django.urls import path

from tongguan.platform.queues import views

urlpatterns = [
    path("draws/rounds/", views.draws, name="queues_draws"),
    path("draws/day/<str:day>.zip", views.day, name="queues_day"),
    path("draws/<str:round_id>/", views.detail, name="queues_draw"),
    path("draws/<str:round_id>/record.json", views.record, name="queues_record"),
    path("draws/<str:round_id>/whole-record.json", views.whole_record, name="queues_whole_record"),
    path("draws/<str:round_id>/receipt-<slug:which>.json", views.receipt, name="queues_receipt"),
    path("duty/", views.duty, name="queues_duty"),
    path("duty/<int:duty_id>/available/", views.available, name="queues_available"),
    path("duty/conflicts/", views.conflict_list, name="queues_conflicts"),
    path("duty/conflicts/<int:conflict_id>/end/", views.end_conflict, name="queues_end_conflict"),
]
