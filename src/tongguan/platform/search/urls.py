"""Addresses."""

from django.urls import path

from tongguan.platform.search import views

urlpatterns = [path("search/", views.results, name="search_results")]
