"""Writes: decide a passage and record it."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.identifiers import CONTAINER_NUMBER
from tongguan.engines.problems import Text
from tongguan.operations.gates.contracts import Arrival, Declared, Reason
from tongguan.operations.gates.enums import Direction, Outcome
from tongguan.operations.gates.models import Passage
from tongguan.operations.gates.module import RECORD
from tongguan.operations.gates.queries import declared, gates
from tongguan.operations.gates.rules import INWARD, RULE, VERSION, arrival_problems, refusals, tidy_plate
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import Submission, once
from tongguan.platform.events.interface import publish
from tongguan.platform.identity.interface import organisation_by_code
from tongguan.platform.permissions.interface import Actor, NotAllowed, Refused

REFUSED_TITLE = Text(
    zh="集装箱 {container} 在{gate}被拦下：不得出卡",
    en="Container {container} turned back at the {gate}",
)


def pass_gate(*, actor: Actor, arrival: Arrival, submission: Submission) -> tuple[Passage, bool]:
    """Decide and record a passage, once per submission: (the passage, whether it was recorded before).

    A container leaves only when every open import declaration with goods in it is released; otherwise the passage
    is recorded as refused, with its reasons, and an alert is raised. Raises NotAllowed, Refused with pointers.
    """
    if not actor.may(RECORD):
        raise NotAllowed(RECORD)
    arrival = replace(
        arrival,
        container=CONTAINER_NUMBER.normalize(arrival.container),
        vehicle_plate=tidy_plate(arrival.vehicle_plate),
    )
    gate = gates().get(arrival.gate)
    office = organisation_by_code(gate.office) if gate else None
    problems = arrival_problems(arrival, timezone.now(), office is not None)
    if problems or office is None:
        raise Refused(*problems)
    if actor.is_officer and actor.kind != "system" and office.pk not in actor.office_ids:
        raise NotAllowed(RECORD)

    def made() -> Passage:
        _one_at_a_time(arrival.container)
        found = declared(arrival.container)
        reasons = refusals(arrival.direction, found)
        under = [d for d in found if d.flow in INWARD and d.may_leave and not d.left]
        passage = Passage.objects.create(
            submission_id=submission.id,
            submission_sha256=submission.sha256,
            gate=arrival.gate,
            direction=arrival.direction,
            container=arrival.container,
            vehicle_plate=arrival.vehicle_plate,
            at=arrival.at,
            recorded_by=actor.user_id,
            office=office,
            outcome=Outcome.REFUSED if reasons else Outcome.PASSED,
            reasons=[_told(reason) for reason in reasons],
            declarations=[d.reference for d in under] if arrival.direction is Direction.OUT else [],
        )
        _announce(actor, passage, reasons, under)
        return passage

    return once(Passage, submission, made)


def _one_at_a_time(container: str) -> None:
    """Two gates asking for the same container at once are answered one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"gates:{container}"])


def _announce(actor: Actor, passage: Passage, reasons: list[Reason], under: list[Declared]) -> None:
    subject = f"container/{passage.container}"
    facts = {"container": passage.container, "gate": passage.gate, "passage": passage.pk}
    if reasons:
        alert = _alert(passage, reasons)
        passage.alert_id = alert
        passage.save(update_fields=["alert_id"])
        publish("gate.refused", subject, {**facts, "reasons": [r.code for r in reasons], "alert": alert})
    elif passage.direction == Direction.IN:
        publish("gate.passed_in", subject, facts)
    else:
        for bill in sorted({d.bill_number for d in under}):
            publish("gate.passed_out", subject, {**facts, "bill": bill})
    record(
        actor=actor,
        action=f"gate.{passage.outcome}",
        subject=("passage", str(passage.pk)),
        data={
            **facts,
            "direction": passage.direction,
            "plate": passage.vehicle_plate,
            "at": passage.at.isoformat(),
            "declarations": passage.declarations,
            "reasons": [r.code for r in reasons],
        },
    )


def _alert(passage: Passage, reasons: list[Reason]) -> int:
    gate = gates()[passage.gate].name
    evidence = [
        Evidence("row", f"passage/{passage.pk}", url=reverse("gates_passage", args=[passage.pk])),
        *(
            Evidence(
                "document" if reason.declaration else "reading",
                reason.declaration or passage.container,
                url=reverse("cases_detail", args=["declaration", reason.declaration])
                if reason.declaration
                else "",
                note=reason.text,
            )
            for reason in reasons
        ),
    ]
    alert = raise_alert(
        source_key=f"gate:{passage.pk}",
        kind="gate.refused",
        title=REFUSED_TITLE.filled(container=passage.container, gate=gate),
        severity=Severity.HIGH,
        evidence=evidence,
        source=Source("rule", RULE, VERSION),
        office_id=passage.office_id,
        owner_role="gate_officer",
    )
    return alert.pk


def _told(reason: Reason) -> dict[str, str]:
    return {
        "code": reason.code,
        "zh": reason.text.zh,
        "en": reason.text.en,
        "declaration": reason.declaration,
    }
