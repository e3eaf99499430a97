"""Reading rates as they are written in a tariff: `10%`, `2.2元/kg`, `15% + 3元/kg`, `MIN(10%, 5元/kg)`, `免税`.

    rate    = term { "+" term }
    term    = percent | specific | ( "MIN" | "MAX" ) "(" rate "," rate { "," rate } ")" | sliding | "FREE"
    percent = number "%"          specific = number ( "元" | "CNY" ) "/" unit
    sliding = "SLIDING(" specific "," specific "," specific "," percent "," percent "," digit ")"

Full-width signs are read as their plain ones; words may be in either case.
"""

from __future__ import annotations

import re
from decimal import Decimal

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff.expression import (
    FREE,
    AdValorem,
    Expression,
    Least,
    Most,
    Sliding,
    Specific,
    Sum,
)
from tongguan.engines.tariff.units import LONGEST, UNITS

MOST_CHARACTERS = 300
MOST_DEPTH = 5
NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,8})?(?![0-9.])", re.ASCII)
BLANK = re.compile(r"[ \t\u3000]*")
PLAIN_SIGNS = str.maketrans("％＋（），／．０１２３４５６７８９、", "%+(),/.0123456789,")
YUAN = ("元", "CNY")
FREE_WORDS = ("免税", "FREE")

EXPECTED = Text(
    zh="税率“{text}”第 {column} 字符处应为{what_zh}", en="rate '{text}', character {column}: expected {what}"
)
TOO_LONG = Text(zh="税率文字过长（不得超过 {most} 字符）", en="the rate is longer than {most} characters")


class _Stop(Exception):
    """Reading ended at a place, with what was expected there."""

    def __init__(self, at: int, what: str, what_zh: str) -> None:
        super().__init__(what)
        self.at, self.what, self.what_zh = at, what, what_zh


def parse_rate(text: str) -> tuple[Expression | None, list[Problem]]:
    """The rate a text states, or a problem with the column (from 1) where reading stopped; never raises."""
    if len(text) > MOST_CHARACTERS:
        return None, [Problem("tariff.rate_length", TOO_LONG.filled(most=MOST_CHARACTERS))]
    reader = _Reader(text.translate(PLAIN_SIGNS))
    try:
        return reader.whole(), []
    except _Stop as stop:
        column = stop.at + 1
        message = EXPECTED.filled(text=text, column=column, what=stop.what, what_zh=stop.what_zh)
        return None, [Problem("tariff.rate_text", message, line=1, column=column)]


class _Reader:
    """Reads from left to right; `at` is the next character."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def whole(self) -> Expression:
        rate = self.rate(1)
        self.blank()
        if self.at < len(self.text):
            raise _Stop(self.at, "'+' or the end", "“+”或结尾")
        return rate

    def rate(self, depth: int) -> Expression:
        if depth > MOST_DEPTH:
            raise _Stop(self.at, f"no more than {MOST_DEPTH} levels", f"不超过 {MOST_DEPTH} 层嵌套")
        parts = [self.term(depth)]
        while self.take("+"):
            parts.append(self.term(depth))
        return parts[0] if len(parts) == 1 else Sum(tuple(parts))

    def term(self, depth: int) -> Expression:
        for word, kind in (("MIN", Least), ("MAX", Most)):
            if self.take(word):
                return kind(tuple(self.options(depth)))
        if self.take("SLIDING"):
            return self.sliding()
        if any(self.take(word) for word in FREE_WORDS):
            return FREE
        return self.single()

    def options(self, depth: int) -> list[Expression]:
        self.need("(")
        found = [self.rate(depth + 1)]
        self.need(",")
        found.append(self.rate(depth + 1))
        while self.take(","):
            found.append(self.rate(depth + 1))
        self.need(")")
        return found

    def single(self) -> AdValorem | Specific:
        number = self.number("a rate", "税率")
        if self.take("%"):
            return AdValorem(number / 100)
        if not any(self.take(word) for word in YUAN):
            raise _Stop(self.at, "'%' or '元/unit'", "“%”或“元/计量单位”")
        self.need("/")
        return Specific(number, self.unit())

    def sliding(self) -> Sliding:
        self.need("(")
        prices = []
        for _ in range(3):
            start = self.blank()
            price = self.single()
            if not isinstance(price, Specific) or (prices and price.unit != prices[0].unit):
                raise _Stop(start, "yuan for the same unit", "同一计量单位的单价")
            prices.append(price)
            self.need(",")
        shares = []
        for _ in range(2):
            start = self.blank()
            share = self.single()
            if not isinstance(share, AdValorem):
                raise _Stop(start, "a percentage", "百分比")
            shares.append(share.share)
            self.need(",")
        start = self.blank()
        decimals = self.number("a number of decimals up to 8", "不超过 8 的小数位数")
        if decimals > 8 or decimals != int(decimals):
            raise _Stop(start, "a number of decimals up to 8", "不超过 8 的小数位数")
        self.need(")")
        threshold, specific, first = (price.amount for price in prices)
        return Sliding(threshold, specific, first, shares[0], shares[1], int(decimals), prices[0].unit)

    def number(self, what: str, what_zh: str) -> Decimal:
        self.blank()
        found = NUMBER.match(self.text, self.at)
        if found is None:
            raise _Stop(self.at, what, what_zh)
        self.at = found.end()
        return Decimal(found.group())

    def unit(self) -> str:
        self.blank()
        for length in range(LONGEST, 0, -1):
            unit = UNITS.get(self.text[self.at : self.at + length])
            if unit is not None and self.at + length <= len(self.text):
                self.at += length
                return unit.name
        raise _Stop(self.at, "a known unit of quantity", "已知的计量单位")

    def blank(self) -> int:
        found = BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def take(self, sign: str) -> bool:
        self.blank()
        if self.text[self.at : self.at + len(sign)].upper() != sign:
            return False
        self.at += len(sign)
        return True

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise _Stop(self.at, f"'{sign}'", f"“{sign}”")
