"""The golden thread in a browser: trader, officer, cashier, inspector, commander and the public, in both languages.

The legs follow each other; what one leaves (the declaration's address) the next one takes up.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.journeys.conftest import House
from tests.journeys.person import Person
from tongguan.cli.demonstration import PASSWORD
from tongguan.engines.declaration import Party, to_json
from tongguan.simulator.declarations import generate

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LINES = 2


def test_golden_thread(house: House, person: Any, tmp_path: Path) -> None:
    trader_corrects_and_lodges_once(house, person)
    receipt_verifies(house, person)
    officer_by_keyboard_alone(house, person)
    trader_supplies_and_officer_accepts(house, person)
    cashier_confirms_and_goods_are_released(house, person)
    inspection_on_a_phone(house, person)
    commander_follows_a_number_to_its_rows(house, person)
    anybody_recomputes_a_draw(person, tmp_path)


def declaration_of(firm: dict[str, str], seed: int) -> bytes:
    """A valid import declaration of a demonstration firm, as JSON."""
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    made = generate(random.Random(seed), "I", LINES, on_date=today, office="9901")
    party = Party(code=firm["uscc"], name=firm["name_zh"], country="CHN")
    return to_json(replace(made, consignee=party, owner=party, declarant=party))


def uploaded(trader: Person, house: House, username: str, seed: int) -> None:
    """The form, filled from a file."""
    trader.go("/declarations/new/")
    data = declaration_of(house.firm(username), seed)
    file = {"name": "declaration.json", "mimeType": "application/json", "buffer": data}
    trader.page.set_input_files("input[name=file]", file)
    trader.page.click("button[value=upload]")
    trader.page.wait_for_load_state("load")
    trader.looks_right()
    assert trader.page.locator("[data-goods] tbody [data-line]").count() == LINES
    assert trader.page.input_value("#id_consignee__name") == house.firm(username)["name_zh"]


def lodged(trader: Person) -> str:
    """Press Lodge twice, quickly; the reference of what came of it."""
    trader.page.locator("button[value=lodge]").dblclick()
    address = re.compile(r"/cases/declaration/([^/?#]+)/")
    trader.page.wait_for_url(address)
    trader.looks_right()
    return address.search(trader.page.url).group(1)  # type: ignore[union-attr]


def trader_corrects_and_lodges_once(house: House, person: Any) -> None:
    trader = person("trader")
    assert trader.page.locator("html").get_attribute("lang") == "zh-hans"
    trader.go("/cases/declaration/")
    before = trader.page.locator("tbody [data-row]").count()
    uploaded(trader, house, "trader", seed=5)

    origin = trader.page.locator("#id_items-0-origin_country")
    right = origin.input_value()
    origin.fill("XYZ")
    packages = trader.page.locator("#id_package_count")
    count = packages.input_value()
    packages.fill("abc")
    trader.page.click("button[value=lodge]")
    summary = trader.page.locator(".error-summary")
    summary.wait_for()
    trader.looks_right()
    link = summary.locator("a[href='#id_package_count']")
    assert re.search(r"[\u4e00-\u9fff]", link.inner_text())
    link.click()
    assert trader.page.evaluate("document.activeElement.id") == "id_package_count"
    trader.page.keyboard.press("Control+A")
    trader.page.keyboard.type(count)

    trader.page.click("button[value=lodge]")
    link = trader.page.locator(".error-summary a[href='#id_items-0-origin_country']")
    link.wait_for()
    trader.looks_right()
    assert trader.page.locator("[data-invalid]").filter(has=origin).count() == 1, "the field itself says it"
    link.click()
    assert trader.page.evaluate("document.activeElement.id") == "id_items-0-origin_country"
    trader.page.keyboard.press("Control+A")
    trader.page.keyboard.type(right)

    house.known["reference"] = reference = lodged(trader)
    number = trader.page.locator("h1 .code").inner_text()
    assert re.fullmatch(r"\d{18}", number.replace(" ", ""))
    assert trader.page.locator(".timeline li").filter(has_text="申报").count() >= 1
    trader.go("/cases/declaration/")
    assert trader.page.locator("tbody [data-row]").count() == before + 1, "a double click lodges once"
    house.known["number"] = number.replace(" ", "")
    trader.go(f"/cases/declaration/{reference}/")
    trader.until("人工审核")


def receipt_verifies(house: House, person: Any) -> None:
    trader = person("trader")
    trader.go(f"/cases/declaration/{house.known['reference']}/")
    trader.page.locator(".timeline a.code", has_text=re.compile("^L$")).click()
    trader.page.wait_for_url(re.compile("/receipt"))
    trader.looks_right()
    trader.until("任何人都可以核验此回执")


def officer_by_keyboard_alone(house: House, person: Any) -> None:
    reference, officer = house.known["reference"], person("", "en-US")
    page, keys = officer.page, officer.page.keyboard
    officer.go("/accounts/login/")
    officer.tabs_to("input[name=login]")
    keys.type("assessor")
    officer.tabs_to("input[name=password]")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/work/")
    if page.locator("html").get_attribute("lang") != "en":
        officer.tabs_to("header button[name=language][value=en]")
        keys.press("Enter")
    officer.sees("Waiting for me")
    officer.looks_right()

    walk_to(officer, reference)
    keys.press("k")
    keys.press("j")
    assert reference in page.evaluate("document.activeElement.href")
    keys.press("Enter")
    page.wait_for_url(f"**/{reference}/")
    officer.looks_right()
    officer.sees("Under review")

    officer.tabs_to("[data-dialog-open=step-request_documents]")
    keys.press("Enter")
    officer.tabs_to("#step-request_documents [name=reason]")
    keys.type("Please send the contract.")
    officer.tabs_to("#step-request_documents .form-actions button")
    keys.press("Enter")
    officer.sees("Documents requested")
    officer.looks_right()
    house.known["requested"] = reference


def walk_to(officer: Person, reference: str) -> None:
    """Press j until the queue's row of the case has the focus."""
    for _press in range(60):
        officer.page.keyboard.press("j")
        if reference in (officer.page.evaluate("document.activeElement.href || ''")):
            return
    raise AssertionError(f"j never reaches {reference}:\n{officer.page.inner_text('main')}")


