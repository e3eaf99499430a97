"""What happens with a step, inside its transaction."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.guarantees.interface import claim, discharge
from tongguan.operations.transits.models import Transit
from tongguan.operations.transits.queries import route_of, subject_of, term_of
from tongguan.operations.transits.workflow import TRANSIT
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.cases.interface import Moving
from tongguan.platform.identity.interface import organisations_by_code
from tongguan.platform.permissions.interface import Refused

OTHER_START = Text(zh="该路线不从 {office} 启运", en="this route does not begin at {office}")
NO_OFFICE = Text(zh="指运地海关未登记", en="the office of destination is not registered here")
TOO_MUCH = Text(zh="追索金额应大于零且不超过 {most} 元", en="the claim is above zero and at most CNY {most}")
LATE = Text(zh="过境货物逾期未运抵：{reference}", en="Goods in transit have not arrived in time: {reference}")
WRONG = Text(zh="过境货物运抵异常：{reference}", en="Goods in transit arrived with findings: {reference}")
OWNER = "assessor"


def planned(moving: Moving) -> None:
    """The route must begin here; its end is the office of destination."""
    case: Transit = moving.case
    route = route_of(moving.data["route"])
    departs = route.attributes.get("departs", "") if route else ""
    if route is None or departs != case.departure.code:
        told = OTHER_START.filled(office=case.departure.code)
        raise Refused(Problem("transit.route", told, "/route"))
    arrives = str(route.attributes.get("arrives", ""))
    destination = organisations_by_code((arrives,)).get(arrives)
    if destination is None:
        raise Refused(Problem("transit.destination", NO_OFFICE, "/route"))
    case.route, case.transit_type = moving.data["route"], moving.data["transit_type"]
    case.destination = destination


def secured(moving: Moving) -> None:
    """Tell what is held and where."""
    case: Transit = moving.case
    moving.facts.update(amount=str(case.possible_duty), guarantee=case.guarantee)


def departed(moving: Moving) -> None:
    """The time of the route runs, and the case lies with the office of destination from now on."""
    case: Transit = moving.case
    route = route_of(case.route)
    if route is None:
        raise Refused(
            Problem("transit.route", OTHER_START.filled(office=case.departure.code), "/route"), status=409
        )
    case.departed_at = timezone.now()
    case.arrive_by = case.departed_at + term_of(route)
    case.office = case.destination
    moving.facts.update(arrive_by=case.arrive_by.isoformat())


def arrived(moving: Moving) -> None:
    """The goods are there, or nothing is owed on them: the guarantee is free."""
    case: Transit = moving.case
    case.arrived_at = timezone.now()
    freed = discharge(subject=subject_of(case.reference), reason=moving.transition.code)
    moving.facts.update(
        guarantee_freed=str(freed), late=case.arrive_by is not None and case.arrived_at > case.arrive_by
    )


def overdue(moving: Moving) -> None:
    """An alert with an owner at the office of destination."""
    _alert(moving.case, "overdue", LATE, "/arrive_by")


def found_wrong(moving: Moving) -> None:
    """Broken seals, packages missing, another way: an alert, and the guarantee stays."""
    moving.case.arrived_at = timezone.now()
    _alert(moving.case, "findings", WRONG, "/findings")


def proposed(moving: Moving) -> None:
    """How much is to be claimed: no more than what stands."""
    case: Transit = moving.case
    amount = Decimal(moving.data["amount"])
    if not 0 < amount <= case.possible_duty or amount != amount.quantize(Decimal("0.01")):
        told = TOO_MUCH.filled(most=case.possible_duty)
        raise Refused(Problem("transit.claim", told, "/amount"))
    case.claim_cny = amount


def claimed(moving: Moving) -> None:
    """The amount is called from the guarantee, whose limit shrinks by it; the rest is free."""
    case: Transit = moving.case
    number = claim(subject=subject_of(case.reference), amount_cny=case.claim_cny or Decimal(0))
    moving.facts.update(amount=str(case.claim_cny), guarantee=number)


def _alert(case: Transit, what: str, title: Text, field: str) -> None:
    raise_alert(
        source_key=f"transit:{case.reference}:{what}",
        kind="transit",
        title=title.filled(reference=case.reference),
        severity=Severity.HIGH,
        evidence=[Evidence("field", case.reference, field, url=f"/cases/{TRANSIT.code}/{case.reference}/")],
        source=Source("watch", f"transit.{what}", "1"),
        office_id=case.office_id,
        owner_role=OWNER,
    )
