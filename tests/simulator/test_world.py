"""The world is plausible and the same for the same seed; its people speak to the house only by its rules."""

from __future__ import annotations

import asyncio
import json
import math
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tongguan.engines.declaration import to_json
from tongguan.engines.draw import commitment_of
from tongguan.engines.identifiers import IMO_NUMBER
from tongguan.operations.vessels.queries import port_features
from tongguan.simulator.arrivals import HOURLY_WEIGHT, intensity, next_wait_s
from tongguan.simulator.client import Client, Tally
from tongguan.simulator.coast import placed
from tongguan.simulator.gates import Trucks
from tongguan.simulator.officers import DECLARATION_REVIEW, IMAGE_READING, is_ripe
from tongguan.simulator.people import Firm, Person, read_people
from tongguan.simulator.port import Settings, World
from tongguan.simulator.shipments import Shipments
from tongguan.simulator.ships import SEA_SPEED_KN, berths, fleet
from tongguan.simulator.traders import CORRECTED_NOTE, correct, declaration_for
from tongguan.simulator.two_step import complete, summarise
from tongguan.simulator.watch import CONCLUSIONS, OUTCOMES, Watch
from tongguan.simulator.witness import take_part

FIRM = Firm("91330200MA00000001", "云港某某有限公司")
OTHER = Firm("91330200MA00000002", "云港另一有限公司")


def test_arrivals_follow_the_day() -> None:
    rng = random.Random(1)
    hours = [0] * 24
    hour = 0.0
    while hour < 24 * 6:
        hour += next_wait_s(rng, 10, hour % 24) / 3600
        hours[int(hour) % 24] += 1
    expected = 10 * 60 * 6
    assert hours[9] == pytest.approx(expected * (intensity(9) + intensity(10)) / 2, rel=0.1)
    assert sum(hours) == pytest.approx(expected * 24, rel=0.03)
    assert hours[9] > 8 * hours[2]
    assert intensity(9) == HOURLY_WEIGHT[9] / (sum(HOURLY_WEIGHT) / 24)


def test_ships_sail_and_do_not_jump() -> None:
    ships = fleet(random.Random(4))
    assert len({ship.imo for ship in ships}) == len(ships)
    assert all(IMO_NUMBER.is_valid(ship.imo) for ship in ships)
    assert len({ship.berth for ship in ships if ship.left_km == 0}) == sum(s.left_km == 0 for s in ships) > 2
    ship = max(ships, key=lambda each: each.left_km)
    track = []
    for _ in range(2_000):
        ship.sail(10)
        track.append((ship.place(), ship.speed_kn))
    steps = [math.dist(a[0], b[0]) / 10 * 3600 / 1.852 for a, b in pairwise(track)]
    assert max(steps) <= SEA_SPEED_KN * 1.01
    assert track[-1][0] == pytest.approx(berths()[ship.berth])
    assert all(0 <= fix["course_deg"] < 360 for fix in (s.fix(datetime.now(UTC)) for s in ships))


def test_berths_are_those_of_the_map() -> None:
    mapped = {
        f["properties"]["code"]: f["geometry"]["coordinates"]
        for f in port_features()["features"]
        if f["properties"]["kind"] == "berth"
    }
    assert {code: placed([place])[0] for code, place in berths().items()} == mapped


def test_a_declaration_says_what_the_manifest_says() -> None:
    shipments = Shipments([FIRM, OTHER], date(2026, 11, 20))
    cargo = shipments.load(("JADE TERN", "9074729", "017E"), random.Random(3))
    shipments.put(cargo)
    taken = shipments.take([OTHER])
    assert taken is not None
    assert taken.firm == OTHER
    bill, made = taken.bill(), declaration_for(random.Random(1), OTHER, FIRM, taken)
    assert made.bill_number == bill["number"]
    assert [c.number for c in made.containers] == bill["containers"]
    assert (str(made.gross_mass_kg), made.package_count) == (bill["gross_mass_kg"], bill["package_count"])
    assert (made.consignee.code, made.declarant.code, made.voyage_number) == (OTHER.uscc, FIRM.uscc, "017E")
    assert shipments.take([Firm("none", "none")]) is None