def trader_supplies_and_officer_accepts(house: House, person: Any) -> None:
    reference, trader = house.known["requested"], person("trader")
    trader.sees(reference)
    trader.go(f"/cases/declaration/{reference}/")
    trader.sees("Please send the contract.")
    trader.page.click("[data-dialog-open=step-supply_documents]")
    contract = {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": a_page()}
    trader.page.set_input_files("#step-supply_documents input[type=file]", contract)
    trader.sees("合同.pdf")
    trader.page.click("#step-supply_documents .form-actions button")
    trader.page.wait_for_load_state("load")
    trader.looks_right()
    trader.until("人工审核")

    officer = person("assessor", "en-US")
    officer.go(f"/cases/declaration/{reference}/")
    officer.takes("accept")
    officer.until("Duty due")
    officer.until("Duties and taxes (CNY)")
    house.known["billed"] = reference


def a_page() -> bytes:
    """The smallest honest PDF: one empty page."""
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 4\n0000000000 65535 f \n%strailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, len(out),
    )  # fmt: skip


def cashier_confirms_and_goods_are_released(house: House, person: Any) -> None:
    reference, cashier = house.known["billed"], person("cashier")
    cashier.go("/work/")
    cashier.page.locator(f"a[data-row-open][href*='{reference}']").click()
    cashier.looks_right()
    cashier.takes("confirm_payment", amount="1", payer_reference="JH-0001")
    cashier.page.locator(".error-summary, [role=alert]").first.wait_for()
    bill = re.search(r"[\d,]+\.\d\d", cashier.page.locator("main tfoot strong").inner_text())
    assert bill
    dialog = cashier.page.locator("#step-confirm_payment")
    if not dialog.is_visible():
        cashier.page.click("[data-dialog-open=step-confirm_payment]")
    dialog.locator("[name=amount]").fill(bill.group().replace(",", ""))
    dialog.locator("[name=payer_reference]").fill("JH-0001")
    dialog.locator(".form-actions button").click()
    cashier.until("放行")

    trader = person("trader", "en-US")
    trader.go(f"/cases/declaration/{reference}/")
    trader.sees("Released")
    receipts = trader.page.locator(".timeline a.code").all_inner_texts()
    assert {"L", "N", "J", "T", "P"} <= set(receipts)
    trader.page.locator(".timeline a.code", has_text=re.compile("^P$")).click()
    trader.until("Anyone can check this receipt")
    house.known["released"] = reference


def inspection_on_a_phone(house: House, person: Any) -> None:
    trader = person("trader")
    uploaded(trader, house, "trader", seed=6)
    reference = lodged(trader)
    trader.until("人工审核")

    officer = person("assessor2", "en-US")
    officer.go(f"/cases/declaration/{reference}/")
    officer.takes("order_inspection", method="physical", reason="The packing list does not fit.")
    officer.until("Inspection")

    inspector = drawn_inspector(person)
    examine(inspector, house)
    officer.go(f"/cases/declaration/{reference}/")
    officer.until("Examination finished")
    officer.takes("decide_release")
    officer.until("Duty due")


