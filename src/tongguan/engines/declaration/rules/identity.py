"""Numbers that name ships, boxes, bills, firms and the declaration itself must be well made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tongguan.engines.declaration.facts import Facts
from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.declaration.model import EXPORT, IMPORT, TRANSIT, GoodsDeclaration
from tongguan.engines.declaration.rules.presence import PARTIES
from tongguan.engines.declaration.rules.rule import Finding, Rule
from tongguan.engines.identifiers import (
    CONTAINER_NUMBER,
    CUSTOMS_ENTERPRISE_CODE,
    DECLARATION_NUMBER,
    IMO_NUMBER,
    USCC,
    container_hint,
    split_declaration_number,
)
from tongguan.engines.problems import Text

BILLS_APART = re.compile(r"[,;，；、]")
# The parties that are firms registered at home.
DOMESTIC = {
    IMPORT: ("consignee", "owner", "declarant"),
    EXPORT: ("consignor", "owner", "declarant"),
    TRANSIT: ("declarant",),
}


class ContainerNumberValid(Rule):
    """'{value}' is not a container number: four letters, six digits and the check digit of ISO 6346{hint}"""

    code = "declaration.container_number"
    source = "ISO 6346"
    zh = "“{value}”不是有效的集装箱号（ISO 6346：四位字母、六位数字、一位校验码）{hint}"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Every container."""
        for index, container in enumerate(declaration.containers):
            if not CONTAINER_NUMBER.is_valid(container.number):
                hint = container_hint(container.number)
                told = Text(zh=f"；{hint.zh}", en=f": {hint.en}") if hint else ""
                yield f"/containers/{index}/number", {"value": container.number, "hint": told}


class ContainersDistinct(Rule):
    """Container {value} is stated twice."""

    code = "declaration.container_duplicate"
    source = "GACC: logic checks of the declaration form"
    zh = "集装箱 {value} 重复填报"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """The second and later mention of a number."""
        seen: set[str] = set()
        for index, container in enumerate(declaration.containers):
            if container.number and container.number in seen:
                yield f"/containers/{index}/number", {"value": container.number}
            seen.add(container.number)


class LoadFlagStated(Rule):
    """Container {value} must say whether it is a less-than-container load."""

    code = "declaration.lcl_missing"
    source = "GACC: completion rules of the import and export declaration form"
    zh = "集装箱 {value} 须填报拼箱标识"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Every container."""
        for index, container in enumerate(declaration.containers):
            if container.lcl is None:
                yield f"/containers/{index}/lcl", {"value": container.number}


class LineContainersDeclared(Rule):
    """Line {line} is loaded in container {value}, which the declaration does not state."""

    code = "declaration.container_unknown"
    source = "GACC: logic checks of the declaration form"
    zh = "第 {line} 项所在集装箱 {value} 未在集装箱表中填报"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Every container a line names."""
        stated = {container.number for container in declaration.containers}
        for index, item in enumerate(declaration.items):
            for place, number in enumerate(item.container_numbers):
                if number not in stated:
                    values = {"line": item.line_number, "value": number}
                    yield f"/items/{index}/container_numbers/{place}", values


class ContainersUsed(Rule):
    """No line is loaded in container {value}; a full container cannot be empty."""

    code = "declaration.container_unused"
    source = "GACC: logic checks of the declaration form"
    zh = "没有商品装入集装箱 {value}；整箱不应为空"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Full containers, once lines name their containers at all."""
        used = {number for item in declaration.items for number in item.container_numbers}
        if not used:
            return
        for index, container in enumerate(declaration.containers):
            if container.lcl is False and container.number not in used:
                yield f"/containers/{index}/number", {"value": container.number}


class BillIsOne(Rule):
    """'{value}' names more than one bill; a declaration covers the goods of one bill of lading or waybill."""

    code = "declaration.bill_not_one"
    source = "GACC: completion rules of the import and export declaration form, bill of lading"
    zh = "“{value}”含多个提运单号；一份报关单只能填报一个提单或运单号"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Signs that part one number from the next; `_`, `*` and `/` stand within one."""
        if len([part for part in BILLS_APART.split(declaration.bill_number) if part]) > 1:
            yield "/bill_number", {"value": declaration.bill_number}


class FirmCodeValid(Rule):
    """{label}: '{value}' is neither a unified social credit code nor a customs enterprise code."""

    code = "declaration.firm_code"
    source = "GB 32100-2015; GACC registration of customs declaration entities"
    zh = "{label}：“{value}”既不是统一社会信用代码，也不是海关注册编码"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """The domestic parties; a foreign party's code follows its own country's form."""
        for name in DOMESTIC.get(declaration.flow, PARTIES):
            party = getattr(declaration, name)
            value = party.code if party is not None else ""
            if value and not (USCC.is_valid(value) or CUSTOMS_ENTERPRISE_CODE.is_valid(value)):
                yield f"/{name}/code", {"label": LABELS[name], "value": value}


class ShipNumberValid(Rule):
    """'{value}' is not an IMO ship number: its check digit is wrong."""

    code = "declaration.imo_number"
    source = "IMO resolution A.1117(30)"
    zh = "“{value}”不是有效的 IMO 编号（校验码错误）"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Where one is stated."""
        value = declaration.conveyance_imo
        if value and not IMO_NUMBER.is_valid(value):
            yield "/conveyance_imo", {"value": value}


class DeclarationNumberFits(Rule):
    """The declaration number '{value}' does not fit: 18 digits with this office and direction."""

    code = "declaration.number"
    source = "GACC declaration number: office 4, year 4, I/E flag 1, sequence 9"
    zh = "海关编号“{value}”不符：应为 18 位，含本关区代码与进出口标志"

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """Where one is stated: its form, and that its flag is this declaration's direction."""
        value = declaration.declaration_number
        if not value:
            return
        flag = (
            IMPORT if declaration.flow == TRANSIT else declaration.flow
        )  # goods in transit are numbered as they enter
        if not DECLARATION_NUMBER.is_valid(value) or (
            split_declaration_number(value).flow != flag
            or split_declaration_number(value).customs_office != declaration.customs_office
        ):
            yield "/declaration_number", {"value": value}
