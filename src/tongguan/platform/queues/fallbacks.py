"""What happens where a draw cannot go as planned: named, on record, told; never a silent choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import open_case, take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.identity.interface import holders
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.queues.enums import OPEN_PART, RUNNING, Fallback, ManualState
from tongguan.platform.queues.models import DrawAssignment, DrawRound, ManualAssignment
from tongguan.platform.queues.registry import plans
from tongguan.platform.queues.rounds import SUBJECT_KIND
from tongguan.platform.queues.workflow import MANUAL_ASSIGNMENT
from tongguan.platform.reference.interface import parameter

COMMANDER = "commander"
_SEVERITY = {
    Fallback.NO_RANDOMNESS: Severity.HIGH,
    Fallback.OVERDUE: Severity.HIGH,
    Fallback.RULES_CHANGED: Severity.LOW,
}
_TITLES = {
    Fallback.ROSTER_EMPTY: Text(zh="抽签时无人在班", en="A draw found nobody on duty"),
    Fallback.NONE_QUALIFIED: Text(zh="抽签时在班人员均无相应资质", en="A draw found nobody able on duty"),
    Fallback.ALL_CONFLICTED: Text(
        zh="抽签时在班人员均须回避", en="A draw found a conflict of interest in everybody"
    ),
    Fallback.TOO_FEW_PEOPLE: Text(zh="抽签时人手不足", en="A draw found too few people"),
    Fallback.RULES_CHANGED: Text(
        zh="抽签期间规则有变，按开轮时的规则抽取", en="Rules changed while a draw was open"
    ),
    Fallback.PARTY_SILENT: Text(zh="见证方未按时揭示", en="A party to a draw did not reveal in time"),
    Fallback.NO_RANDOMNESS: Text(zh="抽签无人揭示，该轮作废重抽", en="A draw had no randomness and is void"),
    Fallback.OVERDUE: Text(zh="抽签逾时未完成", en="A draw is overdue"),
}


def fall_back(round_: DrawRound, code: Fallback, count: int = 1) -> None:
    """Put a fallback on record in the caller's transaction; the caller saves the round. People are told by the event
    `draw.fallback`."""
    round_.fallbacks = {**round_.fallbacks, code.value: round_.fallbacks.get(code.value, 0) + count}
    data: dict[str, Any] = {"purpose": round_.purpose, "fallback": code.value, "count": count}
    record(actor=SYSTEM, action="draws.fell_back", subject=(SUBJECT_KIND, round_.pk), data=data)
    publish("draw.fallback", f"draw:{round_.pk}", {"round": round_.pk, **data})


def watch(now: datetime | None = None) -> bool:
    """Name rounds that should be done and are not: the worker stands still, or the ledger takes nothing (a loop)."""
    moment = now or timezone.now()
    limit = timedelta(minutes=int(parameter("draws.overdue_limit", timezone.localdate(moment))))
    late = DrawRound.objects.alias(until=Coalesce("reveal_until", F("cut_off_at")))
    found = late.filter(state__in=RUNNING, until__lt=moment - limit, purpose__in=plans())
    named = 0
    for round_id in found.exclude(fallbacks__has_key=Fallback.OVERDUE.value).values_list("pk", flat=True):
        with transaction.atomic():
            round_ = DrawRound.objects.select_for_update(skip_locked=True).filter(pk=round_id).first()
            if round_ and round_.state in RUNNING and Fallback.OVERDUE.value not in round_.fallbacks:
                fall_back(round_, Fallback.OVERDUE)
                round_.save(update_fields=["fallbacks"])
                named += 1
    return bool(named)


def tell(event: Mapping[str, Any]) -> None:
    """Alert the commander, once a purpose, fallback and day; and ask people for a name where a part is open."""
    code, round_id = Fallback(event["fallback"]), event["round"]
    plan = plans().get(event["purpose"])
    title = plan.title if plan else Text(zh=event["purpose"], en=event["purpose"])
    told = _TITLES[code]
    raise_alert(
        source_key=f"draw:{event['purpose']}:{code.value}:{timezone.localdate()}",
        kind="draw",
        title=Text(zh=f"{told.zh}（{title.zh}）", en=f"{told.en} ({title.en})"),
        severity=_SEVERITY.get(code, Severity.MEDIUM),
        evidence=[Evidence("document", round_id, url=reverse("queues_draw", args=[round_id]))],
        source=Source("draw", event["purpose"]),
        office_id=desk_of(""),
    )
    if code in OPEN_PART and (plan is None or plan.named_by_people):
        parts = DrawAssignment.objects.select_for_update(of=("self",)).filter(
            entry__round_id=round_id, officer=None, fallback=code.value, lapsed=False
        )
        asked = set(
            ManualAssignment.objects.filter(part__entry__round_id=round_id).values_list("part", flat=True)
        )
        for part in parts.select_related("entry").order_by("pk"):
            if part.pk not in asked:
                _ask_people(part)


def close_open_parts(purpose: str, entry: str) -> int:
    """What was open in an entry's draw is no longer needed, because its owner drew again; how many cases lapsed."""
    open_parts = DrawAssignment.objects.filter(entry__purpose=purpose, entry__entry=entry, officer=None)
    open_parts.update(lapsed=True)
    waiting = ManualAssignment.objects.filter(
        purpose=purpose, entry=entry, state__in=(ManualState.OPEN, ManualState.PROPOSED)
    )
    for reference in list(waiting.values_list("reference", flat=True)):
        take_step(actor=SYSTEM, workflow=MANUAL_ASSIGNMENT, reference=reference, step="lapse")
    return len(waiting)


def desk_of(site: str) -> int | None:
    """The office whose commander names people: that of the site, else the first that has one."""
    held = holders(COMMANDER).select_related("organisation").order_by("organisation__code")
    offices = [position.organisation for position in held]
    here = [each.pk for each in offices if site and site in (each.code, each.customs_code)]
    return next(iter(here or [each.pk for each in offices]), None)


def _ask_people(part: DrawAssignment) -> None:
    case = ManualAssignment(
        part=part,
        purpose=part.entry.purpose,
        entry=part.entry.entry,
        role=part.role,
        fallback=part.fallback,
        office_id=desk_of(part.entry.given["site"]),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('queues_manualassignment_id_seq')")
        case.pk = cursor.fetchone()[0]
    case.reference = f"MA{timezone.localdate():%y}{case.pk:07d}"
    open_case(actor=SYSTEM, workflow=MANUAL_ASSIGNMENT, case=case, step="open")
