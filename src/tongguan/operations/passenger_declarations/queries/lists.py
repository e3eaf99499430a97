"""Countries and ports in a traveller's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from anyascii import anyascii
from babel import Locale
from django.utils import timezone
from pypinyin import Style, lazy_pinyin

from tongguan.operations.passenger_declarations.contracts import PORTS
from tongguan.platform.reference.interface import codes
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES

COUNTRIES = "country"
_HANGUL, _SYLLABLES = 0xAC00, 588
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


@cache
def _territories(language: str) -> Mapping[str, str]:
    tag = TRAVELLER_LANGUAGES[language].tag.replace("-", "_")
    return dict(Locale.parse(tag).territories)


def country_names(language: str, day: date | None = None) -> dict[str, str]:
    """Names by ISO 3166-1 alpha-3 code: in Chinese and English those of customs, in others those of the CLDR."""
    found = {}
    territories = _territories(language)
    for code, row in codes(COUNTRIES, day or timezone.localdate()).items():
        alpha2 = row.attributes.get("alpha2", "")
        if not alpha2:
            continue
        if language in ("zh", "en"):
            found[code] = row.name.in_language(language)
        elif alpha2 in territories:
            name = territories[alpha2]
            found[code] = f"{name} ({territories['CN']})" if alpha2 == "TW" else name
    return found


def ordered(names: Mapping[str, str], language: str) -> list[tuple[str, str, str]]:
    """(code, name, letter under which it is found), in the order of the language."""
    sound: Callable[[str], str] = _pinyin if language == "zh" else _plain
    rows = sorted(names.items(), key=lambda pair: (sound(pair[1]), pair[0]))
    return [(code, name, letter(name, language)) for code, name in rows]


def letter(name: str, language: str) -> str:
    """The sign under which a name is looked for: the first letter, in Chinese that of its sound, in Korean its initial
    consonant."""
    first = name[:1]
    if language == "zh":
        return _pinyin(name)[:1].upper()
    if language == "ko" and _HANGUL <= ord(first) < _HANGUL + _SYLLABLES * len(_INITIALS):
        return _INITIALS[(ord(first) - _HANGUL) // _SYLLABLES]
    if language in ("ja", "th", "ar", "ko", "ru"):
        return first
    return _plain(name)[:1].upper()


def _pinyin(name: str) -> str:
    return " ".join(lazy_pinyin(name, style=Style.NORMAL))


def _plain(name: str) -> str:
    return anyascii(name).lower() if name.isascii() or ord(name[0]) < 0x250 else name


def port_names(language: str, day: date | None = None) -> dict[str, str]:
    """Names of ports by code; one that was imported without this language is called by its Chinese name."""
    found = {}
    for code, row in codes(PORTS, day or timezone.localdate()).items():
        own = {"zh": row.name.zh, "en": row.name.en}.get(language) or row.attributes.get(language, "")
        found[code] = own or row.name.zh
    return found


def office_of(port: str, day: date | None = None) -> str:
    """The code of the customs office at a port; empty where the port is unknown."""
    row = codes(PORTS, day or timezone.localdate()).get(port)
    return row.attributes.get("office", "") if row else ""
