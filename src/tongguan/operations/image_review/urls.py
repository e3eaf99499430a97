"""Addresses of image review."""

from django.urls import path

from tongguan.operations.image_review import views

urlpatterns = [
    path("image-review/", views.desk, name="image_review_desk"),
    path("image-review/quality/", views.reading_quality, name="image_review_quality"),
    path("image-review/scans/", views.scans, name="image_review_scans"),
    path("image-review/scans/<int:scan_id>/", views.settle, name="image_review_settle"),
]
