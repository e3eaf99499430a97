"""Requests, and what a change of a destination's requirements does to them."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.remote_inspections.contracts import Application
from tongguan.operations.remote_inspections.enums import OPEN
from tongguan.operations.remote_inspections.errors import refused
from tongguan.operations.remote_inspections.models import RemoteInspection
from tongguan.operations.remote_inspections.module import REQUEST
from tongguan.operations.remote_inspections.queries import required_soon
from tongguan.operations.remote_inspections.workflow import REMOTE_INSPECTION
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.interface import Submission, next_reference, once, open_case
from tongguan.platform.identity.interface import OrganisationKind, organisation_by_code
from tongguan.platform.notifications.interface import notify
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed
from tongguan.platform.reference.interface import is_code

CHANGED = Text(
    zh="{reference}：{destination} 的检疫要求有变更，请核对",
    en="{reference}: the requirements of {destination} change",
)


def request_inspection(
    *, actor: Actor, application: Application, submission: Submission, organisation_id: int | None = None
) -> tuple[RemoteInspection, bool]:
    """Ask for a remote inspection, once per submission: (the case, whether it was made before). Without an
    organisation it is for the first the actor may ask for. Raises NotAllowed, Refused with pointers."""
    own = [key for key, held in actor.organisations.items() if REQUEST in held]
    applicant = organisation_id or (own[0] if own else None)
    if applicant is None or not actor.may_for(REQUEST, applicant):
        raise NotAllowed(REQUEST)
    office = organisation_by_code(application.office)
    if office is None or office.kind != OrganisationKind.CUSTOMS:
        raise refused("office", "/office")
    if not is_code("country", application.destination, timezone.localdate()):
        raise refused("destination", "/destination")

    def made() -> RemoteInspection:
        case = RemoteInspection(
            applicant_id=applicant,
            office_id=office.pk,
            goods=application.goods,
            hs_code=application.hs_code,
            quantity=application.quantity,
            destination=application.destination,
            consignee=application.consignee,
            site_name=application.site_name,
            site_latitude=application.site_latitude,
            site_longitude=application.site_longitude,
            required=required_soon(application.destination, application.hs_code),
            submission_id=submission.id,
            submission_sha256=submission.sha256,
        )
        case.pk, case.reference = next_reference(RemoteInspection, "RI")
        data = {"documents": list(application.documents)}
        open_case(actor=actor, workflow=REMOTE_INSPECTION, case=case, step="request", data=data)
        return case

    return once(RemoteInspection, submission, made)


@transaction.atomic
def tell_changes() -> int:
    """Tell every exporter with an open request what changed in its destination's requirements; how many."""
    told = 0
    for case in RemoteInspection.objects.select_for_update().filter(state__in=OPEN).order_by("id"):
        now = required_soon(case.destination, case.hs_code)
        if now == case.required:
            continue
        facts = {"before": case.required, "after": now}
        subject = ("remote_inspection", case.reference)
        record(actor=SYSTEM, action="remote_inspection.requirements_changed", subject=subject, data=facts)
        RemoteInspection.objects.filter(pk=case.pk).update(required=now)
        notify(
            text=CHANGED.filled(reference=case.reference, destination=case.destination),
            url=reverse("cases_detail", args=subject),
            kind="remote_inspection.requirements",
            organisation_id=case.applicant_id,
        )
        told += 1
    return told