def drawn_inspector(person: Any) -> Person:
    """Nobody but the one whom the draw named has a task on the phone."""
    phone: dict[str, Any] = {
        "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True,
        "device_scale_factor": 2, "permissions": ["geolocation"],
        "geolocation": {"latitude": 29.9, "longitude": 121.9},
    }  # fmt: skip
    people = [person(name, **phone) for name in ("inspector", "inspector2", "inspector3", "inspector4")]
    for _round in range(30):
        for one in people:
            one.go("/inspect/")
            if one.page.locator("[data-task]").count():
                others = [each for each in people if each is not one]
                for other in others:
                    other.go("/inspect/")
                    assert other.page.locator("[data-task]").count() == 0
                return one
        people[0].page.wait_for_timeout(500)
    raise AssertionError("no inspector was drawn")


def examine(inspector: Person, house: House) -> None:
    """From accepting to the report, by touch, with a photograph of everything that is asked for."""
    page = inspector.page
    box = page.locator("[data-task] .task-box").inner_text()
    page.locator("[data-task]").tap()
    page.locator("[data-step] form button").tap()
    page.locator("[name=container]").fill("TGNU0000000")
    page.locator("[data-step] form > button").tap()
    inspector.sees(re.compile(re.escape(box) + "$"))
    page.locator("[name=container]").fill(box)
    page.locator("[data-step] form > button").tap()
    page.locator("[name=seal_state]").select_option("intact")
    page.locator("[name=direct_opening]").fill("企业在场但未登录系统答复")
    page.locator("[data-step] form > button").tap()
    page.locator(".shot[data-needed]").first.wait_for()
    inspector.looks_right()
    while (needed := page.locator(".shot[data-needed]")).count():
        before = needed.count()
        needed.first.locator("input[type=file]").set_input_files(
            {"name": "box.jpg", "mimeType": "image/jpeg", "buffer": a_photograph(before)}
        )
        page.wait_for_function(
            "before => document.querySelectorAll('.shot[data-needed]').length < before", arg=before
        )
    page.locator("[name=checks]").first.check()
    page.locator("[name=result]").select_option(index=1)
    inspector.looks_right()
    page.locator("[data-step] form > button").tap()
    inspector.sees("查验记录已送达", patience_ms=90_000)


def a_photograph(number: int) -> bytes:
    """A picture of a box's doors, each time another one."""
    picture = Image.new("RGB", (1200, 900), (184, 196, 208))
    draw = ImageDraw.Draw(picture)
    for leaf in (0, 1):
        draw.rectangle((200 + 400 * leaf, 150, 590 + 400 * leaf, 800), fill=(140, 58 + 20 * number, 48))
    kept = io.BytesIO()
    picture.save(kept, "JPEG")
    return kept.getvalue()


def commander_follows_a_number_to_its_rows(house: House, person: Any) -> None:
    for language in ("zh-CN", "en-US"):
        commander = person("commander", language, viewport={"width": 1920, "height": 1080})
        commander.go("/wall/")
        figures = commander.page.locator(".centre-figure")
        figures.first.wait_for()
        assert figures.count() >= 8
        assert commander.page.locator(".centre-figure time, .centre-figure [data-age]").count() >= 8
        commander.go("/command/")
        figure = commander.page.locator("a.centre-figure[href*=declarations_today]")
        figure.click()
        commander.page.wait_for_url("**/command/rows/declarations_today/**")
        commander.looks_right()
        told = commander.page.locator(".lead strong.number").inner_text()
        assert int(told) == commander.page.locator("tbody [data-row]").count() >= 2


def anybody_recomputes_a_draw(person: Any, tmp_path: Path) -> None:
    for language, words in (("zh-CN", "最新抽签"), ("en-US", "Latest draws")):
        anybody = person("", language)
        anybody.go("/draws/")
        anybody.sees(words)
        anybody.page.locator("main a[href='/draws/rounds/']").first.click()
        anybody.page.wait_for_url("**/draws/rounds/")
        anybody.looks_right()
        path = anybody.downloads("tbody a[href$='record.json']", tmp_path)
        assert verified(path) == (0, True)
    record = json.loads(path.read_bytes())
    record["seed"] = ("0" if record["seed"][0] != "0" else "1") + record["seed"][1:]
    path.write_text(json.dumps(record))
    assert verified(path) == (1, False)


def verified(path: Path) -> tuple[int, bool]:
    """What the command says of a record, away from any house."""
    command = [sys.executable, "-m", "tongguan.cli.main", "draw", "verify", str(path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, json.loads(done.stdout)["ok"]
