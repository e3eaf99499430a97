"""A flight in a browser: its passengers are announced and screened, declare from phones in three languages, walk
through a lane; a close contact is sampled, tested positive on two targets, reported, and on the wall.

Nothing that a process of the house said names anybody.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
import re
import threading
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.factories.passenger_declarations import zone
from tests.factories.travellers import paxlst
from tests.journeys.conftest import House
from tests.journeys.person import Person
from tests.operations.passenger_declarations.screens import WALK
from tongguan.simulator import thermocycler as machine
from tongguan.simulator.lanes.lane import SimulatedLane
from tongguan.simulator.lanes.people import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GATEWAY = True
NUMBERS = {"lanes.hold": "12000", "lanes.collect": "20000", "lanes.checks": "30000"}
"""A lane that waits as long as a busy machine needs."""
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TODAY = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
FLIGHT, BACKGROUND_S = "YU827", 33.0


@dataclass
class Passenger:
    """Somebody invented, the language of their phone, and the code of their receipt."""

    family: str
    given: str
    number: str
    tongue: str
    locale: str
    code: str = ""

    @property
    def mrz(self) -> str:
        return zone(self.number, "900101", name=f"{self.family}<<{self.given}")


PEOPLE = (
    Passenger("QUILLFORD", "MAREN", "X10000017", "zh", "zh-CN"),
    Passenger("OSTERBANK", "IDO", "X10000025", "ja", "ja-JP"),
    Passenger("VELLAMORE", "SABLE", "X10000033", "ar", "ar-EG"),
)
CONTACT = PEOPLE[2]


def test_a_flight(house: House, person: Any, browser: Any) -> None:
    the_list_of_contacts_is_in_force(house)
    the_airline_announces_its_passengers(house)
    the_officer_sees_a_hit_and_not_the_other_person(person)
    for each in PEOPLE:
        a_passenger_declares_by_phone(house, browser, each)
    they_walk_through_the_lane(house)
    quarantine_takes_the_contact_over(person)
    tube = the_contact_is_sampled(house, person)
    the_laboratory_finds_two_targets(house, tube)
    report = somebody_else_signs(house, person, tube)
    the_health_authority_acknowledges(person, report)
    it_is_on_the_wall(person, tube)
    nobody_is_named_in_the_logs(house)


def of(house: House, username: str) -> httpx.Client:
    """A person's program."""
    headers = {"Authorization": f"Bearer {house.token(username)}"}
    return httpx.Client(base_url=f"{house.address}/api/v1", headers=headers, trust_env=False, timeout=60)


def post(client: httpx.Client, path: str, status: int = 200, **given: Any) -> Any:
    answer = client.post(path, **given)
    assert answer.status_code == status, (path, answer.status_code, answer.text)
    return answer.json()


def once() -> dict[str, str]:
    """The header that makes a request one, however often it is sent."""
    return {"Idempotency-Key": str(uuid.uuid4())}


def the_list_of_contacts_is_in_force(house: House) -> None:
    with of(house, "risk") as risk:
        told = {"code": "contacts", "title_zh": "密切接触者名单", "title_en": "Close contacts", "kind": "contacts",
                "consequence": 9}  # fmt: skip
        post(risk, "/travellers/lists", 201, json=told)
        rows = [
            "id,name,birth_date,nationality,passport_number,valid_from,reason",
            f"C1,{CONTACT.given} {CONTACT.family},1990-01-01,,{CONTACT.number},{TODAY},close contact",
            f"C2,Somebody Elsewhere,1961-05-06,,Y99999999,{TODAY},close contact",
        ]
        file = {"file": ("contacts.csv", "\n".join(rows).encode(), "text/csv")}
        assert post(risk, "/travellers/lists/contacts/versions", 201, files=file)["added"] == 2


def the_airline_announces_its_passengers(house: House) -> None:
    people = [(f"{each.family}:{each.given}", "900101", "", each.number) for each in PEOPLE]
    with of(house, "airline") as airline:
        told = post(airline, "/passenger-messages", 201, content=paxlst(*people, flight=FLIGHT, day=TODAY))
        assert told["people"] == 3
        again = post(airline, "/passenger-messages", 200, content=paxlst(*people, flight=FLIGHT, day=TODAY))
        assert again["replayed"]


