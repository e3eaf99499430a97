"""The late declaration fee of a declaration, and its recalculation after it was charged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff import IMPORT, LateFee, Leg, late_fee
from tongguan.operations.declarations.interface import lodged_snapshot
from tongguan.operations.duties.enums import FeeCaseState
from tongguan.operations.duties.models import FeeCase
from tongguan.operations.duties.queries import assessment_of, fee_rule
from tongguan.operations.duties.workflow import FEE_RECALCULATION
from tongguan.platform.calendars.interface import calendar
from tongguan.platform.cases.interface import open_case
from tongguan.platform.identity.interface import Organisation
from tongguan.platform.permissions.interface import Actor, Refused, require
from tongguan.platform.reference.interface import CodeValue, codes, parameters

ZERO = Decimal(0)
NOT_CHARGED = Text(zh="该报关单尚未计征", en="the declaration has not been assessed yet")
NO_EXEMPTION = Text(zh="未知的免征情形 {given}", en="unknown case without fee: {given}")
SAME = Text(zh="滞报金不变，无须重新核定", en="the fee stays the same: nothing to recalculate")


def fee_of(snapshot: Mapping[str, Any], value: Decimal, exemption: CodeValue | None = None) -> LateFee:
    """The late declaration fee of a lodged import on its dutiable value; none without a date of entry.

    `exemption` is the case, of the list `late_fee_exemption`, in which none is levied.
    """
    entered = snapshot.get("movement_date")
    if snapshot["flow"] != "I" or not entered or not snapshot.get("lodged_at"):
        return LateFee()
    accepted = timezone.localdate(datetime.fromisoformat(snapshot["lodged_at"]))
    day = date.fromisoformat(entered)
    if day >= accepted:  # declared before the goods arrived
        return LateFee()
    return late_fee(
        value,
        [Leg(IMPORT, day, accepted)],
        fee_rule(parameters(accepted)),
        calendar(),
        exemption,
        exemption.name if exemption else None,
    )


@transaction.atomic
def recalculate_fee(
    *, actor: Actor, reference: str, entered: date | None = None, exemption: str = ""
) -> FeeCase:
    """Recalculate a charged fee with a corrected date of entry or for a case without fee; opens a case if it differs.

    Raises NotAllowed, NotFound, or Refused where nothing was charged yet, nothing changes, the date is wrong, or the
    case without fee is unknown.
    """
    require(actor, "duties.assess")
    snapshot = lodged_snapshot(reference)
    assessment = assessment_of(reference)
    if assessment is None or assessment.problems:
        raise Refused(Problem("duties.not_charged", NOT_CHARGED, "/reference"))
    freed = codes("late_fee_exemption").get(exemption)
    if exemption and freed is None:
        raise Refused(Problem("duties.exemption", NO_EXEMPTION.filled(given=exemption), "/exemption"))
    value = sum((line.dutiable_value for line in assessment.lines.all()), ZERO)
    charged, charged_from, _freed = charged_fee(reference, snapshot)
    day = entered or charged_from
    found = fee_of(snapshot | {"movement_date": day.isoformat() if day else None}, value, freed)
    if found.problems:
        raise Refused(*found.problems)
    if found.amount == charged:
        raise Refused(Problem("duties.same_fee", SAME, "/entered"))
    case = FeeCase(
        reference=f"{reference}-F{FeeCase.objects.filter(declaration=reference).count() + 1}",
        declaration=reference,
        applicant=Organisation.objects.filter(pk=snapshot["applicant"]).first(),
        office=Organisation.objects.filter(pk=snapshot["office"]).first(),
        entered_before=charged_from,
        entered=day,
        exemption=exemption,
        charged=charged,
        amount=found.amount,
        steps=[step.as_dict() for step in found.steps],
    )
    open_case(actor=actor, workflow=FEE_RECALCULATION, case=case, step="open")
    return case


def charged_fee(reference: str, snapshot: Mapping[str, Any]) -> tuple[Decimal, date | None, CodeValue | None]:
    """What is charged now, from which date of entry and in which case without fee: as the last recalculation settled,
    or as assessed since then."""
    assessment = assessment_of(reference)
    amount = assessment.late_fee if assessment else ZERO
    declared = snapshot.get("movement_date")
    entered = date.fromisoformat(declared) if declared else None
    settled = (
        FeeCase.objects.filter(declaration=reference, state=FeeCaseState.SETTLED).order_by("-id").first()
    )
    if settled is None:
        return amount, entered, None
    if assessment is None or settled.changed_at > assessment.made_at:
        amount = settled.amount
    return amount, settled.entered, codes("late_fee_exemption").get(settled.exemption)


def fee_again(reference: str, snapshot: Mapping[str, Any], value: Decimal) -> LateFee:
    """The fee of a declaration on another dutiable value, from the date of entry that is charged. A difference below
    the least amount of the law changes nothing."""
    charged, entered, freed = charged_fee(reference, snapshot)
    found = fee_of(snapshot | {"movement_date": entered.isoformat() if entered else None}, value, freed)
    more = found.amount - charged
    rule = fee_rule(parameters(timezone.localdate()))
    if found.problems or ZERO < more < rule.least:
        return LateFee(charged, steps=found.steps)
    return found
