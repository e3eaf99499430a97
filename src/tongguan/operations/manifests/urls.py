"""Addresses of manifests."""

from django.urls import path

from tongguan.operations.manifests import views

urlpatterns = [
    path("manifests/bills/", views.bills, name="manifests_bills"),
    path("manifests/loadings/", views.loadings, name="manifests_loadings"),
]
