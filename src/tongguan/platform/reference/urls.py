"""Addresses of reference data."""

from django.urls import path

from tongguan.platform.reference import views

urlpatterns = [
    path("reference/", views.lists, name="reference_lists"),
    path("reference/numbers/", views.parameters, name="reference_parameters"),
    path("reference/rates/", views.rates, name="reference_rates"),
    path("reference/lists/<slug:list_code>/", views.codes, name="reference_codes"),
    path("reference/<slug:table>/<int:row_id>/", views.history, name="reference_history"),
    path("reference/<slug:table>/<int:row_id>/edit/", views.change, name="reference_edit"),
]
