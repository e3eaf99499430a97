"""Attendance of the test world: firms that were told of an inspection."""

from __future__ import annotations

from typing import Any

from tests.factories.inspections import ordered
from tests.factories.selection import dispatch_all
from tests.factories.world import World
from tongguan.operations.attendance.models import Attendance, RecordSignature
from tongguan.operations.attendance.workflow import ATTENDANCE, RECORD_SIGNATURE
from tongguan.operations.inspections.models import Inspection
from tongguan.platform.cases.interface import take_step
from tongguan.platform.files.interface import store
from tongguan.platform.permissions.interface import SYSTEM, Actor

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n"


def notified(world: World) -> tuple[Attendance, Inspection]:
    """A firm that was told, and the inspection."""
    case = ordered(world)
    dispatch_all()
    return Attendance.objects.get(inspection=case.reference), case


def stamped(world: World, who: str = "trader") -> list[str]:
    """A stamped scan, stored by this person."""
    return [store(PDF, actor=world.actor(who), declared_name="stamped.pdf", purpose="test").digest]


def choose(world: World, case: Attendance, code: str, who: str = "trader", **data: Any) -> Attendance:
    """Take a step of the firm's."""
    case.refresh_from_db()
    take_step(
        actor=world.actor(who), workflow=ATTENDANCE, reference=case.reference, step=code,
        version=case.version, data=data,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def sign(world: World, case: RecordSignature, who: str) -> RecordSignature:
    """Sign a record as a person."""
    case.refresh_from_db()
    take_step(
        actor=world.actor(who), workflow=RECORD_SIGNATURE, reference=case.reference, step="sign",
        version=case.version, data={"signatory": "陆安石"},
    )  # fmt: skip
    case.refresh_from_db()
    return case


def new_attendance(world: World) -> tuple[Attendance, str, dict[str, Any], Actor]:
    """An unsaved attendance at an inspection that waits, the step that opens it and who; for random walks."""
    inspection = ordered(world)
    case = Attendance(
        reference=f"ATW{Attendance.objects.count() + 1}",
        inspection=inspection.reference,
        declaration=inspection.declaration,
        container=inspection.container,
        applicant=world.organisations["trader"],
        office=world.organisations["port"],
    )
    return case, "notify", {}, SYSTEM


def new_record_signature(world: World) -> tuple[RecordSignature, str, dict[str, Any], Actor]:
    """An unsaved signature of a record that was submitted; for random walks."""
    from tests.factories.inspections import recording, report, step
    from tongguan.operations.inspections.interface import latest_report

    inspection = recording(world)
    step(world, "inspector", inspection, "submit", **report(world, inspection, "inspector"))
    attendance, _step, _data, _actor = new_attendance(world)
    attendance.inspection = inspection.reference
    attendance.created_at = attendance.changed_at = inspection.created_at
    attendance.state = "signing"
    attendance.save()
    found = latest_report(inspection.reference)
    assert found is not None
    case = RecordSignature(
        reference=f"RSW{RecordSignature.objects.count() + 1}",
        attendance=attendance,
        inspection=inspection.reference,
        report_version=found.number,
        report_sha256=found.sha256,
        applicant=world.organisations["broker"],
        office=world.organisations["port"],
    )
    return case, "ask", {}, SYSTEM
