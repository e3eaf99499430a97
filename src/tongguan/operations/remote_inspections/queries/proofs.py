"""What proves a session, and the whole of it in one archive for audit."""

from __future__ import annotations

import json
from typing import IO, Any

from tongguan.operations.remote_inspections.models import RemoteInspection
from tongguan.operations.remote_inspections.workflow import REMOTE_INSPECTION
from tongguan.platform.cases.interface import course, evidence_package, visible
from tongguan.platform.files.interface import files_of
from tongguan.platform.permissions.interface import SYSTEM, Actor


def proof_of(case: RemoteInspection) -> dict[str, Any]:
    """Challenges and places of the session: what was drawn and with which salt, what was read and when, where the
    device was. Only for a session that ended: it holds the codes."""
    challenges = case.challenges.filter(session=case.session).order_by("issue_at", "id")
    positions = case.positions.filter(session=case.session).order_by("id")
    return {
        "session": case.session,
        "started_at": case.started_at.isoformat() if case.started_at else "",
        "challenge_salt": case.challenge_salt,
        "challenges": [
            {
                "code": each.code,
                "issued_at": each.issue_at.isoformat(),
                "expires_at": each.expires_at.isoformat(),
                "answered_at": each.answered_at.isoformat() if each.answered_at else None,
                "read": each.read,
            }
            for each in challenges
        ],
        "positions": [
            {
                "at": each.at.isoformat(),
                "device_at": each.device_at.isoformat(),
                "latitude": str(each.latitude),
                "longitude": str(each.longitude),
                "accuracy_m": str(each.accuracy_m),
                "distance_m": str(each.distance_m),
                "good": each.good,
            }
            for each in positions
        ],
    }


def bundle(actor: Actor, case: RemoteInspection) -> IO[bytes]:
    """Everything about a remote inspection: request, course with receipts, session, recording, documents,
    certificate. The caller has found the case visible to the actor."""
    documents: dict[str, Any] = {"request.json": _asked(case)}
    if case.evidence:
        documents["session.json"] = json.loads(case.evidence) | {"sha256": case.evidence_sha256}
    digests = {
        row.file_id: {"note": row.note, "name": row.name, "taken_at": row.taken_at}
        for row in files_of(SYSTEM, ("remote_inspection", case.reference))
    }
    return evidence_package(
        actor=actor,
        subject=("remote_inspection", case.reference),
        steps=course(actor, REMOTE_INSPECTION, case),
        digests={digest: {k: str(v or "") for k, v in about.items()} for digest, about in digests.items()},
        documents=documents,
    )


def _asked(case: RemoteInspection) -> dict[str, Any]:
    names = ("reference", "goods", "hs_code", "quantity", "destination", "consignee", "site_name")
    return {name: getattr(case, name) for name in names} | {
        "exporter": case.applicant.code if case.applicant else "",
        "office": case.office.code if case.office else "",
        "site": [str(case.site_latitude), str(case.site_longitude)],
        "required": case.required,
        "confirmed": case.confirmed,
        "certificate": case.certificate,
    }


def may_see_evidence(actor: Actor, reference: str) -> bool:
    """The exporter and customs."""
    return visible(actor, REMOTE_INSPECTION).filter(reference=reference).exists()
