"""Addresses of the laboratory."""

from django.urls import path

from tongguan.operations.quarantine import views
from tongguan.operations.quarantine.views import bench, printing

urlpatterns = [
    path("quarantine/", views.home, name="quarantine_home"),
    path("quarantine/orders/new/", views.new_order, name="quarantine_order_new"),
    path("quarantine/orders/<slug:reference>/labels/", printing.labels, name="quarantine_labels"),
    path("quarantine/orders/<slug:reference>/person/", views.person, name="quarantine_person"),
    path("quarantine/samples/<slug:reference>/custody/", printing.custody, name="quarantine_custody"),
    path("quarantine/scan/", bench.scan, name="quarantine_scan"),
    path("quarantine/plates/new/", bench.new_plate, name="quarantine_plate_new"),
    path("quarantine/plates/<slug:reference>/file/", bench.upload, name="quarantine_run_file"),
    path("quarantine/plates/<slug:reference>/sheet/", printing.plate_sheet, name="quarantine_plate_sheet"),
    path("quarantine/plates/<slug:reference>/reports/", bench.sign, name="quarantine_sign"),
    path("quarantine/capacity/", views.capacity, name="quarantine_capacity"),
    path("quarantine/notices/", views.notice_list, name="quarantine_notices"),
    path("quarantine/notices/<int:key>/", views.notice, name="quarantine_notice"),
]
