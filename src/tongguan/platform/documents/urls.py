"""Addresses of documents. `documents/verify/<id>` stands in the code on paper: it must never change."""

from django.urls import path

from tongguan.platform.documents import views

urlpatterns = [
    path("documents/", views.listed, name="documents_list"),
    path("documents/certificate", views.certificate, name="documents_certificate"),
    path("documents/verify/", views.check, name="documents_verify"),
    path("documents/verify/<uuid:document_id>", views.check, name="documents_verify_one"),
    path("documents/verify/<uuid:document_id>/receipt.json", views.receipt, name="documents_receipt"),
    path("documents/<str:number>/", views.shown, name="documents_document"),
    path("documents/<str:number>/file.pdf", views.pdf, name="documents_pdf"),
    path("documents/<str:number>/revoke/", views.revoked, name="documents_revoke"),
]
