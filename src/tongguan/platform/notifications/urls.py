"""Addresses of notifications."""

from django.urls import path

from tongguan.platform.notifications import views

urlpatterns = [
    path("notices/", views.listed, name="notifications_list"),
    path("notices/read/", views.all_read, name="notifications_all_read"),
    path("notices/<int:notice_id>/", views.opened, name="notifications_open"),
    path("notices/choices/", views.choices, name="notifications_choices"),
    path(
        "notices/endpoints/<uuid:endpoint_id>/remove/",
        views.endpoint_removed,
        name="notifications_endpoint_remove",
    ),
    path("notices/deliveries/", views.delivery_list, name="notifications_deliveries"),
    path("notices/deliveries/<uuid:delivery_id>/", views.delivery, name="notifications_delivery"),
]
