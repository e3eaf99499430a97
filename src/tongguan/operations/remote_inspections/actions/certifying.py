"""Certificates: numbered without a gap, their text fixed, their document signed, and revoked."""

from __future__ import annotations

import hashlib
import json
import secrets

from django.utils import timezone

from tongguan.operations.remote_inspections.models import Certificate, RemoteInspection, Serial
from tongguan.operations.remote_inspections.rules import certificate_number
from tongguan.platform.permissions.interface import Actor


def issue(case: RemoteInspection, actor: Actor) -> Certificate:
    """The certificate of a passed inspection, in the caller's transaction."""
    now = timezone.now()
    number = _next_number(case.office.code, timezone.localdate(now).year)
    content = {
        "number": number,
        "inspection": case.reference,
        "exporter": {"code": case.applicant.code, "name_zh": case.applicant.name_zh, "name_en": case.applicant.name_en},
        "consignee": case.consignee,
        "destination": case.destination,
        "goods": case.goods,
        "hs_code": case.hs_code,
        "quantity": case.quantity,
        "site": case.site_name,
        "inspected_at": case.ended_at.isoformat(),
        "evidence_sha256": case.evidence_sha256,
        "requirements": case.confirmed,
        "office": {"code": case.office.code, "name_zh": case.office.name_zh, "name_en": case.office.name_en},
        "issued_at": now.isoformat(),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Certificate.objects.create(
        inspection=case,
        number=number,
        token=secrets.token_hex(16),
        content=text,
        content_sha256=hashlib.sha256(text.encode()).hexdigest(),
        issued_at=now,
        issued_by_id=actor.user_id,
    )


def withdraw_certificate(case: RemoteInspection, reason: str) -> str:
    """Mark the certificate revoked; its number."""
    Certificate.objects.filter(inspection=case).update(revoked_at=timezone.now(), revoked_because=reason)
    return case.certificate.number


def _next_number(office: str, year: int) -> str:
    Serial.objects.get_or_create(office_code=office, year=year)
    serial = Serial.objects.select_for_update().get(office_code=office, year=year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return certificate_number(office, year, serial.last)


def make_document(*, reference: str) -> None:
    """The signed document of a certificate; made once."""
