"""Countries as lists and messages write them: codes of two and three letters, names in English and Chinese."""

from __future__ import annotations

from functools import cache

from babel import Locale

from tongguan.engines.identifiers import to_alpha2, to_alpha3

# Names that CLDR does not have, and codes of passports (ICAO 9303-3, section 5) that ISO 3166-1 does not have.
_OTHER = {
    "BURMA": "MM", "KOREA, NORTH": "KP", "KOREA, SOUTH": "KR", "NORTH KOREA": "KP", "SOUTH KOREA": "KR", "DPRK": "KP",
    "CONGO, DEMOCRATIC REPUBLIC OF THE": "CD", "CONGO, REPUBLIC OF THE": "CG", "IVORY COAST": "CI", "D": "DE",
    "COTE D'IVOIRE": "CI", "CZECH REPUBLIC": "CZ", "SYRIAN ARAB REPUBLIC": "SY", "RUSSIAN FEDERATION": "RU",
    "ENGLAND": "GB", "UK": "GB", "U.K.": "GB", "GBD": "GB", "GBN": "GB", "GBO": "GB", "GBP": "GB", "GBS": "GB",
    "USA": "US", "U.S.": "US", "UNITED STATES OF AMERICA": "US", "VIET NAM": "VN", "TURKEY": "TR", "MACEDONIA": "MK",
    "THE GAMBIA": "GM", "THE BAHAMAS": "BS", "SWAZILAND": "SZ", "CAPE VERDE": "CV", "PALESTINIAN": "PS",
    "GAZA": "PS", "WEST BANK": "PS", "HONG KONG": "HK", "MACAU": "MO", "MACAO": "MO", "香港": "HK", "澳门": "MO",
    "中华人民共和国": "CN", "PEOPLE'S REPUBLIC OF CHINA": "CN", "P.R. CHINA": "CN", "朝鲜": "KP", "韩国": "KR",
}  # fmt: skip


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in ("zh_Hans", "en"):
        for code, name in Locale.parse(tag).territories.items():
            if len(code) == 2 and code.isalpha():
                found[name.upper()] = code
    return found | _OTHER


@cache
def country(text: str) -> str:
    """ISO 3166-1 alpha-3 of a code or name; empty where it is none."""
    text = " ".join(text.upper().split())[:60]
    if len(text) == 3 and to_alpha2(text):
        return text
    alpha2 = text if len(text) == 2 and to_alpha3(text) else _names().get(text, "")
    return to_alpha3(alpha2) or ""
