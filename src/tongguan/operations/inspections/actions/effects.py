"""What happens with a step, inside its transaction; named by the workflow."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tongguan.engines.fieldwork import read_time
from tongguan.operations.inspections.actions.assigning import enter_draw, enter_reinspection
from tongguan.operations.inspections.contracts import RESULTS, PhotoFact
from tongguan.operations.inspections.enums import DRAWN_AT_REPORT
from tongguan.operations.inspections.errors import refused
from tongguan.operations.inspections.models import Report
from tongguan.operations.inspections.queries import opening_held
from tongguan.operations.inspections.rules import read_findings, read_photos
from tongguan.platform.cases.interface import Moving
from tongguan.platform.files.interface import bind
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.reference.interface import codes, parameter

FOUND = frozenset({"discrepancy", "offence", "quarantine", "safety"})
"""Groups of the result list that are findings."""


def hand_over(moving: Moving) -> None:
    """The drawn inspector gets the task."""
    moving.case.owner_id, moving.case.draw_entry = moving.case.drawn_inspector_id, ""
    moving.facts["inspector"] = moving.case.owner_id


def draw_another(moving: Moving) -> None:
    """Reassignment approved: another inspector is drawn, the present one excluded."""
    case = moving.case
    case.acted_before = sorted({*case.acted_before, case.owner_id})
    case.owner_id = None
    enter_draw(case)


def arrived(moving: Moving) -> None:
    """Keep when the inspector stood before the goods."""
    moving.case.arrived_at = _at(moving)


def started(moving: Moving) -> None:
    """Keep when the goods were opened. What holds the opening back refuses it now, unless customs opens directly for a
    reason; an opening that is past when it is told cannot be held back any more, and is told as early."""
    at, now = _at(moving), timezone.now()
    held = opening_held(moving.case.reference, at)
    tolerance = timedelta(minutes=int(parameter("inspection.clock_tolerance", timezone.localdate(now))))
    if held is not None:
        if not (moving.data.get("direct_opening") or "").strip() and at >= now - tolerance:
            raise Refused(held, status=409)
        moving.facts["opened_early"] = True
    moving.case.started_at = at


def submitted(moving: Moving) -> None:
    """The first version of the report. Whether the goods are inspected again is drawn from this moment on, where the
    selection has not drawn it before: the report and its draw are one transaction."""
    moving.case.submitted_at = timezone.now()
    _report(moving)
    if moving.case.source in DRAWN_AT_REPORT:
        enter_reinspection(moving.case)


def amended(moving: Moving) -> None:
    """The next version of the report; the earlier ones stay."""
    _report(moving)


def _at(moving: Moving) -> datetime:
    at = read_time(moving.data.get("at"), timezone.now())
    assert at is not None, "the guard of times runs first"
    return at


def _report(moving: Moving) -> None:
    case, data = moving.case, moving.data
    listed = codes(RESULTS, timezone.localdate())
    photos, findings = read_photos(data["photos"]), read_findings(data.get("findings"), listed)
    recovered = Decimal(data.get("recovered_value") or 0).quantize(Decimal("0.01"))
    if photos is None:
        raise refused("photos", "/photos")
    if findings is None:
        raise refused("findings", "/findings")
    if recovered < 0:
        raise refused("recovered", "/recovered_value")
    group = listed[data["result"]].attributes.get("group", "")
    if group == "conform" and findings:
        raise refused("contradiction", "/result")
    for photo in photos:
        bind(
            [photo.digest],
            actor=moving.actor,
            subject=("inspection", case.reference),
            place=photo.place,
            taken_at=photo.taken_at,
            note=photo.kind,
        )
    case.result_code, case.finding, case.recovered_value = data["result"], group in FOUND, recovered
    _write(moving, photos, findings)


def _write(moving: Moving, photos: list[PhotoFact], findings: list[dict[str, Any]]) -> None:
    """The report as canonical JSON with its SHA-256, which the audit entry carries."""
    case, data = moving.case, moving.data
    number = Report.objects.filter(inspection=case).count() + 1
    content = {
        "inspection": case.reference,
        "version": number,
        "declaration": case.declaration,
        "container": case.container,
        "unloading": case.unloading,
        "arrived_at": case.arrived_at,
        "started_at": case.started_at,
        "finished_at": _at(moving),
        "result": data["result"],
        "checks": data["checks"],
        "findings": findings,
        "photos": [
            {"digest": p.digest, "kind": p.kind, "taken_at": p.taken_at, "place": p.place} for p in photos
        ],
        "new_seals": data.get("new_seals") or "",
        "recovered_value": str(case.recovered_value),
        "remark": data.get("remark") or "",
        "reason": data.get("reason") or "",
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso)
    digest = hashlib.sha256(text.encode()).hexdigest()
    Report.objects.create(
        inspection=case,
        number=number,
        content=text,
        content_sha256=digest,
        author_id=moving.actor.user_id,
        at=timezone.now(),
    )
    moving.facts.update(report_version=number, report_sha256=digest)


def _iso(value: Any) -> str:
    return value.isoformat()
