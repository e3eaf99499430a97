"""Addresses of declaration pages."""

from django.urls import path

from tongguan.operations.declarations import views

urlpatterns = [
    path("declarations/new/", views.new, name="declarations_new"),
    path("declarations/new/summary/", views.new_summary, name="declarations_new_summary"),
    path("declarations/<str:reference>/amend/", views.amend, name="declarations_amend"),
    path("declarations/<str:reference>/cancel/", views.cancel, name="declarations_cancel"),
    path("declarations/<str:reference>/edit/", views.edit, name="declarations_edit"),
    path("declarations/<str:reference>/print/", views.printable, name="declarations_print"),
    path("declarations/<str:reference>/response.xml", views.response_xml, name="declarations_response"),
    path("declarations/<str:reference>/file.<slug:form>", views.download, name="declarations_download"),
]
