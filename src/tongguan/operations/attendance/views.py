"""Pages of attendance: what firm and signing party see beside the course, and the evidence package."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.attendance.enums import State
from tongguan.operations.attendance.models import Attendance, RecordSignature
from tongguan.operations.attendance.module import VIEW
from tongguan.operations.attendance.queries import package, record_of
from tongguan.operations.attendance.rules import SPECIAL_GOODS
from tongguan.operations.attendance.workflow import ATTENDANCE
from tongguan.platform.cases.interface import CasePage, archive_response, register_page, visible_case
from tongguan.platform.permissions.interface import Actor, page
from tongguan.platform.reference.interface import codes


@page(VIEW)
def download(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """The evidence package as a ZIP archive."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = visible_case(actor, ATTENDANCE, reference)
    return archive_response(package(actor, case), reference)


def attendance_context(actor: Actor, case: Attendance) -> dict[str, Any]:
    """What is special about the goods, who signs, and the way to the evidence."""
    listed = codes(SPECIAL_GOODS, timezone.localdate())
    known = [each for each in case.special_goods if each["prefix"] in listed]
    return {
        "special": [{**each, "name": listed[each["prefix"]].name} for each in known],
        "unverified": any(not listed[each["prefix"]].verified for each in known),
        "signatures": list(case.signatures.select_related("applicant").order_by("id")),
        "package_url": reverse("attendance_package", args=[case.reference])
        if case.state == State.CONCLUDED and case.choice
        else "",
    }


def signature_context(actor: Actor, case: RecordSignature) -> dict[str, Any]:
    """The record that is to be signed."""
    return {"record": record_of(case), "attendance": case.attendance}


def attendance_summary(case: Attendance) -> Text | str:
    """What a queue line says."""
    return f"{case.container or case.declaration}"


def signature_summary(case: RecordSignature) -> Text | str:
    """What a queue line says."""
    return f"{case.container or case.inspection} · v{case.report_version}"


register_page("attendance", CasePage(context=attendance_context, summary=attendance_summary))
register_page("record_signature", CasePage(context=signature_context, summary=signature_summary))
