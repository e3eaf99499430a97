"""Addresses of the legal calendar."""

from django.urls import path

from tongguan.platform.calendars import views

urlpatterns = [
    path("calendar/", views.year, name="calendars_year"),
    path("calendar/<int:number>/", views.year, name="calendars_of_year"),
    path("calendar/add/", views.add, name="calendars_add"),
]
