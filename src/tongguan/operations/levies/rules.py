"""Rules of levies: which fields may be corrected, how a content is corrected, what a difference is, and terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.operations.levies.contracts import Head
from tongguan.platform.cases.interface import Moving

ZERO = Decimal(0)
MOST_CORRECTIONS = 500
ITEM_FIELDS = (
    "hs_code", "origin_country", "quantity", "unit_price", "total_price", "currency", "first_quantity",
    "second_quantity", "net_mass_kg", "gross_mass_kg", "levy_mode",
)  # fmt: skip
HEAD_FIELDS = ("transaction_mode", "levy_nature", "supervision_mode")
CHARGES = ("freight", "insurance", "other_charges")
DOCUMENT = "/documents/-"
"""A document presented later: its value holds `code` and `number`."""
POINTER = re.compile(
    rf"/items/(?:0|[1-9][0-9]{{0,3}})/(?:{'|'.join(ITEM_FIELDS)})\Z"
    rf"|/(?:{'|'.join(CHARGES)})/(?:amount|currency)\Z|/(?:{'|'.join(HEAD_FIELDS)})\Z|{DOCUMENT}\Z"
)
NOT_THIS = Text(
    zh="此字段不能在补退税中更正：{pointer}", en="this field cannot be corrected by a levy: {pointer}"
)
NO_LINE = Text(zh="没有第 {line} 项商品", en="there is no line {line}")
TOO_MANY = Text(zh="更正超过 {limit} 处", en="more than {limit} corrections")
NOT_A_DOCUMENT = Text(
    zh="补交的单证须有代码和编号", en="a document presented later needs a code and a number"
)
TWICE = Text(zh="同一字段更正了两次：{pointer}", en="a field is corrected twice: {pointer}")


class SupplementInTime:
    """The legal time to levy what is missing is over."""

    code = "levy.too_late"
    zh = "补征、追征的法定时限已过"
    source = "Customs Law art. 62; Tariff Law arts. 45 and 46"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """By the end of the limit that was found when it was assessed."""
        until = moving.case.supplement_until
        return until is None or timezone.now() <= until


class RefundInTime:
    """The firm asked for the refund after the legal time to ask was over."""

    code = "levy.asked_too_late"
    zh = "企业申请退税时已超过法定时限"
    source = "Customs Law art. 63; Tariff Law art. 51"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """What customs finds by itself has no such limit."""
        until = moving.case.refund_until
        return until is None or moving.case.created_at <= until


class AskedByFirm:
    """Only what the firm itself asked for can be taken back."""

    code = "levy.not_asked"
    zh = "只有企业自己的申请可以收回"
    source = "house rule"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether the firm opened the case."""
        return bool(moving.case.asked_by_firm)


def correction_problems(corrections: Sequence[Mapping[str, Any]], lines: int) -> Iterator[Problem]:
    """What is wrong with corrections before the content is looked at; pointers are those of the corrections."""
    if len(corrections) > MOST_CORRECTIONS:
        yield Problem("levy.too_many", TOO_MANY.filled(limit=MOST_CORRECTIONS), "/corrections")
        return
    seen = set()
    for each in corrections:
        pointer = str(each.get("pointer", ""))[:100]
        if not POINTER.match(pointer):
            yield Problem("levy.field", NOT_THIS.filled(pointer=ascii(pointer)[1:-1]), pointer)
        elif pointer == DOCUMENT:
            value = each.get("value")
            if not isinstance(value, Mapping) or not (value.get("code") and value.get("number")):
                yield Problem("levy.document", NOT_A_DOCUMENT, pointer)
        elif pointer.startswith("/items/") and int(pointer.split("/")[2]) >= lines:
            line = int(pointer.split("/")[2]) + 1
            yield Problem("levy.line", NO_LINE.filled(line=line), pointer)
        elif pointer in seen:
            yield Problem("levy.twice", TWICE.filled(pointer=pointer), pointer)
        seen.add(pointer)


def corrected(plain: Mapping[str, Any], corrections: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A content (neutral JSON) with its corrections; they were checked by `correction_problems`. A value that is empty
    takes the field away."""
    out = deepcopy(dict(plain))
    for each in corrections:
        steps, value = str(each["pointer"]).split("/")[1:], each.get("value")
        if steps == ["documents", "-"]:
            out["documents"] = [*out.get("documents", []), dict(value)]
            continue
        part: Any = out
        for step in steps[:-1]:
            part = part[int(step)] if isinstance(part, list) else part.setdefault(step, {})
        if value in (None, ""):
            part.pop(steps[-1], None)
        else:
            part[steps[-1]] = value
    for charge in CHARGES:
        if not out.get(charge, True):
            del out[charge]
    return out


def declared_at(plain: Mapping[str, Any], pointer: str) -> Any:
    """What a content (neutral JSON) says at a pointer; None where it says nothing, or for what is added."""
    part: Any = plain
    for step in pointer.split("/")[1:]:
        if isinstance(part, list):
            part = part[int(step)] if step.isdecimal() and int(step) < len(part) else None
        else:
            part = part.get(step) if isinstance(part, dict) else None
    return part


def heads_of(billed: Mapping[str, Decimal], due: Mapping[str, Decimal]) -> tuple[Head, ...]:
    """Every tax that is billed or due, in the order of the taxes due."""
    names = [*due, *(name for name in billed if name not in due)]
    heads = (Head(name, billed.get(name, ZERO), due.get(name, ZERO)) for name in names)
    return tuple(head for head in heads if head.billed or head.due)


def to_pay(heads: Iterable[Head]) -> Decimal:
    """The sum of what is missing; taxes are not set off against each other: each has an account of its own."""
    return sum((head.difference for head in heads if head.difference > 0), ZERO)


def to_give_back(heads: Iterable[Head]) -> Decimal:
    """The sum of what is too much."""
    return sum((-head.difference for head in heads if head.difference < 0), ZERO)
