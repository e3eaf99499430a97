"""The identifier kinds of a customs house, each an `Identifier`."""

from __future__ import annotations

import re
from typing import NamedTuple

from tongguan.engines.identifiers import check_digits
from tongguan.engines.identifiers.country import ALPHA2_BY_ALPHA3, ALPHA3_BY_ALPHA2
from tongguan.engines.identifiers.identifier import Identifier
from tongguan.engines.problems import Text


class DeclarationNumberParts(NamedTuple):
    """What the 18 digits of a declaration number say; `flow` is I or E."""

    customs_office: str
    year: int
    flow: str
    sequence: int


def declaration_number(customs_office: str, year: int, flow: str, sequence: int) -> str:
    """Customs office 4 + year 4 + 1 import (or transit, which enters too) or 0 export + sequence 9."""
    return f"{customs_office}{year:04d}{'0' if flow == 'E' else '1'}{sequence:09d}"


def split_declaration_number(value: str) -> DeclarationNumberParts:
    """The parts of a valid declaration number."""
    return DeclarationNumberParts(value[:4], int(value[4:8]), "I" if value[8] == "1" else "E", int(value[9:]))


def _hs_shown(value: str) -> str:
    parts = [value[:4], value[4:6]] if len(value) == 6 else [value[:4], value[4:8], value[8:10], value[10:]]
    return ".".join(part for part in parts if part)


# A ship's MMSI begins with its flag's maritime identification digits (2-7); other stations have prefixes of
# their own: ITU-R M.585.
_MMSI = re.compile(r"[2-7][0-9]{8}|0[2-7][0-9]{7}|00[2-7][0-9]{6}|8[2-7][0-9]{7}|111[2-7][0-9]{5}"
                   r"|9[89][2-7][0-9]{6}|97[024][0-9]{6}")  # fmt: skip

DECLARATION_NUMBER = Identifier(
    "declaration_number",
    Text(zh="报关单号", en="declaration number"),
    re.compile(r"[0-9]{4}(?:19|20)[0-9]{2}[01][0-9]{9}"),
    "GACC declaration number: office 4, year 4, I/E flag 1, sequence 9",
    shown=lambda value: f"{value[:4]} {value[4:8]} {value[8]} {value[9:]}",
)
CONTAINER_NUMBER = Identifier(
    "container_number",
    Text(zh="集装箱号", en="container number"),
    re.compile(r"[A-Z]{3}[UJZ][0-9]{7}"),
    "ISO 6346:2022",
    check=lambda value: check_digits.container_check_digit(value[:10]) == value[10],
    shown=lambda value: f"{value[:4]} {value[4:10]} {value[10]}",
)


def wrong_check_digit(container_number: str) -> str:
    """The digit a container number should end with, where it is well made but for that digit; else empty."""
    if not CONTAINER_NUMBER.pattern.fullmatch(container_number) or CONTAINER_NUMBER.is_valid(
        container_number
    ):
        return ""
    return check_digits.container_check_digit(container_number[:10])


IMO_NUMBER = Identifier(
    "imo_number",
    Text(zh="IMO 编号", en="IMO ship number"),
    re.compile(r"[1-9][0-9]{6}"),
    "IMO resolution A.1117(30)",
    check=lambda value: check_digits.imo_check_digit(value[:6]) == value[6],
    shown=lambda value: f"IMO {value}",
    drop="-.IMO#",
)
MMSI = Identifier(
    "mmsi", Text(zh="海上移动识别码", en="MMSI"), _MMSI, "ITU-R M.585-9", shown=lambda v: f"{v[:3]} {v[3:]}"
)
USCC = Identifier(
    "uscc",
    Text(zh="统一社会信用代码", en="unified social credit code"),
    re.compile(r"[1-9AN][1-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}"),
    "GB 32100-2015",
    check=lambda value: check_digits.uscc_check_character(value[:17]) == value[17],
    shown=lambda value: f"{value[:2]} {value[2:8]} {value[8:17]} {value[17]}",
)
# Division 4 (province 11-65), economic zone 1, kind of enterprise 1, sequence 4; no check digit exists.
CUSTOMS_ENTERPRISE_CODE = Identifier(
    "customs_enterprise_code",
    Text(zh="海关注册编码", en="customs enterprise code"),
    re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])[0-9]{2}[0-9A-Z][0-9A-Z][0-9A-Z]{4}"),
    "GACC registration of customs declaration entities",
)
HS_CODE = Identifier(
    "hs_code",
    Text(zh="商品编号", en="commodity code"),
    re.compile(r"(?:0[1-9]|[1-6][0-9]|7[0-689]|[89][0-9])[0-9]{4}(?:[0-9]{2}|[0-9]{4}|[0-9]{7})?"),
    "WCO Harmonized System; Chinese tariff 8, declaration 10, inspection 13 digits",
    shown=_hs_shown,
)
COUNTRY_ALPHA3 = Identifier(
    "country_alpha3",
    Text(zh="国别代码", en="country code"),
    re.compile(r"[A-Z]{3}"),
    "ISO 3166-1 alpha-3",
    check=ALPHA2_BY_ALPHA3.__contains__,
)
COUNTRY_ALPHA2 = Identifier(
    "country_alpha2",
    Text(zh="国别二位代码", en="country code (2 letters)"),
    re.compile(r"[A-Z]{2}"),
    "ISO 3166-1 alpha-2",
    check=ALPHA3_BY_ALPHA2.__contains__,
)
# Carriers write the same bill with and without hyphens; `_` and `*` part a master bill from a house bill.
BILL_NUMBER = Identifier(
    "bill_number",
    Text(zh="提运单号", en="bill of lading number"),
    re.compile(r"[0-9A-Z][0-9A-Z_*/]{0,34}"),
    "UN/EDIFACT 1004, an..35",
)
UCR = Identifier(
    "ucr",
    Text(zh="唯一货物编号", en="unique consignment reference"),
    re.compile(r"[0-9][A-Z]{2}[0-9A-Z()/-]{2,32}"),
    "WCO Recommendation on the UCR; ISO 15459",
    check=lambda value: value[1:3] in ALPHA3_BY_ALPHA2,
    drop="",
)

ALL: dict[str, Identifier] = {
    kind.code: kind
    for kind in (
        DECLARATION_NUMBER,
        CONTAINER_NUMBER,
        IMO_NUMBER,
        MMSI,
        USCC,
        CUSTOMS_ENTERPRISE_CODE,
        HS_CODE,
        COUNTRY_ALPHA3,
        COUNTRY_ALPHA2,
        BILL_NUMBER,
        UCR,
    )
}
