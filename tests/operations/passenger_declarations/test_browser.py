"""Travellers' pages in a real browser: thirteen languages by touch alone, nothing cut off, without a network too."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest
from django.utils import timezone

from tests.factories.passenger_declarations import answers, zone
from tests.factories.world import make_world
from tests.operations.inspections.test_browser import (  # noqa: F401 - fixtures
    CHROMIUM,
    REQUIRED,
    browser,
    pictured,
    until,
)
from tests.operations.passenger_declarations.screens import WALK, laid, no_trouble, through
from tongguan.engines.questionnaires import Kind, asked, findings
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.queries.forms import form_named
from tongguan.platform.reference.interface import forget
from tongguan.platform.reference.models import Code
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="needs Debian's chromium"),
]
KIOSK = {"width": 1080, "height": 1920}
NARROW = {"width": 360, "height": 740}
PATIENCE_MS = 240_000
SCANNER = "http://127.0.0.1:8917/v1/document"


def everything(**changed):
    """Answers that open every question of the form with the health card."""
    given = answers(
        seat="12A",
        filer="guardian",
        relation="parent",
        carry_in=["living", "cash", "drink_tobacco", "medicine"],
        living=["pet", "fruit"],
        medicine="own",
        drink_tobacco=["alcohol"],
        currency_in="both",
        amount_in="30000",
        phone="+8613800000000",
        address="1 Harbour Road",
        visited=["THA", "CHN"],
        contact_case="no",
        contact_fever="no",
        cluster="no",
        symptoms=["fever", "other"],
        antipyretics="no",
        test="negative",
        test_date=None,
    )
    return given | changed


def with_health_card() -> None:
    """The health card in force today."""
    Code.objects.filter(list_id="traveller_form", code="epidemic").update(valid_to=None)
    forget()


def opened(browser, live_server, path, size, locale="en", **given):  # noqa: F811
    page = browser.new_context(viewport=size, locale=locale, **given).new_page()
    page.set_default_timeout(PATIENCE_MS)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.goto(live_server.url + path)
    return page, troubles


def scanner_of(page):
    """A scanner whose next document is laid by the returned function."""
    waiting: list[str] = []

    def give(route):
        if waiting:
            route.fulfill(status=200, content_type="application/json", body=laid(waiting.pop()),
                          headers={"Access-Control-Allow-Origin": "*"})  # fmt: skip
        else:
            route.fulfill(status=204, headers={"Access-Control-Allow-Origin": "*"})

    page.route(SCANNER, give)
    return waiting.append


def declared(page, given, where: str, *, kiosk: bool) -> None:
    """From the start to the receipt, keeping what is asked about; nothing sticks out on any screen, and at a kiosk
    nothing can be typed into."""
    told = page.evaluate(WALK, {"answers": given, "kiosk": kiosk})
    assert told["troubles"] == [], (where, told["troubles"][:3])
    typed = {"address"} if kiosk else set()
    assert set(told["asked"]) == set(given) - {"unwell"} - typed | {"test_date"}, where
    page.click("[data-act=send]")
    page.wait_for_selector(".hint")
    no_trouble(page, f"{where} hint", kiosk=kiosk)
    page.click("[data-act=keep]")
    page.wait_for_selector(".receipt")
    page.click(".receipt summary")
    no_trouble(page, f"{where} receipt", kiosk=kiosk)
    assert "undefined" not in page.locator("body").inner_text()


@pytest.mark.timeout(1500)
def test_a_kiosk_needs_no_key_and_cuts_nothing_off_in_thirteen_languages(live_server, browser):  # noqa: F811
    make_world()
    with_health_card()
    for language, each in TRAVELLER_LANGUAGES.items():
        page, troubles = opened(browser, live_server, "/declare/kiosk/?port=9902", KIOSK)
        no_trouble(page, "languages", kiosk=True)
        lay = scanner_of(page)
        page.click(f".tongues a[hreflang='{each.tag}']")
        page.wait_for_url(f"**/declare/kiosk/{language}/?port=9902")
        page.wait_for_selector("[data-act=start]")
        assert page.evaluate("document.documentElement.dir") == each.direction
        mrz = zone(f"K{language.upper()}00001", birth="200101")
        lay(mrz)
        declared(page, everything(document={"mrz": mrz}), language, kiosk=True)
        pictured(page, f"kiosk-{language}")
        assert page.evaluate("document.body.dataset.typed") == "0", "not one key was pressed"
        row = PassengerDeclaration.objects.latest("id")
        assert (row.language, row.mode, row.colour, row.form) == (language, "kiosk", 2, "base-1.health-4")
        assert troubles == []
        page.context.close()
    assert PassengerDeclaration.objects.count() == 13


@pytest.mark.timeout(1500)
def test_a_narrow_phone_cuts_nothing_off_in_thirteen_languages(live_server, browser):  # noqa: F811
    make_world()
    with_health_card()
    given = everything(document={"mrz": zone(birth="200101")})
    for language in TRAVELLER_LANGUAGES:
        page, troubles = opened(browser, live_server, f"/declare/{language}/", NARROW)
        page.wait_for_selector("[data-act=start]")
        declared(page, given, language, kiosk=False)
        pictured(page, f"phone-{language}")
        assert troubles == []
        page.context.close()


def test_a_kiosk_is_answered_by_real_taps_from_right_to_left(live_server, browser):  # noqa: F811
    make_world()
    page, troubles = opened(browser, live_server, "/declare/kiosk/ar/?port=9902", KIOSK, has_touch=True)
    lay = scanner_of(page)
    seen = through(page, answers(), lay, lambda page, where: pictured(page, f"kiosk-ar-{where}"))
    assert set(seen) == set(answers()) | {"seat"}
    page.click("[data-act=send]")
    page.click("[data-act=keep]")
    page.wait_for_selector(".receipt[data-colour=green]")
    pictured(page, "kiosk-ar-receipt")
    assert page.evaluate("document.body.dataset.typed") == "0"
    assert troubles == []


def test_a_phone_without_network_keeps_and_sends_once(live_server, browser):  # noqa: F811
    make_world()
    page, troubles = opened(browser, live_server, "/declare/zh/", NARROW, "zh-CN")
    page.wait_for_selector("[data-act=start]")
    page.wait_for_timeout(2000)
    page.reload()
    page.wait_for_selector("[data-act=start]")
    page.wait_for_timeout(1500)
    page.context.set_offline(True)
    page.reload()
    through(page, answers(), lambda mrz: page.fill("textarea.zone", mrz))
    page.click("[data-act=send]")
    until(page, "document.getElementById('state').dataset.tone === 'warn'")
    assert not PassengerDeclaration.objects.exists(), "nothing has arrived while there is no network"
    page.reload()
    page.wait_for_selector(".answers")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector(".hint")
    page.click("[data-act=keep]")
    page.wait_for_selector(".receipt[data-colour=green]")
    page.reload()
    page.wait_for_selector(".receipt[data-colour=green]")
    pictured(page, "phone-receipt")
    row = PassengerDeclaration.objects.get()
    assert row.state == "valid"
    assert row.issued_at > timezone.now() - dt.timedelta(minutes=5), "the server's clock decides"
    assert "TESTER" not in page.evaluate("JSON.stringify(localStorage)"), "what was sent is forgotten"
    assert troubles == []


def test_a_kiosk_forgets_when_nobody_touches_it(live_server, browser):  # noqa: F811
    from tongguan.platform.reference.models import Parameter

    make_world()
    Parameter.objects.filter(code="passenger_declarations.kiosk_timeout").update(value="3")
    forget()
    page, _troubles = opened(browser, live_server, "/declare/kiosk/en/?port=9902", KIOSK)
    page.click("[data-act=start]")
    page.click("[data-pick=exit]")
    page.wait_for_selector("dialog[open]")
    no_trouble(page, "warning", kiosk=True)
    page.wait_for_selector(".tongues")
    assert page.url.endswith("/declare/kiosk/?port=9902")
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"


def test_device_and_server_find_the_same_faults(live_server, browser):  # noqa: F811
    """Random answers, good and bad ones, to the rules in Python and to their twin in JavaScript."""
    make_world()
    page, _troubles = opened(browser, live_server, "/declare/en/", NARROW)
    form, today, rng = form_named("base-1.health-4"), dt.date(2026, 11, 30), random.Random(20261130)
    lists = {Kind.COUNTRY: ["CHN", "THA"], Kind.PORT: ["9902"]}
    odd = ["", "no", "yes", "none", "fever", "x", "2026-11-30", "2026-13-01", "2026-11-20", "MU5101", "12A",
           "+86123456", "123", "THA", "9902", None, 7, [], ["none", "fever"], ["THA"], {"mrz": ""}, "living",
           ["living"]]  # fmt: skip
    cases = []
    for _case in range(300):
        given = {each.code: rng.choice([*odd, *each.choices, list(each.choices[:2])]) for each in form}
        facts = {"nationality": rng.choice(["CHN", "UTO"])}
        cases.append({"answers": given, "facts": facts})
    told = page.evaluate(
        """async ({ source, form, cases, today, lists }) => {
          const rules = await import(source);
          return cases.map(({ answers, facts }) => [rules.asked(form, answers, facts).map((each) => each.code),
            rules.findings(form, answers, facts, today, lists).map((each) => [each.question, each.code])]);
        }""",
        {
            "source": "/static/passenger_declarations/asking.js",
            "form": form.as_data(),
            "cases": cases,
            "today": today.isoformat(),
            "lists": {"country": lists[Kind.COUNTRY], "port": lists[Kind.PORT]},
        },
    )
    for case, (codes, faults) in zip(json.loads(json.dumps(cases)), told, strict=True):
        given, facts = case["answers"], case["facts"]
        assert codes == [each.code for each in asked(form, given, facts)]
        assert faults == [[f.question, f.code] for f in findings(form, given, facts, today, lists)], case
