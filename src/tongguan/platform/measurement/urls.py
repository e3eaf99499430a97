"""Addresses of measurements."""

from django.urls import path

from tongguan.platform.measurement import views

urlpatterns = [
    path("measurement/", views.instrument_list, name="measurement_instruments"),
    path("measurement/instruments/new/", views.new_instrument, name="measurement_instrument_new"),
    path("measurement/instruments/<str:code>/", views.instrument, name="measurement_instrument"),
    path("measurement/methods/", views.method_list, name="measurement_methods"),
    path("measurement/methods/new/", views.new_method, name="measurement_method_new"),
    path("measurement/authorisations/", views.authorisation_list, name="measurement_authorisations"),
    path("measurement/authorisations/new/", views.new_authorisation, name="measurement_authorisation_new"),
    path("measurement/authorisations/withdraw/", views.withdraw, name="measurement_authorisation_withdraw"),
]
