"""What of a case's course somebody is told: one answer for pages, API, receipts and exports alike.

The applicant's side learns of a step what its transition `tells`; everything of the steps it takes itself. A sealed
case shows people's steps to nobody but whoever took them. What is withheld from somebody stands in the audit entry
as a salted SHA-256, so that a receipt proves the step to everybody and its content to those who know it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tongguan.platform.audit.interface import canonical
from tongguan.platform.cases.contracts import Relation, Transition, Workflow
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.cases.registry import seal_of
from tongguan.platform.permissions.interface import Actor

WITHHELD = "withheld_sha256"
"""The key of the digest in an audit entry's data."""
NOTE = "note"
"""How a transition's `tells` names the free note of a step."""


@dataclass(frozen=True, slots=True)
class Told:
    """A step as one reader may know it; `whole` where nothing of it was kept back."""

    step: CaseStep
    note: str
    data: Mapping[str, Any]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Parted:
    """A step's content in two: what the applicant's side is told and what it is not."""

    note: str
    data: dict[str, Any]
    kept_note: str
    kept_data: dict[str, Any]

    @property
    def keeps(self) -> bool:
        """Whether anything is kept back."""
        return bool(self.kept_note or self.kept_data)


def parted(
    transition: Transition | None, note: str, data: Mapping[str, Any], *, sealed: bool = False
) -> Parted:
    """Divide a step's content. A step that the workflow does not know (any more) tells nothing."""
    if transition is not None and transition.who.relation is Relation.APPLICANT and not sealed:
        return Parted(note, dict(data), "", {})
    tells = frozenset() if transition is None or sealed else frozenset(transition.tells)
    open_data = {name: value for name, value in data.items() if name in tells}
    kept = {name: value for name, value in data.items() if name not in tells}
    return Parted(note, open_data, "", kept) if NOTE in tells else Parted("", open_data, note, kept)


def recorded(
    workflow: Workflow, case: Any, step: Transition, note: str, data: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    """What the audit entry of a step holds of its content, and the salt of what it only binds (empty: nothing).

    A case that has neither an applicant nor a seal is known to officers alone: its entries hold everything.
    """
    if case.applicant_id is None and not workflow.sealed:
        return {"note": note, "data": data}, ""
    parts = parted(step, note, data, sealed=bool(workflow.sealed))
    told: dict[str, Any] = {"note": parts.note, "data": parts.data}
    if not parts.keeps:
        return told, ""
    salt = secrets.token_hex(16)
    return told | {WITHHELD: commitment(parts, salt)}, salt


def commitment(parts: Parted, salt: str) -> str:
    """SHA-256 (hexadecimal) of the canonical form of what is kept back, with its salt."""
    kept = {"salt": salt, "note": parts.kept_note, "data": parts.kept_data}
    return hashlib.sha256(canonical(kept)).hexdigest()


def content_holds(workflow: Workflow, step: CaseStep, body: bytes) -> bool:
    """Whether what the timeline keeps of a step is what its audit entry bound when it was taken."""
    recorded_data = json.loads(body)["data"]
    if not step.salt:
        return bool(recorded_data["note"] == step.note and recorded_data["data"] == step.data)
    parts = parted(workflow.by_code.get(step.transition), step.note, step.data, sealed=bool(workflow.sealed))
    same = recorded_data["note"] == parts.note and recorded_data["data"] == parts.data
    return bool(same and recorded_data.get(WITHHELD) == commitment(parts, step.salt))


def told(actor: Actor, workflow: Workflow, case: Any, steps: Iterable[CaseStep]) -> list[Told]:
    """The steps that this reader of a visible case may know, each with what they may know of it."""
    sealed = is_sealed(actor, workflow, case)
    at_office = case.office_id in actor.office_ids and actor.may(workflow.view)
    inside = actor.kind == "system" or at_office
    found = []
    for step in steps:
        own = step.actor_user_id is not None and step.actor_user_id == actor.user_id
        if sealed and not own:
            if step.actor_user_id is None:
                found.append(Told(step, "", {}, whole=not (step.note or step.data)))
        elif inside or own:
            found.append(Told(step, step.note, step.data))
        else:
            parts = parted(workflow.by_code.get(step.transition), step.note, step.data)
            found.append(Told(step, parts.note, parts.data, whole=not parts.keeps))
    return found


def receipt_tells_more(told_step: Told) -> bool:
    """Whether the step's audit entry itself (and so its receipt) says what this reader is not told; entries made
    before contents were bound by their digest alone do."""
    return not told_step.whole and not told_step.step.salt


def is_sealed(actor: Actor, workflow: Workflow, case: Any) -> bool:
    """Whether the case's content is closed to this reader now."""
    seal = seal_of(workflow)
    return seal is not None and actor.kind != "system" and seal(actor, case)