def test_officers_wait_and_keep_off_what_somebody_claimed() -> None:
    now = datetime.now(UTC)
    old = (now - timedelta(seconds=DECLARATION_REVIEW.patience_s + 1)).isoformat()
    fresh = (now - timedelta(seconds=DECLARATION_REVIEW.patience_s - 5)).isoformat()
    assert is_ripe({"changed_at": old, "claimed_by": ""}, DECLARATION_REVIEW, now, 1)
    assert not is_ripe({"changed_at": fresh, "claimed_by": ""}, DECLARATION_REVIEW, now, 1)
    assert not is_ripe({"changed_at": old, "claimed_by": "self"}, DECLARATION_REVIEW, now, 1)
    assert is_ripe({"changed_at": old, "claimed_by": "self"}, IMAGE_READING, now, 1)
    assert not is_ripe({"changed_at": old, "claimed_by": "self"}, IMAGE_READING, now, 0.2)


def played(answer: object, act: object) -> tuple[object, Tally]:
    """Let a client act against answers given by a function; returns its result and the tally."""
    tally = Tally()

    async def go() -> object:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://house") as http:
            return await act(Client(http, "somebody", "tg_x", tally))

    return asyncio.run(go()), tally


def test_a_client_repeats_under_the_same_key_until_it_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongguan.simulator.client.RETRY_S", 0.001)
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx.ConnectError("away")
        return httpx.Response(503 if len(keys) == 2 else 201, json={"reference": "D1"})

    result, tally = played(answer, lambda c: c.post("/declarations", {}, headers={"Idempotency-Key": "k"}))
    assert result == (201, {"reference": "D1"})
    assert keys == ["k"] * 3
    assert (tally.repeated, len(tally.latencies_s)) == (2, 1)


def test_a_missing_endpoint_is_told_from_a_missing_case() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "cases" in request.url.path:
            return httpx.Response(404, json={"errors": [{"code": "not_found"}]})
        return httpx.Response(404, text="<html>no such page</html>")

    async def act(client: Client) -> None:
        assert await client.get("/cases/declaration/D9") is None
        assert (await client.post("/tides", {}))[0] == 404

    _, tally = played(answer, act)
    assert tally.missing == {"/tides"}
    assert tally.refused == {"not_found": 1}


def test_a_witness_opens_exactly_what_it_committed_to() -> None:
    said: dict[str, dict[str, str]] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        said[request.url.path.rsplit("/", 1)[1]] = json.loads(request.content)
        return httpx.Response(201, json={"party": "witness-7"})

    async def act(client: Client) -> dict[str, object]:
        mine: dict[str, tuple[bytes, bytes]] = {}
        for state in ("open", "open", "revealed"):
            await take_part(client, "witness-7", {"id": "r1", "state": state, "parties": []}, mine)
        return mine

    left, tally = played(answer, act)
    opened = [bytes.fromhex(said["reveal"][name]) for name in ("secret", "nonce")]
    assert said["commit"]["commitment"] == commitment_of("r1", "witness-7", *opened)
    assert left == {}
    assert tally.done == {"draw.committed": 1, "draw.revealed": 1}


@pytest.mark.parametrize("content", ["[]", "{", '{"a": 1}', '{"a": {"token": "x"}}'])
def test_an_unusable_tokens_file_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r".+"):
        read_people(path)


SHIP, NEXT_SHIP = ("JADE TERN", "9074729", "017E"), ("PEARL STAR", "9074731", "004E")


