"""A container is about to be taken aboard: the house says whether it may, and keeps what it said."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.identifiers import CONTAINER_NUMBER, container_fault
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.interface import by_bill
from tongguan.operations.manifests.actions.evidence import grounds
from tongguan.operations.manifests.contracts import LoadOrder, Reason
from tongguan.operations.manifests.enums import Loaded
from tongguan.operations.manifests.models import Loading
from tongguan.operations.manifests.module import LOAD
from tongguan.operations.manifests.queries import calls_to_load, export_bills_with
from tongguan.operations.manifests.rules import EXPORTED, LOADING_RULE, LOADING_VERSION, refusals
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import Submission, once
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, NotAllowed, Refused

NO_SHIP = Text(zh="没有可装船的在港船舶", en="No ship of yours in port that may be loaded")
REFUSED_TITLE = Text(
    zh="集装箱 {container} 被禁止装上 {vessel}", en="Container {container} was not allowed aboard {vessel}"
)


def load(*, actor: Actor, order: LoadOrder, submission: Submission) -> tuple[Loading, bool]:
    """Decide and record a loading, once per submission: (the loading, whether it was recorded before).

    A container goes aboard only when a bill on the ship's export manifest names it, every declaration of its goods is
    released and nothing holds it; otherwise the loading is recorded as refused, with its reasons, and an alert is
    raised. Raises NotAllowed, Refused with pointers.
    """
    if not actor.may(LOAD):
        raise NotAllowed(LOAD)
    order = replace(order, container=CONTAINER_NUMBER.normalize(order.container))
    call = calls_to_load(actor).filter(reference=order.call).first()
    problems = [] if call else [Problem("manifest.load_call", NO_SHIP, "/call")]
    if fault := container_fault(order.container):
        problems.append(Problem("manifest.container", fault, "/container"))
    if problems or call is None:
        raise Refused(*problems)

    def made() -> Loading:
        _one_at_a_time(order.container)
        bills = export_bills_with(order.container, call.pk)
        declared = [found for bill in bills for found in by_bill(bill) if found.flow == EXPORTED]
        reasons = refusals(order.container, bills, declared)
        loading = Loading.objects.create(
            submission_id=submission.id,
            submission_sha256=submission.sha256,
            call=call,
            container=order.container,
            bills=bills,
            at=timezone.now(),
            recorded_by=actor.user_id,
            outcome=Loaded.REFUSED if reasons else Loaded.LOADED,
            reasons=[each.as_dict() for each in reasons],
        )
        _announce(actor, loading, reasons)
        return loading

    return once(Loading, submission, made)


def _one_at_a_time(container: str) -> None:
    """Two cranes asking for the same container at once are answered one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"loadings:{container}"])


def _announce(actor: Actor, loading: Loading, reasons: list[Reason]) -> None:
    facts = {"container": loading.container, "call": loading.call.reference, "loading": loading.pk}
    if reasons:
        loading.alert_id = _alert(loading, reasons)
        loading.save(update_fields=["alert_id"])
    told = {**facts, "reasons": [each.code for each in reasons]}
    publish(f"loading.{loading.outcome}", f"container/{loading.container}", told)
    record(
        actor=actor,
        action=f"loading.{loading.outcome}",
        subject=("loading", str(loading.pk)),
        data={**told, "at": loading.at.isoformat(), "bills": loading.bills},
    )


def _alert(loading: Loading, reasons: list[Reason]) -> int:
    page = f"{reverse('manifests_loadings')}?q={loading.container}"
    alert = raise_alert(
        source_key=f"loading:{loading.pk}",
        kind="manifest.load_refused",
        title=REFUSED_TITLE.filled(container=loading.container, vessel=loading.call.vessel.name),
        severity=Severity.HIGH,
        evidence=[
            Evidence("row", f"loading/{loading.pk}", url=page),
            *grounds(reasons, loading.container, page),
        ],
        source=Source("rule", LOADING_RULE, LOADING_VERSION),
        office_id=loading.call.office_id,
        owner_role="assessor",
    )
    return alert.pk
