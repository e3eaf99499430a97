"""Addresses of the ledger."""

from django.urls import path

from tongguan.platform.ledger import public, views

urlpatterns = [
    path("ledger/", views.home, name="ledger_home"),
    path("ledger/verify/", views.verify, name="ledger_verify"),
    path("ledger/runs/<int:run_id>/", views.run, name="ledger_run"),
    path("ledger/runs/<int:run_id>/cancel/", views.cancel, name="ledger_cancel"),
    path("ledger/audit/", views.audit, name="ledger_audit"),
    path("ledger/subjects/<str:kind>/<path:ref>/", views.subject, name="ledger_subject"),
    path("ledger/entries/<int:entry_id>/", views.entry_page, name="ledger_entry"),
    path("ledger/entries/<int:entry_id>/receipt.json", views.receipt_file, name="ledger_receipt"),
    path("ledger/entries/<int:entry_id>/receipt.svg", views.receipt_code, name="ledger_receipt_code"),
    path("ledger/check/", views.check, name="ledger_check"),
    path("ledger/checkpoint", public.checkpoint, name="ledger_checkpoint"),
    path("ledger/keys", public.keys, name="ledger_keys"),
    path("ledger/tile/<path:path>", public.tile, name="ledger_tile"),
    path("ledger/add-cosignature", public.cosign, name="ledger_cosign"),
]
