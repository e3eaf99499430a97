"""Filing, amending and releasing, and what happens when the ship comes and goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.interface import by_bill, goods_arrived, lodged_snapshot
from tongguan.operations.manifests.actions.evidence import grounds
from tongguan.operations.manifests.contracts import Contents, Filed, Reason
from tongguan.operations.manifests.enums import Direction, Receipt
from tongguan.operations.manifests.models import BillOfLading, Filing, Manifest, ManifestContainer
from tongguan.operations.manifests.module import FILE
from tongguan.operations.manifests.queries import (
    arrived_bills,
    departed_bills,
    in_force,
    open_bill,
    visible_manifests,
)
from tongguan.operations.manifests.rules import (
    EXPORTED,
    LOADING_RULE,
    LOADING_VERSION,
    findings,
    unreleased,
)
from tongguan.operations.manifests.workflow import MANIFEST
from tongguan.operations.vessels.interface import Call
from tongguan.operations.vessels.interface import State as CallState
from tongguan.operations.vessels.interface import call as port_call
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import Moving, Submission, once, open_case, take_step
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, NotFound, Refused

NO_CALL = Text(zh="没有可申报舱单的靠港", en="No port call of yours that a manifest may be filed for")
LOADED_UNRELEASED = Text(
    zh="出口提运单 {bill} 未放行已随 {vessel} 离港",
    en="Export bill {bill} left with {vessel} unreleased",
)
REFUSED_STEP = Text(zh="未知提运单", en="No such bill on this manifest")


def file(*, actor: Actor, contents: Contents, submission: Submission) -> Filed:
    """File a manifest for a port call of the actor's, once per submission.

    The receipt is 01 with the manifest's reference, or 03 with every problem; both are kept, and given again
    when the same filing arrives again. Raises NotAllowed, Refused (409) for another content under the same id.
    """

    def make(problems: list[Problem]) -> Manifest | None:
        call = port_call(contents.call)
        if call is None or not actor.may_for(FILE, call.applicant_id):
            problems.append(Problem("manifest.call", NO_CALL, "/call"))
            return None
        if call.state in (CallState.DEPARTED, CallState.CANCELLED):
            problems.append(Problem("manifest.call", NO_CALL, "/call"))
        problems += findings(contents, in_force((b.number for b in contents.bills), contents.direction))
        return None if problems else _opened(actor, call, contents)

    return _filed(actor, submission, make)


def amend(*, actor: Actor, reference: str, contents: Contents, submission: Submission) -> Filed:
    """Replace the bills of a manifest before the ship arrives; receipts as in `file`. Raises NotFound, NotAllowed."""
    found = visible_manifests(actor).filter(reference=reference).first()
    if found is None:
        raise NotFound(MANIFEST.title)
    if not actor.may_for(FILE, found.applicant_id):
        raise NotAllowed(FILE)

    def make(problems: list[Problem]) -> Manifest | None:
        case = Manifest.objects.select_for_update().select_related("call").get(pk=found.pk)
        numbers = (b.number for b in contents.bills)
        problems += findings(contents, in_force(numbers, case.direction, but=case.pk))
        fixed = {
            "/call": contents.call != case.call.reference,
            "/direction": contents.direction != case.direction,
        }
        text = Text(zh="修改时不能变更", en="An amendment cannot change this")
        problems += [Problem("manifest.fixed_field", text, at) for at, changed in fixed.items() if changed]
        if problems:
            return None
        case.bills.all().delete()
        _store(case, contents)
        note = f"{actor.name} ({actor.user_id})"
        take_step(actor=SYSTEM, workflow=MANIFEST, reference=reference, step="amend", note=note)
        record(
            actor=actor,
            action="manifest.amended",
            subject=("manifest", reference),
            data={"bills": len(contents.bills), "content_sha256": submission.sha256},
        )
        return case

    return _filed(actor, submission, make)


def _filed(actor: Actor, submission: Submission, make: Callable[[list[Problem]], Manifest | None]) -> Filed:
    """Keep what came of a filing. Problems found in the making undo it and become receipt 03."""
    if not actor.may(FILE):
        raise NotAllowed(FILE)

    def filing() -> Filing:
        problems: list[Problem] = []
        manifest = None
        try:
            with transaction.atomic():
                manifest = make(problems)
        except Refused as refusal:
            problems = list(refusal.problems)
        return Filing.objects.create(
            submission_id=submission.id,
            submission_sha256=submission.sha256,
            manifest=manifest,
            receipt=Receipt.ACCEPTED if manifest else Receipt.REFUSED,
            problems=[_stored(p) for p in problems],
            filed_by=actor.user_id,
        )

    row, replayed = once(Filing, submission, filing)
    problems = tuple(_problem(p) for p in row.problems)
    return Filed(row.receipt, row.manifest.reference if row.manifest else "", problems, replayed)


def _stored(problem: Problem) -> dict[str, str]:
    return {
        "code": problem.code,
        "zh": problem.message.zh,
        "en": problem.message.en,
        "pointer": problem.pointer,
    }


def _problem(stored: dict[str, str]) -> Problem:
    return Problem(stored["code"], Text(zh=stored["zh"], en=stored["en"]), stored["pointer"])


def _opened(actor: Actor, call: Call, contents: Contents) -> Manifest:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('manifests_manifest', 'id'))")
        key = cursor.fetchone()[0]
    case = Manifest(
        pk=key,
        reference=f"MF{key:08d}",
        call_id=call.id,
        direction=contents.direction,
        bill_count=len(contents.bills),
        applicant_id=call.applicant_id,
        office_id=call.office_id,
    )
    open_case(actor=actor, workflow=MANIFEST, case=case, step="file")
    _store(case, contents)
    return case


def _store(case: Manifest, contents: Contents) -> None:
    rows = [
        BillOfLading(
            manifest=case,
            line_number=line,
            number=bill.number,
            consignee=bill.consignee.strip(),
            description=bill.description.strip(),
            package_count=bill.package_count,
            gross_mass_kg=bill.gross_mass_kg,
        )
        for line, bill in enumerate(contents.bills, start=1)
    ]
    BillOfLading.objects.bulk_create(rows)
    boxes = [
        ManifestContainer(bill=row, number=number)
        for row, bill in zip(rows, contents.bills, strict=True)
        for number in bill.containers
    ]
    ManifestContainer.objects.bulk_create(boxes)
    Manifest.objects.filter(pk=case.pk).update(bill_count=len(rows))
    case.bill_count = len(rows)


def filed(moving: Moving) -> None:
    """Effect: what the timeline, the audit entry and the event say of a filing."""
    case = moving.case
    moving.facts.update(call=case.call.reference, direction=case.direction, bills=case.bill_count)


def bill_released(moving: Moving) -> None:
    """Effect: mark the bill; Refused where the manifest has no such open bill."""
    rows = BillOfLading.objects.filter(manifest=moving.case, number=moving.data["bill"], released_at=None)
    if not rows.update(released_at=timezone.now()):
        raise Refused(Problem("manifest.unknown_bill", REFUSED_STEP, "/bill"))


@transaction.atomic(savepoint=False)
def declaration_released(*, reference: str) -> None:
    """A declaration was released: release its bill when nothing under it is open, then the manifest when all are.

    Exported goods that left before their release are told anew, so that their declaration can be closed.
    """
    snapshot = lodged_snapshot(reference)
    number, flow = snapshot.get("bill_number") or "", snapshot.get("flow")
    if not number:
        return
    if flow == EXPORTED:
        for gone in departed_bills(number=number):
            _departed(gone)
    bill = open_bill(number, Direction.EXPORT if flow == EXPORTED else Direction.IMPORT)
    if bill is None or not all(found.may_leave for found in by_bill(number)):
        return
    case = Manifest.objects.select_for_update().get(pk=bill.manifest_id)
    bill.refresh_from_db()
    if bill.released_at is not None:
        return
    take = {"actor": SYSTEM, "workflow": MANIFEST, "reference": case.reference}
    take_step(**take, step="release_bill", data={"bill": number})
    if not case.bills.filter(released_at=None).exists():
        take_step(**take, step="complete")


def ship_arrived(*, call: str, at: datetime) -> None:
    """A ship came in: whoever waits for the goods on its import manifests is told."""
    goods_arrived(bills=arrived_bills(call), on=timezone.localdate(at))


@transaction.atomic
def ship_departed(*, call: str) -> None:
    """A ship left: the goods on its export manifests went with it; whatever was not released raises an alert."""
    for bill in departed_bills(call=call):
        _departed(bill)
        declared = [found for found in by_bill(bill.number) if found.flow == EXPORTED]
        reasons = unreleased([box.number for box in bill.containers.all()], declared)
        if reasons:
            _alert(bill, reasons)


def _departed(bill: BillOfLading) -> None:
    case = bill.manifest
    payload = {
        "manifest": case.reference,
        "call": case.call.reference,
        "bill": bill.number,
        "containers": [box.number for box in bill.containers.all()],
        "at": case.call.departed_at.isoformat(),
    }
    publish("manifest.departed", f"manifest/{case.reference}", payload)


def _alert(bill: BillOfLading, reasons: list[Reason]) -> None:
    vessel = bill.manifest.call.vessel.name
    page = reverse("cases_detail", args=["manifest", bill.manifest.reference])
    raise_alert(
        source_key=f"manifest.loaded:{bill.pk}",
        kind="manifest.loaded_unreleased",
        title=LOADED_UNRELEASED.filled(bill=bill.number, vessel=vessel),
        severity=Severity.HIGH,
        evidence=[
            Evidence("row", f"manifest/{bill.manifest.reference}", pointer=f"bill/{bill.number}", url=page),
            *grounds(reasons, bill.number, page),
        ],
        source=Source("rule", LOADING_RULE, LOADING_VERSION),
        office_id=bill.manifest.office_id,
        owner_role="assessor",
    )
