"""Addresses of bills."""

from django.urls import path

from tongguan.operations.duties import views

urlpatterns = [
    path("duties/bills/<str:number>/", views.bill, name="duties_bill"),
    path("duties/bills/<str:number>/print/", views.print_, name="duties_bill_print"),
    path("duties/bills/<str:number>/replace/", views.replace, name="duties_bill_replace"),
]
