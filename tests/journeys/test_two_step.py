"""Two steps in a browser: summary, examination and re-examination, pick-up, complete declaration, payment, release.

Officers read English, traders and the cashier Chinese; the house repeats every examination.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.journeys.conftest import House
from tests.journeys.person import Person
from tests.journeys.test_thread import drawn_inspector, examine
from tongguan.engines.declaration import GoodsDeclaration, Party, to_json
from tongguan.simulator.declarations import generate, inspectable, summary_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
NUMBERS = {"selection.reinspection_share": "1"}
ADDRESS = re.compile(r"/cases/declaration/([^/?#]+)/")


def test_two_steps(house: House, person: Any) -> None:
    whole = goods_of(house)
    the_short_form_fits_a_phone(person)
    reference = trader_lodges_the_summary(house, person, whole)
    goods_are_examined_twice_by_two_people(house, person, reference)
    officer_accepts_it_and_the_goods_may_be_taken(person, reference)
    trader_completes_what_was_fixed_stays(house, person, reference, whole)
    officer_accepts_cashier_confirms(person, reference)
    trader_reads_the_whole_course(person, reference)


def goods_of(house: House) -> GoodsDeclaration:
    """A valid import of the trader's that entered today, under a bill no manifest knows."""
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    firm = house.firm("trader")
    made = inspectable(generate(random.Random(5), "I", 2, on_date=today, office="9901"))
    party = Party(code=firm["uscc"], name=firm["name_zh"], country="CHN")
    return replace(made, consignee=party, owner=party, declarant=party)


def filled(trader: Person, declaration: GoodsDeclaration) -> None:
    """The form on the page, filled from a file."""
    file = {"name": "d.json", "mimeType": "application/json", "buffer": to_json(declaration)}
    trader.page.set_input_files("input[name=file]", file)
    trader.page.click("button[value=upload]")
    trader.page.wait_for_load_state("load")
    trader.looks_right()


def the_short_form_fits_a_phone(person: Any) -> None:
    trader = person("trader", **PHONE)
    trader.go("/declarations/new/summary/")
    assert trader.page.locator("#id_levy_nature").count() == 0, "what the summary does not ask is not there"
    trader.sees("两步申报")


def trader_lodges_the_summary(house: House, person: Any, whole: GoodsDeclaration) -> str:
    trader = person("trader")
    trader.go("/declarations/new/")
    trader.page.locator("nav.tabs a", has_text="两步申报").click()
    trader.page.wait_for_url("**/declarations/new/summary/")
    filled(trader, replace(summary_of(whole), conveyance_name=""))
    trader.page.click("button[value=lodge]")
    link = trader.page.locator(".error-summary a[href='#id_conveyance_name']")
    link.wait_for()
    trader.looks_right()
    trader.page.fill("#id_conveyance_name", whole.conveyance_name)
    trader.page.locator("button[value=lodge]").dblclick()
    trader.page.wait_for_url(ADDRESS)
    trader.looks_right()
    found = ADDRESS.search(trader.page.url)
    assert found
    house.known["number"] = trader.page.locator("h1 .code").inner_text()
    trader.until("人工审核")
    return found.group(1)


def goods_are_examined_twice_by_two_people(house: House, person: Any, reference: str) -> None:
    officer = person("assessor2", "en-US")
    officer.go(f"/cases/declaration/{reference}/")
    officer.until("Under review")
    officer.takes("order_inspection", method="physical", reason="The packing list does not fit.")
    officer.until("Inspection")
    first = drawn_inspector(person)
    examine(first, house)
    second = drawn_inspector(person)
    assert second.username != first.username, "nobody examines again what they examined"
    examine(second, house)


def officer_accepts_it_and_the_goods_may_be_taken(person: Any, reference: str) -> None:
    officer = person("assessor", "en-US")
    officer.go(f"/cases/declaration/{reference}/")
    officer.until("Examination finished")
    officer.takes("decide_pass")
    officer.until("Released for pick-up")
    cashier = person("cashier")
    cashier.go("/cases/guarantee/")
    cashier.page.locator("a", has_text=re.compile("^GB")).first.wait_for()


def trader_completes_what_was_fixed_stays(
    house: House, person: Any, reference: str, whole: GoodsDeclaration
) -> None:
    trader = person("trader")
    trader.go(f"/cases/declaration/{reference}/")
    trader.until("提货放行")
    trader.page.locator("main a.button", has_text="完整申报").click()
    trader.page.wait_for_url(f"**/declarations/{reference}/edit/")
    trader.looks_right()
    assert trader.page.locator("#id_bill_number").get_attribute("readonly") is not None
    assert trader.page.locator("#id_levy_nature").get_attribute("readonly") is None
    assert trader.page.input_value("#id_bill_number") == whole.bill_number
    assert trader.page.locator("[data-goods] [data-line-add]").count() == 0, "lines are fixed"
    filled(trader, replace(whole, bill_number="OTHER1234567"))
    trader.page.click("button[value=lodge]")
    trader.page.locator(".error-summary a[href='#id_bill_number']").wait_for()
    trader.looks_right()
    filled(trader, whole)
    trader.page.click("button[value=lodge]")
    trader.page.wait_for_url(ADDRESS)
    trader.looks_right()
    assert trader.page.locator("h1 .code").inner_text() == house.known["number"], "one number for both steps"
    trader.until("人工审核")


def officer_accepts_cashier_confirms(person: Any, reference: str) -> None:
    officer = person("assessor", "en-US")
    officer.go(f"/cases/declaration/{reference}/")
    officer.until("Under review")
    assert officer.page.locator("[data-dialog-open=step-order_inspection]").count() == 0, "nothing to examine"
    officer.takes("accept")
    officer.until("Duty due")
    officer.until("Duties and taxes (CNY)")
    bill = re.search(r"[\d,]+\.\d\d", officer.page.locator("main tfoot strong").inner_text())
    assert bill
    cashier = person("cashier")
    cashier.go(f"/cases/declaration/{reference}/")
    cashier.until("待缴税")
    cashier.takes("confirm_payment", amount=bill.group().replace(",", ""), payer_reference="JH-0002")
    cashier.until("放行")


def trader_reads_the_whole_course(person: Any, reference: str) -> None:
    trader = person("trader", "en-US")
    trader.go(f"/cases/declaration/{reference}/")
    trader.sees("Released")
    receipts = trader.page.locator(".timeline a.code").all_inner_texts()
    assert [code for code in receipts if not code.startswith("v")] == [
        "SpL",
        "SpC",
        "SpJ",
        "SpK",
        "L",
        "J",
        "T",
        "P",
    ]
    trader.sees("In two steps")