def test_exports_leave_released_or_wait_for_the_next_ship() -> None:
    shipments, rng = Shipments([FIRM], date(2026, 11, 20)), random.Random(5)
    assert shipments.export(FIRM, rng) is None, "no ship takes cargo"
    shipments.offer(SHIP)
    for number in range(40):
        booking = shipments.export(FIRM, rng)
        assert booking is not None
        cargo, ship = booking
        assert (cargo.goods.flow, cargo.goods.voyage_number, ship) == ("E", "017E", SHIP)
        assert cargo.bill()["consignee"] == cargo.goods.consignee.name != FIRM.name
        shipments.booked[f"D{number}"] = booking
    shipments.released |= {f"D{number}" for number in range(30)}
    shipments.withdraw(SHIP)
    assert shipments.export(FIRM, rng) is None, "after the cut-off"
    gone = shipments.aboard(SHIP, rng)
    assert 30 <= len(gone) <= 33
    left = set(shipments.booked)
    assert left <= {f"D{number}" for number in range(30, 40)}
    assert not shipments.released
    shipments.offer(NEXT_SHIP)
    assert {ship for _cargo, ship in shipments.booked.values()} == {NEXT_SHIP}


def test_an_export_of_an_earlier_run_goes_with_the_next_ship() -> None:
    shipments, rng = Shipments([FIRM], date(2026, 11, 20)), random.Random(5)
    shipments.offer(SHIP)
    booking = shipments.export(FIRM, rng)
    assert booking is not None
    told = json.loads(to_json(booking[0].goods)) | {"reference": "D1", "declaration_number": "9" * 18}

    async def act(client: Client) -> None:
        trucks = Trucks(client, shipments)
        for _ in range(2):
            await trucks.ready(client, FIRM, "D1")

    played(lambda _request: httpx.Response(200, json=told), act)
    gone = shipments.aboard(SHIP, rng)
    assert [cargo.bill() for cargo in gone] == [booking[0].bill()]
    played(lambda _request: httpx.Response(200, json=told), act)
    assert not shipments.booked, "what left is not booked once more"


def test_a_returned_declaration_is_lodged_again_as_the_version_that_was_read() -> None:
    made = declaration_for(random.Random(1), FIRM, FIRM, None)
    told = json.loads(to_json(made)) | {
        "reference": "D1",
        "state": "returned",
        "version": 3,
        "declaration_number": "990120261000000001",
        "trader_code": FIRM.uscc,
    }
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=told)
        sent.append(request)
        return httpx.Response(200, json={"reference": "D1"})

    done, tally = played(answer, lambda c: correct(c, "D1"))
    assert done is True
    assert tally.done == {"declaration.lodged_again": 1}
    assert sent[0].url.path.endswith("/declarations/D1/lodge")
    assert dict(sent[0].url.params) == {"version": "3"}
    assert json.loads(sent[0].content) == json.loads(to_json(replace(made, note=CORRECTED_NOTE)))
    told["state"] = "lodged"
    assert played(answer, lambda c: correct(c, "D1"))[0] is False


def watched(alert: dict[str, object], user: int | None = None, role: str = "gate_officer") -> list[str]:
    """What an officer does about one alert, long after it was raised."""
    said: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        said.append(request.url.path.rsplit("/", 1)[1])
        return httpx.Response(200, json=alert | {"owner": {"user_id": 7, "role": role}})

    async def act(client: Client) -> None:
        watch = Watch(client, role, "1", user)
        long_ago = datetime.now(UTC) - timedelta(hours=2)
        watch.since = {(1, step): long_ago for step in ("acknowledge", "disposition", "conclusion")}
        await watch.one(alert)

    played(answer, act)
    return said


ALERT = {
    "id": 1,
    "kind": "gate.refused",
    "state": "raised",
    "owner": {"user_id": None, "role": "gate_officer"},
    "raised_at": "2026-11-20T00:00:00+00:00",
    "disposition": None,
    "clue_result": None,
}


def test_an_officer_on_watch_handles_the_alerts_of_the_role_and_no_others() -> None:
    mine = {"owner": {"user_id": 7, "role": "gate_officer"}}
    assert watched(ALERT) == ["acknowledge"]
    assert watched(ALERT, role="cashier") == []
    assert watched(ALERT | {"raised_at": datetime.now(UTC).isoformat()}) == [], "nobody is that quick"
    assert watched(ALERT | mine | {"state": "acknowledged"}, user=7) == ["disposition"]
    assert watched(ALERT | mine | {"state": "acknowledged"}, user=8) == []
    clue = ALERT | mine | {"state": "dispositioned", "disposition": "clue"}
    assert watched(clue, user=7) == ["conclusion"]
    assert watched(clue | {"clue_result": "none"}, user=7) == []
    assert watched(ALERT | mine | {"state": "dispositioned", "disposition": "explained"}, user=7) == []


