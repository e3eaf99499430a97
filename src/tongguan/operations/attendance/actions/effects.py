"""What happens with a step, inside its transaction; named by the workflow."""

from __future__ import annotations

from django.utils import timezone

from tongguan.operations.attendance.enums import Choice
from tongguan.operations.attendance.queries import record_of
from tongguan.operations.attendance.rules import operator_of
from tongguan.platform.cases.interface import Moving
from tongguan.platform.files.interface import bind
from tongguan.platform.permissions.interface import SYSTEM


def stated(moving: Moving) -> None:
    """Keep when the nature of the goods was stated."""
    moving.case.stated_at = timezone.now()


def entrust(moving: Moving) -> None:
    """The named party attends for the firm."""
    _away(moving, Choice.ENTRUST)


def stay_away(moving: Moving) -> None:
    """Nobody of the firm comes; customs asks the named party, which keeps the goods, to sign."""
    _away(moving, Choice.ABSENT)


def attend(moving: Moving) -> None:
    """The firm comes itself, and signs itself."""
    moving.case.choice = Choice.PRESENT


def _away(moving: Moving, choice: Choice) -> None:
    moving.case.choice = choice
    moving.case.operator = operator_of(moving.data["operator"])
    moving.facts["operator_name"] = moving.case.operator.name_zh


def record_came(moving: Moving) -> None:
    """The photographs of the record become evidence of this case: its firm and the party that signs see them."""
    subject = ("attendance", moving.case.reference)
    for photo in record_of(moving.case).get("photos", ()):
        bind([photo["digest"]], actor=SYSTEM, subject=subject, place=photo["place"], note=photo["kind"])


def signed(moving: Moving) -> None:
    """The signature is under the record's hash."""
    case = moving.case
    moving.facts.update(
        inspection=case.inspection, report_version=case.report_version, report_sha256=case.report_sha256
    )
