"""The law a quote is made with, all of it given by the caller as dated rows with their sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeVar

from tongguan.engines.tariff.expression import Expression, rate_text


class Kind(StrEnum):
    """What a rate is: the columns of the tariff, and measures beside it."""

    MFN = "mfn"
    GENERAL = "general"
    AGREEMENT = "agreement"
    PROVISIONAL = "provisional"
    QUOTA = "quota"
    QUOTA_PROVISIONAL = "quota_provisional"
    EXPORT = "export"
    EXPORT_PROVISIONAL = "export_provisional"
    ADDITIONAL = "additional"
    SAFEGUARD = "safeguard"
    ANTI_DUMPING = "anti_dumping"
    COUNTERVAILING = "countervailing"
    CONSUMPTION = "consumption"
    VAT = "vat"


class Tax(StrEnum):
    """What is levied, in the order of computation."""

    DUTY = "duty"
    ADDITIONAL = "additional_duty"
    SAFEGUARD = "safeguard_duty"
    ANTI_DUMPING = "anti_dumping_duty"
    COUNTERVAILING = "countervailing_duty"
    CONSUMPTION = "consumption_tax"
    VAT = "vat"


VALUE = "value"
"""What roundings call the dutiable value."""
UNKNOWN_ORIGIN = "ZZZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A row of law: in force from a day until a day, both included; without a day, since or for ever."""

    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    source: str = ""
    verified: bool = False

    def holds_on(self, day: dt.date) -> bool:
        """Whether the row is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Dated):
    """One rate on a commodity code or a prefix of it (`hs_code`).

    `origins` (alpha-3; empty: all) limits it; `agreement` names the agreement whose certificate it asks for; `firm`
    the producer of an anti-dumping or countervailing rate (empty: all others); `season` the first and last (month,
    day) of each year it holds in, which may run over the year's end; `exclusion` the number that frees from it.
    """

    kind: Kind
    hs_code: str
    rate: Expression
    origins: frozenset[str] = frozenset()
    agreement: str = ""
    firm: str = ""
    season: tuple[tuple[int, int], tuple[int, int]] | None = None
    exclusion: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether the row is in force on a day, its season included."""
        if not Dated.holds_on(self, day):
            return False
        if self.season is None:
            return True
        first, last = self.season
        today = (day.month, day.day)
        return first <= today <= last if first <= last else today >= first or today <= last

    @property
    def text(self) -> str:
        """The rate as it is written."""
        return rate_text(self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Dated):
    """A trade agreement: who is party to it."""

    code: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate of origin under an agreement: for which origin, issued when, good until when."""

    agreement: str
    number: str
    origin: str
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief(Dated):
    """What a nature of levy leaves of each tax: 0 nothing, 1 all of it; a tax that is not named is levied whole."""

    levy_nature: str
    left: Mapping[Tax, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonded(Dated):
    """A supervision mode under which goods come in without tax, under bond."""

    supervision_mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate(Dated):
    """Yuan for one unit of a currency."""

    currency: str
    yuan_per_unit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding(Dated):
    """How the amounts of a tax (or `value`) are rounded: to a step in yuan, by a mode of the decimal module."""

    of: str
    step: Decimal = Decimal("0.01")
    mode: str = ROUND_HALF_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceRule(Dated):
    """The share of price and freight that stands for an insurance premium that cannot be told."""

    share: Decimal


Row = TypeVar("Row", bound=Dated)
FEN = Rounding(of="", source="unverified default: half up to the fen")


@dataclass(frozen=True, slots=True)
class Law:
    """All rows a quote may need; `Law.of` indexes the measures by code."""

    by_code: Mapping[str, tuple[Measure, ...]]
    exchange: tuple[ExchangeRate, ...] = ()
    roundings: tuple[Rounding, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    bonded: tuple[Bonded, ...] = ()
    insurance: tuple[InsuranceRule, ...] = ()
    general_origins: frozenset[str] = field(default=frozenset({UNKNOWN_ORIGIN}))

    @classmethod
    def of(cls, measures: Iterable[Measure], **given: object) -> Law:
        """The law of these measures and, by name, the other rows."""
        by_code: dict[str, list[Measure]] = {}
        for measure in measures:
            by_code.setdefault(measure.hs_code, []).append(measure)
        return cls({code: tuple(rows) for code, rows in by_code.items()}, **given)  # type: ignore[arg-type]

    def measures(self, hs_code: str, day: dt.date) -> list[Measure]:
        """The measures in force on a commodity code, those of the longest prefix first."""
        return [
            measure
            for length in range(len(hs_code), 1, -1)
            for measure in self.by_code.get(hs_code[:length], ())
            if measure.holds_on(day)
        ]

    def exchange_rate(self, currency: str, day: dt.date) -> ExchangeRate | None:
        """The exchange rate in force; of several the latest begun."""
        return latest([rate for rate in self.exchange if rate.currency == currency], day)

    def rounding(self, of: str, day: dt.date) -> Rounding:
        """How a tax (or `value`) is rounded on a day; half up to the fen where no row says."""
        return latest([rule for rule in self.roundings if rule.of == of], day) or FEN

    def agreement(self, code: str, day: dt.date) -> Agreement | None:
        """The agreement as in force on a day."""
        return latest([agreement for agreement in self.agreements if agreement.code == code], day)

    def relief(self, levy_nature: str, day: dt.date) -> Relief | None:
        """The relief of a nature of levy on a day."""
        return latest([relief for relief in self.reliefs if relief.levy_nature == levy_nature], day)

    def bond(self, supervision_mode: str, day: dt.date) -> Bonded | None:
        """Whether a supervision mode is bonded on a day."""
        return latest([row for row in self.bonded if row.supervision_mode == supervision_mode], day)


def latest(rows: Iterable[Row], day: dt.date) -> Row | None:
    """Of the rows in force on a day the one that began last."""
    held = [row for row in rows if row.holds_on(day)]
    return max(held, key=lambda row: row.valid_from or dt.date.min, default=None)
