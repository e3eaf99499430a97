"""Transit: nothing departs unguaranteed, arrival frees, lateness alerts with an owner, a claim takes two people."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.guarantees import in_force
from tests.factories.transits import ROUTE, accepted, step
from tongguan.operations.duties.interface import bills_of
from tongguan.operations.guarantees.interface import held_for
from tongguan.operations.guarantees.models import Guarantee
from tongguan.operations.transits.actions import watch
from tongguan.operations.transits.models import Transit
from tongguan.operations.transits.queries import subject_of
from tongguan.platform.alerts.models import Alert
from tongguan.platform.events.interface import dispatch_next, publish
from tongguan.platform.permissions.interface import Refused

pytestmark = pytest.mark.django_db
IN_ORDER = {"seals": "yes", "packages": "yes", "route_kept": "yes"}


@pytest.fixture
def quiet(monkeypatch):
    """Without selection: nothing reacts to a lodgement, so that the test routes."""
    from tongguan.platform.events import registry

    for topic in ("declaration.lodge", "declaration.route_green", "draw.done"):
        monkeypatch.setitem(registry._handlers, topic, [])


def settle():
    while dispatch_next():
        pass


def opened(world) -> tuple:
    declaration = accepted(world)
    settle()
    return declaration, Transit.objects.get(declaration=declaration.reference)


def held(transit) -> Decimal:
    standing = held_for(subject_of(transit.reference))
    return standing.amount_cny if standing else Decimal(0)


def ready(world) -> tuple:
    in_force(world, "9000000.00")
    declaration, transit = opened(world)
    step(world, transit, "plan", "trader", **ROUTE)
    settle()
    transit.refresh_from_db()
    declaration.refresh_from_db()
    return declaration, transit


def under_way(world) -> Transit:
    _declaration, transit = ready(world)
    return step(world, transit, "depart", "assessor")


def test_nothing_departs_before_the_possible_duty_is_guaranteed(world, quiet):
    declaration, transit = opened(world)
    assert (declaration.state, bills_of(declaration.reference)) == ("assessed", [])
    assert transit.possible_duty > 0
    step(world, transit, "plan", "trader", **ROUTE)
    settle()
    transit.refresh_from_db()
    declaration.refresh_from_db()
    assert (transit.state, declaration.state) == ("planned", "assessed"), "no guarantee, no release"
    with pytest.raises(Refused):
        step(world, transit, "depart", "assessor")
    in_force(world, str(transit.possible_duty - Decimal("0.01")))
    settle()
    transit.refresh_from_db()
    assert transit.state == "planned", "a fen too little"
    in_force(world, str(transit.possible_duty))
    settle()
    transit.refresh_from_db()
    declaration.refresh_from_db()
    assert (transit.state, declaration.state, held(transit)) == ("ready", "released", transit.possible_duty)


def test_arrived_in_order_the_guarantee_is_free(world, quiet):
    transit = under_way(world)
    assert transit.office == world.organisations["airport"], "it lies with the office of destination"
    assert transit.arrive_by - transit.departed_at == dt.timedelta(hours=24)
    with pytest.raises(Refused):
        step(world, transit, "arrive", "assessor", **IN_ORDER)
    with pytest.raises(Refused) as refused:
        step(world, transit, "arrive", "airport_assessor", **(IN_ORDER | {"seals": "no"}))
    assert [problem.code for problem in refused.value.problems] == ["transit.findings"]
    assert held(transit) > 0
    step(world, transit, "arrive", "airport_assessor", **IN_ORDER)
    assert (transit.state, held(transit)) == ("arrived", 0)
    assert Guarantee.objects.get().held_cny == 0


def test_a_gate_starts_the_time(world, quiet):
    declaration, transit = ready(world)
    publish("gate.passed_out", "container/X", {"container": "", "bill": declaration.bill_number})
    settle()
    transit.refresh_from_db()
    assert transit.state == "under_way"


def test_late_or_missing_there_is_an_alert_with_an_owner_then_a_claim_by_two(world, quiet):
    transit = under_way(world)
    assert watch() == 0
    past = timezone.now() - dt.timedelta(hours=2)
    Transit.objects.update(departed_at=past - dt.timedelta(hours=24), arrive_by=past)
    assert (watch(), watch()) == (1, 0)
    transit.refresh_from_db()
    alert = Alert.objects.get()
    assert (transit.state, alert.owner_role, alert.office_id) == ("overdue", "assessor", transit.office_id)
    for amount in ("0", "-1", str(transit.possible_duty + 1), "0.001"):
        with pytest.raises(Refused):
            step(world, transit, "propose_claim", "airport_assessor", amount=amount, reason="未到")
    step(world, transit, "propose_claim", "airport_assessor", amount="100.00", reason="未到")
    with pytest.raises(Refused):
        step(world, transit, "claim", "airport_assessor")
    before = held(transit)
    world.users["commander"].positions.update(organisation=world.organisations["district"])
    step(world, transit, "claim", "commander")
    row = Guarantee.objects.get()
    assert (transit.state, held(transit), row.held_cny, row.claimed_cny) == (
        "claimed",
        0,
        0,
        Decimal("100.00"),
    )
    assert row.free_cny == row.limit_cny - 100
    assert sorted(m.amount_cny for m in row.movements.all()) == sorted([before, Decimal(-100), 100 - before])


def test_late_but_there_it_ends_and_the_lateness_is_on_record(world, quiet):
    transit = under_way(world)
    past = timezone.now() - dt.timedelta(hours=2)
    Transit.objects.update(departed_at=past - dt.timedelta(hours=24), arrive_by=past)
    watch()
    step(world, transit, "arrive", "airport_assessor", **IN_ORDER)
    from tongguan.platform.cases.interface import timeline

    assert timeline("transit", transit.reference)[-1].data["late"] is True
    assert held(transit) == 0


def test_findings_keep_the_guarantee_until_they_are_cleared(world, quiet):
    transit = under_way(world)
    step(world, transit, "arrive_with_findings", "airport_assessor", reason="封志破损")
    assert (transit.state, held(transit)) == ("inquiry", transit.possible_duty)
    assert Alert.objects.count() == 1
    step(world, transit, "clear", "airport_assessor", reason="开箱核对一致")
    assert (transit.state, held(transit)) == ("arrived", 0)


@pytest.mark.parametrize("route", ["R2", "R3"])
def test_a_route_begins_here_and_ends_at_an_office_of_this_house(world, quiet, route):
    _declaration, transit = opened(world)
    with pytest.raises(Refused):
        step(world, transit, "plan", "trader", route=route, transit_type="1")
    with pytest.raises(Refused):
        step(world, transit, "plan", "rival", **ROUTE)


def test_pages(world, quiet):
    declaration, transit = ready(world)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(world.users["trader"], backend="django.contrib.auth.backends.ModelBackend")
    assert b"R1" in client.get("/transits/routes/").content
    page = client.get(f"/cases/transit/{transit.reference}/").content.decode()
    assert transit.guarantee in page
    assert transit.reference in client.get(f"/cases/declaration/{declaration.reference}/").content.decode()
    assert transit.reference in client.get(f"/cases/guarantee/{transit.guarantee}/").content.decode()
    assert client.get("/cases/transit/").status_code == 200
    rival = Client()
    rival.force_login(world.users["rival"], backend="django.contrib.auth.backends.ModelBackend")
    assert rival.get(f"/cases/transit/{transit.reference}/").status_code == 404


def test_a_claim_never_takes_more_than_stands(world, quiet):
    from tongguan.operations.guarantees.interface import claim

    _declaration, transit = ready(world)
    for amount in (Decimal(0), held(transit) + 1):
        with pytest.raises(Refused):
            claim(subject=subject_of(transit.reference), amount_cny=amount)
    with pytest.raises(Refused):
        claim(subject="transit/none", amount_cny=Decimal(1))
