"""A month of random selection as everybody may know it: drawn, examined, found, avoided, fallen back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.image_review.interface import results_between as images_between
from tongguan.operations.inspections.interface import results_between as inspections_between
from tongguan.platform.queues.interface import Disclosed, Fallback, closed_days, disclosed, together
from tongguan.platform.reference.interface import ReferenceMissing, parameter
from tongguan.public.portal.rules import Shown, shown

GROUPS = {
    "conform": Text(zh="查验相符", en="In order"),
    "discrepancy": Text(zh="单货不符", en="Discrepancy"),
    "offence": Text(zh="涉嫌违规走私", en="Suspected offence"),
    "quarantine": Text(zh="检疫问题", en="Quarantine"),
    "safety": Text(zh="安全问题", en="Safety"),
    "pending": Text(zh="待定", en="Not decided yet"),
    "other": Text(zh="其他", en="Other"),
}
APART = {
    "recent_firm": Text(zh="近期查验过同一企业", en="Examined the same firm recently"),
    "kin_firm": Text(zh="申报的亲属或利益关系", en="A declared relation to the firm"),
    "own_case": Text(zh="已参与同一票货物", en="Took part in the same goods before"),
}
OTHERS = {
    "reinspected": Text(zh="随机复查", en="Random re-inspections"),
    "image_passed": Text(zh="机检图像放行", en="Passed on the image"),
    "image_opened": Text(zh="机检后开箱查验", en="Opened after the image"),
}

NOTHING_SHOWN = 10**9


@dataclass(frozen=True, slots=True)
class Month:
    """One month. `purposes` and `days` are public in the records anyway; outcomes below the smallest count are hidden,
    and count up to `until`, the end of the last finished day, so that no single examination shows."""

    first: date
    until: datetime
    smallest: int
    purposes: tuple[Disclosed, ...]
    days: tuple[tuple[Disclosed, bool], ...]
    total: Disclosed | None
    found: Shown
    others: Shown
    apart: Shown

    @property
    def selected_percent(self) -> float | None:
        """Selected of all entries, in percent."""
        entries = self.total.sums["entries"] if self.total else 0
        return 100 * self.total.sums["selected"] / entries if self.total and entries else None


def month_of(first: date, now: datetime) -> Month:
    """The month that begins on `first`, as far as it has gone."""
    begins, ends = _midnight(first), _midnight((first + timedelta(days=32)).replace(day=1))
    until = max(begins, min(ends, _midnight(timezone.localdate(now))))
    smallest = _smallest(timezone.localdate(now))
    rows = disclosed(begins, ends)
    by_purpose = [together(group) for _key, group in groupby(rows, key=lambda row: row.purpose)]
    in_order = sorted(rows, key=lambda row: row.day, reverse=True)
    days = [together(group) for _key, group in groupby(in_order, key=lambda row: row.day)]
    closed = closed_days(row.day for row in rows)
    total = together(rows)
    found, reinspected = inspections_between(begins, until)
    passed, opened = images_between(begins, until)
    finished = together(disclosed(begins, until))
    others = {"reinspected": reinspected, "image_passed": passed, "image_opened": opened}
    return Month(
        first,
        until,
        smallest,
        tuple(each for each in by_purpose if each),
        tuple((each, each.day in closed) for each in days if each),
        total,
        shown(dict.fromkeys(GROUPS, 0) | found, smallest),
        shown(others, smallest),
        shown(dict.fromkeys(APART, 0) | dict(finished.kept_apart if finished else {}), smallest),
    )


def rows_of(month: Month) -> Iterator[dict[str, Any]]:
    """The month as rows to download: span, about, measure, count; hidden counts say `<` and the smallest shown."""
    span = f"{month.first:%Y-%m}"
    for day, _closed in month.days:
        yield from _rows(day.day.isoformat(), "all", {"rounds": day.rounds, **day.sums})
    for each in month.purposes:
        numbers = {"rounds": each.rounds, "degraded": each.degraded, "void": each.void, **each.sums}
        yield from _rows(span, each.purpose, numbers)
        yield from _rows(span, each.purpose, {f"fallback_{code}": n for code, n in each.fallbacks.items()})
    for about, given in (("result", month.found), ("examination", month.others), ("kept_apart", month.apart)):
        counts = {name: f"<{month.smallest}" if n is None else n for name, n in given.counts.items()}
        yield from _rows(span, about, counts)


def fallbacks_of(month: Month) -> list[tuple[Any, int]]:
    """The fallbacks taken in the month, in words."""
    taken = month.total.fallbacks if month.total else {}
    return [(Fallback(code).label, count) for code, count in taken.items() if count]


def _rows(span: str, about: str, numbers: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for measure, count in numbers.items():
        yield {"span": span, "about": about, "measure": measure, "count": count}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


def _smallest(day: date) -> int:
    """The smallest count shown; where nobody set one, none is shown."""
    try:
        return int(parameter("draws.smallest_count", day))
    except ReferenceMissing:
        return NOTHING_SHOWN
