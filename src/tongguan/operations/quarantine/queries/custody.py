"""The chain of custody of a sample: every step on record, with its place in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tongguan.engines.problems import Text
from tongguan.operations.quarantine.models import Sample
from tongguan.operations.quarantine.workflow import SAMPLE
from tongguan.platform.cases.interface import course
from tongguan.platform.ledger.interface import covered_entries
from tongguan.platform.permissions.interface import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain: when, what, by whom, to whom, where, how warm, in which box; whether a signed checkpoint
    of the ledger covers it already."""

    at: datetime
    step: Text
    by: str
    receiver: str
    place: str
    temperature_c: str
    box: str
    version: int
    covered: bool


def custody_of(actor: Actor, sample: Sample) -> list[Link]:
    """All links, oldest first."""
    rows = course(actor, SAMPLE, sample)
    covered = covered_entries(row.step.audit_entry_id for row in rows)
    return [
        Link(
            at=row.step.at,
            step=_title(row.step.transition),
            by=row.step.actor_name if row.step.actor_user_id else "",
            receiver=str(row.data.get("receiver") or ""),
            place=str(row.data.get("place") or row.data.get("run") or ""),
            temperature_c=str(row.data.get("temperature_c") or ""),
            box=str(row.data.get("box") or ""),
            version=row.step.version,
            covered=row.step.audit_entry_id in covered,
        )
        for row in rows
    ]


def _title(code: str) -> Text:
    known = SAMPLE.by_code.get(code)
    return known.title if known else Text(zh=code, en=code)
