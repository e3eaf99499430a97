"""Declaring in two steps: the law of a day, what it asks of a summary and of the complete declaration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django.utils import timezone

from tongguan.engines.declaration import RULES, GoodsDeclaration, Rule, validate
from tongguan.engines.declaration.rules.two_step import (
    ImportsOnly,
    LockedUnchanged,
    NotOnNegativeList,
    SummaryCodeLength,
    SummaryStates,
)
from tongguan.engines.declaration.two_step import Pack
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.contracts import Manner, Statement
from tongguan.operations.declarations.enums import TO_COMPLETE, Stage
from tongguan.operations.declarations.queries.checks import findings, house_rules
from tongguan.operations.declarations.queries.facts import DayFacts
from tongguan.platform.reference.interface import CodeValue, codes

CODE = "two_step"
RETURNED = {Stage.SUMMARY: "SpE"}
OF_SUMMARY = frozenset(
    {
        "declaration.party_unidentified", "declaration.no_lines", "declaration.too_many_lines",
        "declaration.line_numbers", "declaration.not_positive", "declaration.negative",
        "declaration.net_exceeds_gross", "declaration.unknown_code", "declaration.container_number",
        "declaration.container_duplicate", "declaration.lcl_missing", "declaration.container_unknown",
        "declaration.firm_code", "declaration.imo_number", "declaration.total_price",
    }
)  # fmt: skip
"""The rules of a whole declaration that also hold of what a summary states."""
NO_PACK = Problem(
    "declaration.no_two_step",
    Text(zh="当日尚无两步申报规则", en="No law of two-step declarations is in force on this day"),
    "/kind",
)
CREDIT = Text(
    zh="两步申报要求境内收货人信用等级为一般及以上", en="The importer's credit must be general or above"
)
UNSAID = Text(
    zh="须说明是否属于禁限管制、检验检疫和应税货物",
    en="It must be said whether the goods are controlled, inspected and taxable",
)
ENTRY = Text(
    zh="进口日期应为运输工具申报进境日期 {entered}",
    en="The date of entry is that of the transport: {entered}",
)


def refusal_receipt(case: Any, manner: Manner) -> str:
    """The receipt of a lodging that is refused for its content: SpE for a summary, else E."""
    if case is None:
        return RETURNED.get(manner.stage, "E")
    return "E" if case.state in TO_COMPLETE else RETURNED.get(case.stage, "E")


def pack_on(day: date) -> Pack | None:
    """The law in force on a day; the rows cannot overlap, so there is one or none."""
    row = codes("two_step_pack", day).get(CODE)
    return _pack(row) if row is not None else None


def _pack(row: CodeValue) -> Pack:
    def names(attribute: str) -> tuple[str, ...]:
        return tuple(str(row.attributes.get(attribute, "")).split())

    return Pack(
        since=row.valid_from,
        title=row.name,
        summary=names("summary"),
        logistics=names("logistics"),
        controlled=names("controlled"),
        inspected=names("inspected"),
        locked=names("locked"),
        credit=names("credit"),
        tick_boxes=row.attributes.get("tick_boxes") == "yes",
        negative_list=row.attributes.get("negative_list") == "yes",
        source=row.source,
        verified=row.verified,
    )


def controls_of(hs_codes: Iterable[str], day: date) -> frozenset[str]:
    """`licence` and `inspection`, as far as the list of controls says of any of these commodity codes."""
    listed = codes("commodity_control", day)
    found: set[str] = set()
    for code in hs_codes:
        for prefix, row in listed.items():
            if code and (code.startswith(prefix) or prefix.startswith(code)):
                found.update(str(row.attributes.get("controls", "")).split())
    return frozenset(found)


def summary_items(
    declaration: GoodsDeclaration, statement: Statement, pack: Pack, day: date
) -> tuple[str, ...]:
    """What the summary of these goods states: by the boxes where the law has them, by the list where it has not."""
    found = controls_of((item.hs_code for item in declaration.items), day)
    controlled = bool(statement.controlled) if pack.tick_boxes else "licence" in found
    inspected = bool(statement.inspected) if pack.tick_boxes else "inspection" in found
    return pack.items(controlled=controlled, inspected=inspected)


def summary_findings(
    declaration: GoodsDeclaration, statement: Statement, importer: Any, day: date
) -> tuple[Problem, ...]:
    """Everything that keeps a summary from being lodged on a day; `importer` is the organisation that imports."""
    pack = pack_on(day)
    if pack is None:
        return (NO_PACK,)
    found: list[Problem] = []
    if pack.tick_boxes and None in (statement.controlled, statement.inspected, statement.taxable):
        found.append(Problem("declaration.statement_missing", UNSAID, "/statement"))
    if importer is None or importer.credit_level not in pack.credit:
        found.append(Problem("declaration.two_step_credit", CREDIT, "/consignee"))
    items = summary_items(declaration, statement, pack, day)
    listed = {code: row.name for code, row in codes("two_step_negative", day).items()}
    rules: tuple[Rule, ...] = (
        ImportsOnly(),
        SummaryStates(items),
        SummaryCodeLength(items),
        *((NotOnNegativeList(listed),) if pack.negative_list else ()),
        *house_rules(),
        *_of_summary(),
    )
    return (*found, *validate(declaration, DayFacts(day), rules))


@cache
def _of_summary() -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.code in OF_SUMMARY)


def completion_findings(
    summary: GoodsDeclaration, complete: GoodsDeclaration, case: Any
) -> tuple[Problem, ...]:
    """What keeps a complete declaration from being lodged; the law of the summary's day says which fields are fixed."""
    pack = pack_on(timezone.localdate(case.summary_lodged_at))
    locked = LockedUnchanged(summary, pack.locked if pack else ())
    found = list(locked.problems(complete, DayFacts(timezone.localdate())))
    if case.entered_on is not None and complete.movement_date != case.entered_on:
        found.append(
            Problem("declaration.entry_date", ENTRY.filled(entered=case.entered_on), "/movement_date")
        )
    return (*found, *findings(complete))


def locked_of(case: Any) -> tuple[str, ...]:
    """The fields of a declaration's form that its summary fixed; a commodity code may be given more digits."""
    if (case.stage == Stage.SUMMARY and case.state not in TO_COMPLETE) or case.summary_lodged_at is None:
        return ()
    pack = pack_on(timezone.localdate(case.summary_lodged_at))
    return tuple(name for name in pack.locked if name != "items/hs_code") if pack else ()
