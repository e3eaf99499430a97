"""The gate's page in a real browser: at once, without a network, and as the server says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories.passenger_declarations import answers, body, send, zone
from tests.factories.travellers import airport_inspector
from tests.factories.world import make_world
from tests.operations.inspections.test_browser import (  # noqa: F401 - fixtures
    CHROMIUM,
    REQUIRED,
    browser,
    pictured,
    signed_in,
    until,
)
from tongguan.engines.travel_receipts import Colour, Content, document_digest, judge, parts_of, sign
from tongguan.operations.passenger_declarations.actions import signing_key
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.platform.identity.models import User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium"),
]


def receipt(number: str, **changed) -> str:
    return send(body(answers(number, **changed))).json()["receipt"]["code"]


def gate(browser, live_server, **given):  # noqa: F811
    airport_inspector(gate.world)
    user = User.objects.get(username="airport_inspector")
    page, troubles = signed_in(browser, live_server, user, viewport={"width": 1280, "height": 800}, **given)
    page.goto(f"{live_server.url}/traveller-gate/")
    until(page, "document.body.dataset.gate === 'ready'")
    return page, troubles


def scanned(page, code: str, document: str = "", by: str = "online") -> str:
    """Scan and wait for the answer of the server or of the gate itself."""
    page.evaluate("document.querySelector('[data-answer]').dataset.by = ''")
    page.fill("#gate-document", document)
    page.fill("#gate-code", code)
    page.press("#gate-code", "Enter")
    until(page, f"document.querySelector('[data-answer]').dataset.by === '{by}'")
    return page.locator("[data-answer]").get_attribute("data-reason")


def test_the_gate_judges_with_and_without_a_network(live_server, browser):  # noqa: F811
    gate.world = make_world()
    green, red, old = receipt("E00000001"), receipt("E00000002", unwell=["fever"]), receipt("E00000003")
    receipt("E00000003")
    page, troubles = gate(browser, live_server, locale="zh-CN")
    assert scanned(page, green, zone("E00000001")) == "valid"
    pictured(page, "traveller-gate")
    assert scanned(page, old) == "superseded"
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1500)
    page.context.set_offline(True)
    assert scanned(page, green, by="offline") == "used", (
        "the list and its own memory are heeded without a network"
    )
    assert scanned(page, old, by="offline") == "superseded"
    altered = red[:100] + ("1" if red[100] != "1" else "2") + red[101:]
    assert scanned(page, altered, by="offline") == "altered"
    assert scanned(page, red, zone("E00000009"), by="offline") == "other_person"
    assert scanned(page, red, zone("E00000002"), by="offline") == "valid"
    assert page.locator("[data-answer]").get_attribute("data-tone") == "bad", "red is not green"
    assert scanned(page, red, by="offline") == "used"
    assert int(page.locator("[data-answer]").get_attribute("data-ms")) >= 0
    page.reload()
    until(page, "document.body.dataset.gate === 'ready'")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, "document.querySelector('[data-state]').textContent === ''")
    until(page, "JSON.parse(localStorage['traveller-scans'] ?? '[]').length === 0")
    states = dict(PassengerDeclaration.objects.values_list("code", "state"))
    assert (states[green], states[red]) == ("released", "verified"), (
        "what was scanned without a network arrived"
    )
    assert troubles == []


def test_two_halves_of_code_128_are_put_together(live_server, browser):  # noqa: F811
    gate.world = make_world()
    first, second = parts_of(receipt("E00000001"))
    page, _troubles = gate(browser, live_server)
    page.fill("#gate-code", second)
    page.press("#gate-code", "Enter")
    page.wait_for_timeout(200)
    assert scanned(page, first) == "valid"


def test_the_browsers_judgement_is_the_engines(live_server, browser):  # noqa: F811
    gate.world = make_world()
    key, now = signing_key(), timezone.now().replace(microsecond=0)
    codes = []
    for number, age in enumerate((0, 1, 23, 24, 25, -1)):
        serial = f"{number:012x}"
        codes.append(
            sign(
                Content(serial, now - dt.timedelta(hours=age), dt.timedelta(hours=24), Colour(number % 3), 260, "CA988",
                        now.date(), document_digest(serial, "UTO:E1"), bool(number % 2)),
                key,
            )
        )  # fmt: skip
    codes += [codes[0][:-1] + ("0" if codes[0][-1] != "0" else "1"), "12", "9" * 234, "0" * 234]
    page, _troubles = gate(browser, live_server)
    told = page.evaluate(
        """async ({ codes, keys, at }) => {
          const { judge } = await import("/static/passenger_declarations/verify.js");
          const found = [];
          for (const code of codes) {
            for (const document of [null, "UTO:E1", "UTO:E2"]) found.push(await judge(code, keys, at, document, null));
          }
          return found;
        }""",
        {"codes": codes, "keys": [key.public.hex()], "at": int(now.timestamp() * 1000)},
    )
    expected = [
        judge(code, (key.public,), now, shown) for code in codes for shown in (None, "UTO:E1", "UTO:E2")
    ]
    assert [each["reason"] for each in told] == [each.reason.value for each in expected]
    for each, verdict in zip(told, expected, strict=True):
        if verdict.content:
            assert (each["content"]["flight"], each["content"]["day"]) == ("CA988", now.date().isoformat())
            assert each["content"]["colour"] == verdict.content.colour.name.lower()
