"""Reads of sessions: what was seen, by whom it may be seen, and whether it is still what was recorded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from tongguan.operations.endoscopy.models import EndoscopeSession
from tongguan.operations.endoscopy.workflow import ENDOSCOPY
from tongguan.platform.cases.interface import visible
from tongguan.platform.files.interface import verify_digest
from tongguan.platform.permissions.interface import Actor

NOTHING: dict[str, list[dict[str, str]]] = {"stills": [], "segments": []}


def evidence_of(session: EndoscopeSession) -> dict[str, list[dict[str, str]]]:
    """Stills and segments with digest, time and place; none before the session is recorded."""
    return json.loads(session.evidence) if session.evidence else NOTHING


def sessions_of(actor: Actor, inspection: str) -> Sequence[EndoscopeSession]:
    """The sessions of an inspection, oldest first."""
    return list(visible(actor, ENDOSCOPY).filter(inspection=inspection).order_by("id"))


def verification(session: EndoscopeSession) -> list[dict[str, Any]]:
    """Each file of a session and whether its bytes are still those that were recorded (`ok`), with what is wrong;
    first the list itself, whose digest stands in the ledger."""
    text_digest = hashlib.sha256(session.evidence.encode()).hexdigest()
    found: list[dict[str, Any]] = [
        {"digest": session.evidence_sha256, "kind": "list", "ok": text_digest == session.evidence_sha256}
    ]
    for kind, rows in evidence_of(session).items():
        for row in rows:
            check = verify_digest(row["digest"])
            found.append({"digest": row["digest"], "kind": kind, "ok": check.ok, "problem": check.problem})
    return found


def may_see_evidence(actor: Actor, reference: str) -> bool:
    """Who sees a session's stills and video: whoever may see the session."""
    return visible(actor, ENDOSCOPY).filter(reference=reference).exists()
