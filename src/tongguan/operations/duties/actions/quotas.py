"""Drawing on quota certificates: the balance is locked, never goes below zero, and every draw has its row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db.models import F

from tongguan.engines.tariff import Request, allocate, quantity_in
from tongguan.operations.duties.models import QuotaCertificate, QuotaDraw

QUOTA_DOCUMENT = "t"
"""Code of a tariff quota certificate on the form (GACC code list of accompanying documents)."""
MILLIONTH = Decimal("0.000001")


def granted(snapshot: Mapping[str, Any], day: date) -> dict[int, Decimal]:
    """Draw what the declaration's quota certificates give, by line; kg. The caller holds the transaction.

    What an earlier assessment of the declaration drew is given back first. Of the lines of one declaration the
    earlier draw first.
    """
    give_back(snapshot["reference"])
    numbers = {
        document.get("number", "")
        for document in snapshot.get("documents", [])
        if document.get("code") == QUOTA_DOCUMENT
    }
    found: dict[int, Decimal] = {}
    if snapshot["flow"] != "I" or not numbers:
        return found
    held = QuotaCertificate.objects.select_for_update().filter(
        number__in=numbers, holder=snapshot["trader_code"], valid_from__lte=day, valid_to__gte=day
    )
    for certificate in held.order_by("number"):
        _draw(certificate, snapshot, found)
    return found


def give_back(reference: str) -> int:
    """Return to the certificates what a declaration drew; how many lines. The caller holds the transaction."""
    drawn = list(QuotaDraw.objects.select_for_update().filter(reference=reference).order_by("certificate_id"))
    for old in drawn:
        QuotaCertificate.objects.filter(pk=old.certificate_id).update(drawn=F("drawn") - old.quantity)
        old.delete()
    return len(drawn)


def _draw(certificate: QuotaCertificate, snapshot: Mapping[str, Any], found: dict[int, Decimal]) -> None:
    at = datetime.fromisoformat(snapshot["lodged_at"])
    balance = certificate.quantity - certificate.drawn
    for item in snapshot.get("items", []):
        number = item["line_number"]
        if number in found or not item["hs_code"].startswith(certificate.hs_code):
            continue
        asked = _kilograms(item)
        factor = quantity_in("kg", {certificate.unit: Decimal(1)})
        if asked is None or factor is None:
            continue
        (given,), balance = allocate(
            balance, [Request(str(number), at, (asked / factor).quantize(MILLIONTH, ROUND_DOWN))]
        )
        if given.granted <= 0:
            continue
        QuotaDraw.objects.create(
            certificate=certificate,
            reference=snapshot["reference"],
            line_number=number,
            quantity=given.granted,
        )
        certificate.drawn += given.granted
        found[number] = given.granted * factor
    certificate.save(update_fields=["drawn"])


def _kilograms(item: Mapping[str, Any]) -> Decimal | None:
    stated = {
        item.get("first_unit", ""): item.get("first_quantity"),
        item.get("second_unit", ""): item.get("second_quantity"),
        "kg": item.get("net_mass_kg"),
    }
    return quantity_in("kg", {unit: Decimal(amount) for unit, amount in stated.items() if amount is not None})
