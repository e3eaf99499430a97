"""Positions: any order gives the same picture, hostile rows are refused one by one."""

from __future__ import annotations

import math
import random
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.vessels import called, fix, imo
from tests.factories.world import World
from tongguan.operations.vessels.interface import Fix, latest_positions, store_positions
from tongguan.operations.vessels.models import Position, Vessel
from tongguan.operations.vessels.rules import fix_problems
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import NotAllowed

pytestmark = pytest.mark.django_db


def pointed(fixes: list[Fix]) -> list[tuple[str, Fix]]:
    return [(f"/positions/{index}", each) for index, each in enumerate(fixes)]


@pytest.mark.parametrize("seed", range(8))
def test_any_order_and_any_batches_give_the_same_latest_position_and_the_same_track(
    world: World, seed: int
) -> None:
    rng = random.Random(seed)
    actor = world.actor("terminal")
    ships = [called(world, number).vessel for number in range(3)]
    sent = [
        fix(
            ship.imo, minutes=rng.randrange(1, 5000), longitude=150 + rng.random(), latitude=30 + rng.random()
        )
        for ship in ships
        for _each in range(12)
    ]
    arriving = sent + rng.choices(sent, k=15)
    rng.shuffle(arriving)
    while arriving:
        size = rng.randrange(1, 9)
        batch, arriving = arriving[:size], arriving[size:]
        assert store_positions(actor=actor, fixes=pointed(batch)).refused == ()
    assert Position.objects.count() == len({(f.imo, f.at) for f in sent})
    for ship in ships:
        ship.refresh_from_db()
        newest = max((f for f in sent if f.imo == ship.imo), key=lambda f: f.at)
        assert (ship.position_at, ship.longitude, ship.latitude) == (
            newest.at,
            newest.longitude,
            newest.latitude,
        )


def test_sending_again_stores_nothing_and_says_nothing_new(world: World) -> None:
    ship = called(world).vessel
    rows = pointed([fix(ship.imo, minutes=5), fix(ship.imo, minutes=4)])
    actor = world.actor("terminal")
    assert store_positions(actor=actor, fixes=rows).stored == 2
    events = OutboxEvent.objects.filter(topic="vessels.positions").count()
    again = store_positions(actor=actor, fixes=rows)
    assert (again.stored, again.known) == (0, 2)
    assert OutboxEvent.objects.filter(topic="vessels.positions").count() == events


def test_another_place_at_the_same_moment_is_refused_and_the_first_stands(world: World) -> None:
    ship = called(world).vessel
    first = fix(ship.imo, minutes=5)
    other = Fix(first.imo, first.at, 151.0, 31.0)
    stored = store_positions(actor=world.actor("terminal"), fixes=pointed([first, other]))
    assert [p.code for p in stored.refused] == ["position.conflict"]
    assert stored.refused[0].pointer == "/positions/1"
    assert Position.objects.get().longitude == 150.0


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"longitude": 181.0}, "/longitude"),
        ({"longitude": math.nan}, "/longitude"),
        ({"latitude": 91.0}, "/latitude"),
        ({"latitude": -math.inf}, "/latitude"),
        ({"speed_kn": 102.3}, "/speed_kn"),
        ({"speed_kn": math.nan}, "/speed_kn"),
        ({"course_deg": 360.0}, "/course_deg"),
        ({"source": "rumour"}, "/source"),
        ({"minutes": -30}, "/at"),
        ({"minutes": 60 * 24 * 400}, "/at"),
        ({"ship": "9100001"}, "/imo"),
        ({"ship": "0000000"}, "/imo"),
    ],
)
def test_a_hostile_row_is_refused_at_its_field(given: dict, pointer: str) -> None:
    ship = given.pop("ship", imo())
    found = fix_problems(fix(ship, **given), timezone.now(), "/positions/7")
    assert [p.pointer for p in found] == ["/positions/7" + pointer]


def test_a_naive_time_is_refused() -> None:
    naive = Fix(imo(), timezone.now().replace(tzinfo=None), 150.0, 30.0)
    assert [p.code for p in fix_problems(naive, timezone.now(), "")] == ["position.zone"]


def test_a_carrier_reports_only_its_own_ships(world: World) -> None:
    own = called(world, 1).vessel
    foreign = Vessel.objects.create(imo=imo(2), name="SOMEBODY ELSE")
    rows = pointed([fix(own.imo, 3), fix(foreign.imo, 3)])
    stored = store_positions(actor=world.actor("carrier"), fixes=rows)
    assert stored.stored == 1
    assert [(p.code, p.pointer) for p in stored.refused] == [("position.unknown_ship", "/positions/1/imo")]
    with pytest.raises(NotAllowed):
        store_positions(actor=world.actor("assessor"), fixes=rows)


def test_the_map_forgets_ships_not_heard_of_for_a_day(world: World) -> None:
    ship = called(world).vessel
    store_positions(actor=world.actor("terminal"), fixes=pointed([fix(ship.imo, minutes=10)]))
    now = timezone.now()
    assert [f["properties"]["imo"] for f in latest_positions(now)["features"]] == [ship.imo]
    assert latest_positions(now + timedelta(hours=25))["features"] == []
