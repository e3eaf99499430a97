"""Addresses of the catalogue."""

from django.urls import path

from tongguan.platform.catalogue import views

urlpatterns = [
    path("catalogue/", views.searched, name="catalogue_search"),
    path("catalogue/<int:entry_id>/", views.shown, name="catalogue_entry"),
    path("catalogue/<int:entry_id>/follow/", views.followed, name="catalogue_follow"),
]
