"""Rules about the firm's choice: before the opening, after what must be stated, with a party that can sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tongguan.operations.inspections.interface import facts_of, latest_report
from tongguan.platform.cases.interface import Moving
from tongguan.platform.identity.interface import holders, organisation_by_code
from tongguan.platform.reference.interface import codes

SPECIAL_GOODS = "special_goods"
OPERATORS = ("terminal", "carrier")
"""The roles whose organisations may attend for a firm and sign."""


class NotOpenedYet:
    """The inspection has started: the choice is no longer open."""

    code = "attendance.started"
    zh = "查验已经开始，不能再作选择"
    source = "SV-14: a choice after the inspection starts is refused"

    def holds(self, moving: Moving) -> bool:
        """Whether the goods are unopened; they stay so until the caller's transaction ends."""
        return facts_of(moving.case.inspection, held=True).started_at is None


class SpecialGoodsStated:
    """Fragile, dangerous or perishable goods: state their nature before choosing not to attend."""

    code = "attendance.special_goods"
    zh = "易碎、危险或易腐货物，须先声明特殊属性，方可选择不到场"
    source = "SV-14: special attributes are declared before"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether nothing needs stating, or it is stated."""
        return not moving.case.special_goods or moving.case.stated_at is not None


class OperatorKnown:
    """No site operator or carrier is registered under this code."""

    code = "attendance.operator"
    zh = "没有以此代码登记的场所经营人或承运人"
    source = "SV-14: the site operator or the carrier attends and signs"

    def holds(self, moving: Moving) -> bool:
        """Whether the code names an organisation with an operator's or carrier's position in force."""
        return operator_of(str(moving.data.get("operator") or "")) is not None


class RecordUnchanged:
    """The record was amended: the latest version is to be signed."""

    code = "attendance.record_changed"
    zh = "查验记录已更正，请签署最新版本"
    source = "SV-14, OP-24: a signature is under one version of the record"
    foreseeable = True

    def holds(self, moving: Moving) -> bool:
        """Whether the version asked for is the one in force."""
        report = latest_report(moving.case.inspection)
        return report is not None and report.sha256 == moving.case.report_sha256


def operator_of(code: str) -> Any:
    """The organisation that may attend and sign under this code, or None."""
    organisation = organisation_by_code(code.strip())
    if organisation is None:
        return None
    able = any(holders(role, office_id=organisation.pk).exists() for role in OPERATORS)
    return organisation if able else None


def special_goods_of(items: Iterable[Mapping[str, Any]], on: date) -> list[dict[str, str]]:
    """The goods lines whose commodity code begins with a prefix of the list, with the longest such prefix and its
    nature."""
    listed = codes(SPECIAL_GOODS, on)
    found = []
    for number, item in enumerate(items, start=1):
        hs_code = str(item.get("hs_code") or "")
        prefix = max((each for each in listed if hs_code.startswith(each)), key=len, default="")
        if prefix:
            nature = str(listed[prefix].attributes.get("nature", ""))
            line = str(item.get("line_number") or number)
            found.append({"line": line, "hs_code": hs_code, "prefix": prefix, "nature": nature})
    return found
