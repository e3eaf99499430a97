"""Reads of draws and queues. Of a round that is not published, nothing but its times and commitments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tongguan.engines.draw import DrawRecord
from tongguan.engines.draw.record import MAX_RECORD_BYTES
from tongguan.engines.problems import Text
from tongguan.engines.tlog import Receipt, read_json
from tongguan.platform.ledger.interface import index_of, receipt_for
from tongguan.platform.permissions.interface import Actor, NotFound, require
from tongguan.platform.queues.contracts import AssignedPart, EntryResult, RoundSummary, WorkItem
from tongguan.platform.queues.duty import worker
from tongguan.platform.queues.enums import PUBLISHED, RoundState
from tongguan.platform.queues.errors import ROUND
from tongguan.platform.queues.models import DrawEntry, DrawRound, Duty
from tongguan.platform.queues.registry import plans, work_sources
from tongguan.platform.queues.rules import in_order

COMMITMENT, RESULT = "commitment", "result"


def summaries(purpose: str = "", states: Iterable[str] = ()) -> QuerySet[DrawRound]:
    """Rounds, newest first; give each to `summary` before anybody sees it."""
    found = DrawRound.objects.defer("record", "inputs").order_by("-opened_at")
    if purpose:
        found = found.filter(purpose=purpose)
    return found.filter(state__in=list(states)) if states else found


def summary(round_: DrawRound) -> RoundSummary:
    """What everybody may know: counts only of a published round."""
    plan = plans().get(round_.purpose)
    published = round_.state in PUBLISHED
    parties = list(round_.parties.order_by("id"))
    return RoundSummary(
        id=round_.pk,
        purpose=round_.purpose,
        title=plan.title if plan else Text(zh=round_.purpose, en=round_.purpose),
        state=round_.state,
        opened_at=round_.opened_at,
        cut_off_at=round_.cut_off_at,
        house_commitment=parties[0].commitment if parties else "",
        ledger_index=index_of(round_.commitment_entry_id),
        entries=round_.counts.get("entries") if published else None,
        selected=round_.counts.get("selected") if published else None,
        at_random=round_.counts.get("at_random") if published else None,
        without_officer=round_.counts.get("without_officer") if published else None,
        parties=tuple(party.name for party in parties),
    )


def round_by_id(round_id: str) -> DrawRound:
    """The round; NotFound where there is none."""
    found = DrawRound.objects.filter(pk=round_id).first()
    if found is None:
        raise NotFound(ROUND)
    return found


def public_record(round_id: str) -> bytes:
    """The published record without the roster, as canonical JSON; NotFound before it is published."""
    return _record(round_id).without_roster().to_json()


def full_record(actor: Actor, round_id: str) -> bytes:
    """The whole record, so that assignments recompute too; for those who audit draws."""
    require(actor, "draws.audit")
    return _record(round_id).to_json()


def _record(round_id: str) -> DrawRecord:
    round_ = DrawRound.objects.filter(pk=round_id, state__in=PUBLISHED).first()
    value, problems = (
        read_json(bytes(round_.record), MAX_RECORD_BYTES) if round_ and round_.record else (None, [])
    )
    if not isinstance(value, dict) or problems:
        raise NotFound(ROUND)
    return DrawRecord(value)


def round_receipt(round_id: str, which: str) -> Receipt:
    """The ledger receipt of a round's commitment (or of its result); NotFound while there is none."""
    round_ = round_by_id(round_id)
    entry_id = round_.commitment_entry_id if which == COMMITMENT else round_.result_entry_id
    receipt = receipt_for(entry_id) if entry_id else None
    if receipt is None:
        raise NotFound(ROUND)
    return receipt


def result_of(purpose: str, entry: str) -> EntryResult | None:
    """What the latest published draw decided about an entry; None until it is published."""
    found = DrawEntry.objects.select_related("round").defer("round__record", "round__inputs")
    row = found.filter(purpose=purpose, entry=entry, round__state__in=PUBLISHED).order_by("-id").first()
    return _result(row) if row and row.result else None


def proof_of_entry(purpose: str, entry: str) -> dict[str, str] | None:
    """What the owner of an entry needs to find it in the public record: round, alias and salt; None until it
    is published. `alias` is SHA-256 over `tongguan-draw-entry\\n<salt>\\n<entry>`."""
    found = DrawEntry.objects.filter(purpose=purpose, entry=entry, round__state__in=PUBLISHED)
    row = found.order_by("-id").first()
    return {"round": row.round_id, "entry": row.entry, "alias": row.alias, "salt": row.salt} if row else None


def _result(row: DrawEntry) -> EntryResult:
    told: dict[str, Any] = row.result
    parts = [
        AssignedPart(
            part.role, part.officer_id, part.fallback if part.officer_id is None else "", part.eligible
        )
        for part in row.assignments.order_by("id")
    ]
    return EntryResult(
        purpose=row.purpose,
        round=row.round_id,
        entry=row.entry,
        selected=told["selected"],
        arms=tuple(told["arms"]),
        inclusion=told["inclusion"],
        random=told["random"],
        choices=told["choices"],
        assignments=tuple(parts),
        degraded=row.round.state == RoundState.DEGRADED,
    )


def entries_of(actor: Actor, round_id: str) -> QuerySet[DrawEntry]:
    """The entries of a published round with their results, for those who audit draws."""
    require(actor, "draws.audit")
    found = DrawEntry.objects.filter(round_id=round_id, round__state__in=PUBLISHED)
    return found.prefetch_related("assignments__officer").order_by("entry")


def work_for(actor: Actor, now: datetime | None = None) -> list[WorkItem]:
    """What waits for this person, first things first: priority, deadline, age; only what they may take now."""
    person = worker(actor.user_id, now or timezone.now())
    return in_order((item for source in work_sources().values() for item in source(actor)), person)


def duties(actor: Actor, since: datetime) -> QuerySet[Duty]:
    """Duty that has not ended by a moment, soonest first."""
    require(actor, "duty.view")
    found = Duty.objects.filter(ends_at__gt=since).select_related("position__user", "position__organisation")
    return found.order_by("starts_at", "site", "id")
