"""A risk officer builds a condition with the keyboard alone and sees faults at their row."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.browser

FIELDS = {"code": "KEYS", "zh": "键盘规则", "en": "Keyboard rule", "probability": "1", "valid_from": "2026-01-01",
          "valid_to": "2035-12-31"}  # fmt: skip


def picture(page, name: str) -> None:
    if folder := os.environ.get("TONGGUAN_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_condition_is_built_by_keyboard(person):
    officer = person("risk", "en-US", viewport={"width": 1440, "height": 900})
    page = officer.page
    page.goto(officer.address + "/selection/rules/new/")
    for name, value in FIELDS.items():
        page.fill(f"[name={name}]", value)
    page.focus("#row_0_level")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "row_0_field"
    page.keyboard.press("Tab")
    page.keyboard.type("any line")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # add a row below
    page.wait_for_selector("#row_1_field")
    assert page.evaluate("document.activeElement.id") == "row_1_field"
    assert page.input_value("#row_1_level") == "1"
    page.keyboard.type("Price per kg")
    page.keyboard.press("Tab")
    page.keyboard.type("is below")
    page.keyboard.press("Tab")
    page.keyboard.type("cheap")
    picture(page, "rule-rows")
    page.keyboard.press("Enter")  # saves: and is refused at its row
    page.wait_for_selector("#row_1_faults")
    assert "/any_line/value" in page.inner_text("#row_1_faults")
    assert page.evaluate("document.activeElement.id") in ("row_1_field", "")
    picture(page, "rule-fault")
    page.fill("#row_1_value", "0.5")
    page.focus("#row_1_value")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/risk_rule/KEYS.1/")
    picture(page, "rule")
    officer.takes("back_test")
    page.goto(officer.address + "/selection/rules/KEYS.1/back-test/")
    officer.looks_right()
    picture(page, "back-test")