def the_officer_sees_a_hit_and_not_the_other_person(person: Any) -> None:
    officer = person("airport", "en-US")
    officer.go("/travellers/hits/")
    officer.until("Close contacts")
    officer.page.locator("main tbody a").first.click()
    officer.page.wait_for_load_state("load")
    officer.looks_right()
    officer.sees(re.compile("document", re.IGNORECASE))
    assert "Somebody" not in officer.page.inner_text("body")


def a_passenger_declares_by_phone(house: House, browser: Any, who: Passenger) -> None:
    phone = Person(browser, house.address, who.locale, **PHONE)
    phone.go(f"/declare/{who.tongue}/")
    phone.page.wait_for_selector("[data-act=start]")
    assert phone.page.evaluate("document.documentElement.dir") == ("rtl" if who.tongue == "ar" else "ltr")
    answers = {
        "direction": "entry", "port": "9902", "transport": "plane", "flight": FLIGHT, "departed_from": "THA",
        "seat": "12A", "filer": "self", "document": {"mrz": who.mrz}, "home": "elsewhere", "unwell": ["none"],
        "carry_in": ["none"], "truth": "yes",
    }  # fmt: skip
    told = phone.page.evaluate(WALK, {"answers": answers, "kiosk": False})
    assert told["troubles"] == [], told["troubles"][:3]
    with phone.page.expect_response(
        lambda each: each.url.endswith("/api/v1/passenger-declarations")
    ) as answered:
        phone.page.click("[data-act=send]")
    phone.page.wait_for_selector(".receipt")
    who.code = answered.value.json()["receipt"]["code"]
    assert not phone.troubles, phone.troubles
    phone.leave()


def they_walk_through_the_lane(house: House) -> None:
    """Seven devices over the gateway's protocol; the contact comes last."""
    codes = {each.mrz: each.code for each in PEOPLE}

    async def declare(mrz: str) -> str:
        return codes[mrz]

    async def play() -> None:
        lane = SimulatedLane(
            "127.0.0.1", house.gateway, keys_of(house, "T2-1"), random.Random(3), declare=declare
        )
        running = asyncio.create_task(lane.run())
        await lane.connected()
        await asyncio.sleep(BACKGROUND_S)
        for number, each in enumerate(PEOPLE):
            await lane.walk(number, Visitor(number, each.mrz, "", 36.5))
            await asyncio.sleep(1.5)
        while any(device.waiting for device in lane.devices.values()):
            await asyncio.sleep(0.1)
        await asyncio.sleep(2.0)
        running.cancel()

    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(play())
        except asyncio.CancelledError:
            pass
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(240)
    assert not thread.is_alive()
    assert not failed, failed


def keys_of(house: House, lane: str) -> dict[str, tuple[str, str]]:
    told = json.loads((house.folder / "demonstration" / "lanes.json").read_text(encoding="utf-8"))
    return {channel: (device["code"], device["key"]) for channel, device in told[lane]["devices"].items()}


def quarantine_takes_the_contact_over(person: Any) -> None:
    """By keys alone: the queue, the first traveller in it, the outcome."""
    officer = person("quarantine", "en-US")
    officer.go("/lanes/")
    officer.page.locator(".referred [data-row-open]").first.wait_for(timeout=90_000)
    officer.page.wait_for_timeout(3000)
    assert officer.page.locator(".referred [data-row-open]").count() == 1, "only the contact is kept"
    officer.page.goto(officer.page.locator(".referred [data-row-open]").first.get_attribute("href"))
    officer.looks_right()
    officer.sees(re.compile("list", re.IGNORECASE))
    assert CONTACT.family not in officer.page.inner_text("body")
    officer.page.keyboard.press("q")
    officer.page.wait_for_url("**/lanes/")
    officer.looks_right()


