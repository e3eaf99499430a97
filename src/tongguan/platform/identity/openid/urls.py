"""Addresses under /accounts/, by the names that the library asks for."""

from django.urls import path

from tongguan.platform.identity.openid import views

urlpatterns = [
    path("oidc/<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
