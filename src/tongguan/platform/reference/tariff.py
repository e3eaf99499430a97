"""Finding commodity codes by number or by words, in Chinese and English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils import timezone

from tongguan.platform.reference.contracts import CodeValue, RateValue
from tongguan.platform.reference.models import Code
from tongguan.platform.reference.queries import code_value, rates

LIST = "commodity"
SHORTEST_LATIN = 3
"""Letters an English word needs; a Chinese word says enough with one character."""
MOST_WORDS = 6
LONGEST = 100
MOST = 50


@dataclass(frozen=True, slots=True)
class TariffLine:
    """A commodity code as it stood on a day, with its rates by kind."""

    commodity: CodeValue
    rates: Mapping[str, RateValue]


@dataclass(frozen=True, slots=True)
class TariffSearch:
    """What was found: at most `MOST` lines, and how many there are; `enough` is False where too little was asked."""

    lines: Sequence[TariffLine] = ()
    total: int = 0
    enough: bool = True


def search_tariff(asked: str, on: date | None = None) -> TariffSearch:
    """Commodities in force on a day (today by default) whose code begins with the digits asked for, or whose Chinese
    or English name holds every word asked for; names that begin with the first word come first, then the shorter."""
    day = on or timezone.localdate()
    found = _matching(unicodedata.normalize("NFKC", asked[:LONGEST]), day)
    if found is None:
        return TariffSearch(enough=False)
    rows = [code_value(row) for row in found[: MOST + 1]]
    total = len(rows) if len(rows) <= MOST else found.count()
    return TariffSearch([TariffLine(row, rates(row.code, day)) for row in rows[:MOST]], total)


def _matching(text: str, day: date) -> QuerySet[Code] | None:
    in_force = Code.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    ).filter(list_id=LIST)
    digits = "".join(sign for sign in text if sign not in " .")
    if digits.isascii() and digits.isdecimal():
        # A declaration's ten digits begin with the eight of the tariff.
        eight = Q(code=digits[:8]) if len(digits) > 8 else Q(pk__in=())
        return in_force.filter(Q(code__startswith=digits) | eight).order_by("code")
    words = [word for word in text.replace("\x00", " ").split() if _says_enough(word)][:MOST_WORDS]
    if not words:
        return None
    for word in words:
        in_force = in_force.filter(Q(zh__icontains=word) | Q(en__icontains=word))
    first = Q(zh__istartswith=words[0]) | Q(en__istartswith=words[0])
    return in_force.alias(
        later=Case(When(first, then=Value(0)), default=Value(1)), long=Length("zh")
    ).order_by("later", "long", "code")


def _says_enough(word: str) -> bool:
    return len(word) >= SHORTEST_LATIN or not word.isascii()