def the_contact_is_sampled(house: House, person: Any) -> str:
    officer = person("quarantine")
    officer.go("/cases/sampling_order/")
    officer.until(re.compile("^SO"))
    officer.page.locator("main a", has_text=re.compile("^SO")).first.click()
    officer.page.wait_for_load_state("load")
    officer.looks_right()
    reference = re.search(r"/sampling_order/([^/]+)/", officer.page.url)
    assert reference, officer.page.url
    with of(house, "quarantine") as sampler:
        case = sampler.get(f"/cases/sampling_order/{reference.group(1)}").json()
        body = {"specimen": "throat", "tubes": 1, "place": "T2 检疫采样点", "version": case["version"]}
        tubes = post(sampler, f"/quarantine/orders/{reference.group(1)}/collect", json=body)
        scan = {"tubes": tubes, "receiver": "转运车", "place": "T2", "temperature_c": 4.0}
        assert post(sampler, "/quarantine/custody", json=scan, headers=once())[0]["accepted"]
    found: str = tubes[0]
    return found


def the_laboratory_finds_two_targets(house: House, tube: str) -> None:
    """Received, put on a plate, and what the thermocycler wrote of it: both targets in both wells."""
    with of(house, "laboratory") as analyst:
        scan = {"tubes": [tube], "place": "接样窗口", "temperature_c": 4.2}
        assert post(analyst, "/quarantine/reception", json=scan, headers=once())[0]["accepted"]
        plate = post(analyst, "/quarantine/plates", 201, json={"tubes": [tube], "instrument": "PCR-01"})
        rng = random.Random(7)
        contents = {
            well["place"]: machine.sample(rng, 26.0) if well["role"] == "sample"
            else machine.positive_control(rng) if well["role"] == "positive_control"
            else machine.blank()
            for well in plate["wells"]
        }  # fmt: skip
        content = machine.rdml(rng, contents, plate=plate["reference"], started_at=dt.datetime.now(dt.UTC))
        file = {"file": ("run.rdml", content, "application/zip")}
        run = post(analyst, f"/quarantine/runs/{plate['reference']}/file", files=file)
        assert run["state"] == "measured"
        step = f"/cases/lab_run/{run['reference']}/approve"
        own = analyst.post(step, json={"version": run["version"], "data": {}})
        assert own.status_code in (403, 404, 409, 422), "who ran it does not approve it"
        house.known["run"] = run["reference"]


def somebody_else_signs(house: House, person: Any, tube: str) -> str:
    signatory = person("signatory", "en-US")
    signatory.go(f"/cases/lab_run/{house.known['run']}/")
    signatory.sees(tube)
    signatory.sees("Positive")
    signatory.takes("approve")
    signatory.page.locator("main form[action*='/reports/'] button").first.click()
    signatory.page.wait_for_load_state("load")
    signatory.looks_right()
    signatory.go("/cases/lab_sample/")
    signatory.page.locator("main tbody a").first.click()
    signatory.page.wait_for_load_state("load")
    signatory.looks_right()
    signatory.sees(tube)
    number = signatory.page.locator("main .code", has_text=re.compile("^NAT-")).first.inner_text()
    paper = signatory.page.request.get(
        signatory.page.locator("a[href$='file.pdf']").first.get_attribute("href")
    )
    assert paper.body().startswith(b"%PDF")
    return number


def the_health_authority_acknowledges(person: Any, report: str) -> None:
    authority = person("health")
    authority.go("/quarantine/notices/")
    authority.until(report)


def it_is_on_the_wall(person: Any, tube: str) -> None:
    commander = person("commander", viewport={"width": 1920, "height": 1080})
    commander.go("/alerts/")
    commander.until(tube)
    commander.go("/wall/")
    commander.sees(tube)


def nobody_is_named_in_the_logs(house: House) -> None:
    said = house.log.read_text(encoding="utf-8", errors="replace")
    assert "house ready" in said
    for each in PEOPLE:
        for secret in (each.family, each.given, each.number, each.code):
            assert secret not in said, f"{secret} stands in the log"
