"""Addresses of case pages."""

from django.urls import path

from tongguan.platform.cases import views

urlpatterns = [
    path("work/", views.home, name="cases_home"),
    path("cases/<slug:workflow>/", views.case_list, name="cases_list"),
    path("cases/<slug:workflow>/<str:reference>/", views.detail, name="cases_detail"),
    path("cases/<slug:workflow>/<str:reference>/claim/", views.claim_case, name="cases_claim"),
    path(
        "cases/<slug:workflow>/<str:reference>/receipts/<int:version>/", views.receipt, name="cases_receipt"
    ),
    path("cases/<slug:workflow>/<str:reference>/steps/<slug:step>/", views.step, name="cases_step"),
]
