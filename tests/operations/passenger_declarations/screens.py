"""How a traveller answers on a screen: by touch alone."""

from __future__ import annotations

import json
from typing import Any

OVERFLOWS = """() => [...document.querySelectorAll('body *')].filter((each) => {
  const style = getComputedStyle(each);
  if (style.display === 'none' || style.visibility === 'hidden') return false;
  if (each.closest('[hidden], dialog:not([open]), svg, .hidden-text')) return false;
  const box = each.getBoundingClientRect();
  if (!box.width || !box.height) return false;
  const cut = each.scrollWidth > each.clientWidth + 1 && style.overflowX !== 'visible' && style.display !== 'inline';
  return box.right > innerWidth + 1 || box.left < -1 || cut;
}).map((each) => `${each.tagName}.${each.className} ${(each.textContent || '').slice(0, 60)}`)"""
"""Elements that stick out of the screen, or whose text does not fit into them."""

INPUTS = """() => [...document.querySelectorAll('input, textarea, select, [contenteditable]')]
  .map((each) => each.outerHTML)"""


def no_trouble(page: Any, where: str, *, kiosk: bool = False) -> None:
    """Nothing sticks out, and on a kiosk nothing can be typed into."""
    found = page.evaluate(OVERFLOWS)
    assert not found, (where, found[:5])
    if kiosk:
        assert not page.evaluate(INPUTS), where


def question_of(page: Any) -> tuple[str, str]:
    """The question on the screen and its kind; empty on the look at everything."""
    page.wait_for_selector(".question, .answers, .receipt, .hint")
    shown = page.locator(".question")
    if not shown.count():
        return "", ""
    return shown.get_attribute("data-question"), shown.get_attribute("data-kind")


def press(page: Any, *keys: str) -> None:
    """Digits of the pad on the screen."""
    for key in keys:
        page.click(f".pad [data-key='{key}']")


def turn(page: Any, place: int, value: str) -> None:
    """A column of a wheel to a value, by the grid behind its middle."""
    wheel = page.locator(".wheel").nth(place)
    wheel.locator(".wheel-value").click()
    wheel.locator(f".wheel-grid [data-value='{value}']").click()


def answer(page: Any, kind: str, given: Any, lay: Any) -> None:
    """Give one answer by touch and go on."""
    if kind in ("choice", "yes_no", "country", "port"):
        page.click(f".question [data-pick='{given}']")
        return
    if kind in ("choices", "countries"):
        for one in given:
            page.click(f".question [data-pick='{one}']")
    elif kind == "accept":
        page.click(".question [data-pick='yes']")
    elif kind == "flight":
        turn(page, 0, given[0])
        turn(page, 1, given[1])
        press(page, *given[2:])
    elif kind == "seat":
        press(page, *given[:-1])
        page.click(f".letters [data-letter='{given[-1]}']")
    elif kind == "digits":
        press(page, *given)
    elif kind == "document":
        lay(given["mrz"])
        page.wait_for_selector(".read")
    elif kind == "text":
        page.fill(".question textarea", given)
    page.click("[data-act=next]")


def through(page: Any, answers: dict[str, Any], lay: Any, look: Any = lambda page, where: None) -> list[str]:
    """From the start to the look at everything; the questions that were asked. `look` is called on each screen."""
    look(page, "start")
    page.click("[data-act=start]")
    asked = []
    for _screen in range(60):
        code, kind = question_of(page)
        if not code:
            break
        look(page, code)
        asked.append(code)
        if code in answers:
            answer(page, kind, answers[code], lay)
        else:
            page.click("[data-act=unknown]")
        for _wait in range(100):
            if page.locator(f".question[data-question='{code}']").count() == 0:
                break
            page.wait_for_timeout(50)
        else:
            raise AssertionError((code, page.locator("#fault").inner_text()))
    look(page, "review")
    return asked


def laid(mrz: str) -> str:
    """What a scanner answers."""
    return json.dumps({"mrz": mrz})