def test_outcomes_are_those_the_house_knows() -> None:
    from tongguan.platform.alerts.enums import ClueResult, Disposition

    for options in OUTCOMES.values():
        assert {code for code, _weight, _note in options} <= set(Disposition.values)
        assert sum(weight for _code, weight, _note in options) == pytest.approx(1)
    assert {code for code, _weight, _note in CONCLUSIONS} == set(ClueResult.values)


def test_few_trucks_come_too_early_and_always_the_same_ones() -> None:
    trucks = Trucks(None, Shipments([], date(2026, 11, 20)))  # type: ignore[arg-type]
    hasty = [f"D{n:010d}" for n in range(4000) if trucks.hasty(f"D{n:010d}")]
    assert 40 < len(hasty) < 130
    assert all(trucks.hasty(reference) for reference in hasty)


def test_a_container_that_passed_in_an_earlier_run_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongguan.simulator.gates.ON_THE_WAY_S", (0.0, 0.0))
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            sent.append(json.loads(request.content)["direction"])
            return httpx.Response(201, json={"outcome": "passed"})
        passed = [{"direction": "out"}] if request.url.path.endswith("passages") else [{"code": "G1"}]
        return httpx.Response(200, json=passed)

    async def act(client: Client) -> None:
        trucks = Trucks(client, Shipments([], date(2026, 11, 20)))
        await trucks.drive("TGNU1234567", "out", random.Random(1))
        await trucks.drive("TGNU1234567", "in", random.Random(1))

    played(answer, act)
    assert sent == ["in"]


def test_a_house_that_knows_this_world_gets_another_chapter() -> None:
    def chance(counted: list[dict[str, object]]) -> float:
        async def go() -> float:
            transport = httpx.MockTransport(lambda _request: httpx.Response(200, json=counted))
            async with httpx.AsyncClient(transport=transport, base_url="http://house") as http:
                world = World(Settings(url="http://house"), http, Shipments([FIRM], date(2026, 11, 20)))
                await world.open_chapter(Person("c", "t", "commander", "9900", FIRM))
                return world.rng("trader").random()

        return asyncio.run(go())

    empty = chance([{"workflow": "declaration", "states": {"lodged": 0}}])
    assert empty == chance([]) == random.Random("1 trader").random()
    assert chance([{"workflow": "declaration", "states": {"lodged": 9}}]) != empty


def test_a_summary_is_completed_with_the_day_its_transport_entered() -> None:
    sent: list[tuple[str, dict[str, object]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"version": 4, "entered_on": "2026-11-20"})
        sent.append((str(request.url), json.loads(request.content)))
        return httpx.Response(201 if "kind=two_step" in str(request.url) else 200, json={"reference": "D1"})

    async def both() -> Shipments:
        transport = httpx.MockTransport(answer)
        async with httpx.AsyncClient(transport=transport, base_url="http://house") as http:
            client, shipments = (
                Client(http, "trader", "token", Tally()),
                Shipments([FIRM], date(2026, 11, 22)),
            )
            made = declaration_for(random.Random(2), FIRM, FIRM, None)
            assert await summarise(client, made, shipments)
            assert await complete(client, shipments, {"reference": "D1"})
            assert not await complete(client, shipments, {"reference": "of an earlier run"})
            return shipments

    assert not asyncio.run(both()).summarised
    (first, summary), (second, whole) = sent
    assert first.endswith("?kind=two_step")
    assert "levy_nature" not in summary
    assert second.endswith("/declarations/D1/complete?version=4")
    assert (whole["movement_date"], whole["bill_number"]) == ("2026-11-20", summary["bill_number"])
