"""Which rates apply to a line: by origin, certificate, date, season, firm, quota and nature of levy.

Order on imports (Tariff Law of 2024, articles on the application of rates, and the regulations before it): goods of a
general origin pay the general rate and no provisional one; else a provisional rate takes the place of the
most-favoured-nation rate; with a valid certificate of origin the agreement's rate stands against the provisional
rate, or without one against the most-favoured-nation rate, and the lower is levied. What "lower" is, is decided on
the amounts of the line, because a specific rate and one on value cannot be compared otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tongguan.engines.problems import Problem, Text
from tongguan.engines.tariff.expression import as_compound
from tongguan.engines.tariff.law import Bonded, Certificate, Kind, Law, Measure, Relief, Tax
from tongguan.engines.tariff.lines import TAX_NAMES, Line

NO_RATE = Text(zh="{day} 没有商品 {code} 的{tax_zh}税率", en="no rate of {tax} for commodity {code} on {day}")
NO_QUOTA = Text(
    zh="{day} 商品 {code} 没有关税配额税率", en="no tariff quota rate for commodity {code} on {day}"
)
AMBIGUOUS = Text(
    zh="商品 {code} 有两条同等的{kind}税率：{first} 与 {second}",
    en="commodity {code} has two rates of equal rank ({kind}): {first} and {second}",
)
IN_PRICE = Text(
    zh="消费税率 {rate} 不能按价内税计算", en="consumption tax {rate} cannot be computed inside the price"
)
REFUSED = Text(
    zh="未适用 {agreement} 协定税率：{why_zh}", en="the rate of agreement {agreement} was not applied: {why}"
)
NOT_STATED = Text(
    zh="未填原产国，按最惠国待遇计算；原产地不明的货物适用普通税率",
    en="origin not stated: computed as most-favoured-nation; goods of unknown origin pay the general rate",
)
ALL_IT = Decimal(1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Charge:
    """One tax: the rates of which the least (`highest`: the most) is levied, and the share relief leaves."""

    tax: Tax
    options: tuple[Measure, ...]
    highest: bool = False
    left: Decimal = ALL_IT
    relief: Relief | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is levied on a kind of line on a day, the notes of how it was chosen, and what hinders it."""

    charges: tuple[Charge, ...] = ()
    consumption: Charge | None = None
    vat: Charge | None = None
    quota: Charge | None = None
    bonded: Bonded | None = None
    notes: tuple[Text, ...] = ()
    problems: tuple[Problem, ...] = ()


def key_of(line: Line) -> tuple[object, ...]:
    """What a plan depends on: lines of equal keys have equal plans."""
    return (
        line.hs_code, line.origin, line.certificates, line.firm, line.levy_nature, line.supervision_mode,
        line.exclusions, line.quota_quantity > ZERO, line.export,
    )  # fmt: skip


def plan(line: Line, law: Law, day: dt.date, measures: Sequence[Measure] | None = None) -> Plan:
    """What is levied on a line with the law of a day; `measures`, if known, are those of its code on the day."""
    return _Choice(line, law, day, measures).made()


class _Choice:
    """One line's choice; collects notes and problems on the way."""

    def __init__(self, line: Line, law: Law, day: dt.date, measures: Sequence[Measure] | None) -> None:
        self.line, self.law, self.day = line, law, day
        self.notes: list[Text] = []
        self.problems: list[Problem] = []
        self.pointer = f"/lines/{line.number}"
        self.relief = law.relief(line.levy_nature, day) if line.levy_nature else None
        self.found: dict[Kind, list[Measure]] = {}
        for measure in law.measures(line.hs_code, day) if measures is None else measures:
            if not measure.origins or line.origin in measure.origins:
                self.found.setdefault(measure.kind, []).append(measure)

    def made(self) -> Plan:
        if self.line.export:
            duty = self.best(Kind.EXPORT_PROVISIONAL) or self.best(Kind.EXPORT)
            charges = (self.charge(Tax.DUTY, (duty,)),) if duty else ()
            return Plan(charges, notes=tuple(self.notes), problems=tuple(self.problems))
        bonded = self.law.bond(self.line.supervision_mode, self.day)
        if bonded is not None:
            return Plan(bonded=bonded)
        duty = self.duty()
        charges = [self.charge(Tax.DUTY, duty)] if duty else []
        if not duty:
            self.lack(Tax.DUTY)
        charges += self.beside()
        vat, consumption = self.best(Kind.VAT), self.best(Kind.CONSUMPTION)
        if vat is None:
            self.lack(Tax.VAT)
        if consumption is not None and not _inside(consumption):
            self.problems.append(
                Problem("tariff.rate_range", IN_PRICE.filled(rate=consumption.text), self.pointer)
            )
        return Plan(
            tuple(charges),
            self.charge(Tax.CONSUMPTION, (consumption,)) if consumption else None,
            self.charge(Tax.VAT, (vat,)) if vat else None,
            self.in_quota(),
            None,
            tuple(self.notes),
            tuple(self.problems),
        )

    def duty(self) -> tuple[Measure, ...]:
        """The rates of duty of which the lower is levied."""
        if self.line.origin in self.law.general_origins:
            general = self.best(Kind.GENERAL)
            return (general,) if general else ()
        if not self.line.origin:
            self.notes.append(NOT_STATED)
        standing = self.best(Kind.PROVISIONAL) or self.best(Kind.MFN)
        preferred = []
        for certificate in self.line.certificates:
            refusal = why_not(certificate, self.line, self.law, self.day)
            if refusal is None:
                rate = self.best(Kind.AGREEMENT, agreement=certificate.agreement)
                refusal = NO_AGREED_RATE if rate is None else None
                preferred += [rate] if rate else []
            if refusal is not None:
                filled = {"agreement": certificate.agreement, "why": refusal.en, "why_zh": refusal.zh}
                self.notes.append(REFUSED.filled(**filled))
        return (*preferred, standing) if standing else tuple(preferred)

    def in_quota(self) -> Charge | None:
        """The rate on the part of the line that has a quota."""
        if self.line.quota_quantity <= 0:
            return None
        rate = self.best(Kind.QUOTA_PROVISIONAL) or self.best(Kind.QUOTA)
        if rate is None:
            message = NO_QUOTA.filled(code=self.line.hs_code, day=self.day)
            self.problems.append(Problem("tariff.no_quota_rate", message, f"{self.pointer}/hs_code"))
            return None
        return self.charge(Tax.DUTY, (rate,))

    def beside(self) -> list[Charge]:
        """Duties beside the tariff's: every additional duty in force, one safeguard, one of each trade remedy."""
        found = [
            self.charge(Tax.ADDITIONAL, (measure,))
            for measure in self.found.get(Kind.ADDITIONAL, ())
            if not (measure.exclusion and measure.exclusion in self.line.exclusions)
        ]
        safeguard = self.best(Kind.SAFEGUARD)
        found += [self.charge(Tax.SAFEGUARD, (safeguard,))] if safeguard else []
        for kind, tax in (
            (Kind.ANTI_DUMPING, Tax.ANTI_DUMPING),
            (Kind.COUNTERVAILING, Tax.COUNTERVAILING),
        ):
            rates = self.found.get(kind, [])
            if rates and self.line.firm:
                own = self.best(kind, firm=self.line.firm) or self.best(kind, firm="")
                rates = [own] if own else []
            if rates:
                # Without the producer's name the highest rate of the origin is levied.
                found.append(self.charge(tax, tuple(rates), highest=True))
        return found

    def charge(self, tax: Tax, options: tuple[Measure, ...], highest: bool = False) -> Charge:
        """A charge with what the line's nature of levy leaves of it."""
        left = self.relief.left.get(tax, ALL_IT) if self.relief else ALL_IT
        return Charge(tax, options, highest, left, self.relief if left != ALL_IT else None)

    def best(self, kind: Kind, **wanted: str) -> Measure | None:
        """The rate of a kind that is most special: longest code, in season, for the origin, latest begun."""
        fitting = self.found.get(kind, [])
        for name, value in wanted.items():
            fitting = [measure for measure in fitting if getattr(measure, name) == value]
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        first, *others = sorted(fitting, key=_rank, reverse=True)
        if others and _rank(others[0]) == _rank(first) and others[0].rate != first.rate:
            filled = {"code": self.line.hs_code, "kind": kind.value, "first": first.text}
            message = AMBIGUOUS.filled(second=others[0].text, **filled)
            self.problems.append(Problem("tariff.ambiguous", message, f"{self.pointer}/hs_code"))
        return first

    def lack(self, tax: Tax) -> None:
        """Remember that a tax has no rate."""
        name = TAX_NAMES[tax]
        message = NO_RATE.filled(tax=name.en, tax_zh=name.zh, code=self.line.hs_code, day=self.day)
        self.problems.append(Problem("tariff.no_rate", message, f"{self.pointer}/hs_code"))


def _rank(measure: Measure) -> tuple[int, bool, bool, dt.date]:
    return (
        len(measure.hs_code),
        measure.season is not None,
        bool(measure.origins),
        measure.valid_from or dt.date.min,
    )


def _inside(measure: Measure) -> bool:
    """Whether a rate can be levied inside the price: on value below 100 %, on quantity, or both."""
    parts = as_compound(measure.rate)
    return parts is not None and parts[0] < 1


UNKNOWN_AGREEMENT = Text(zh="该日无此协定", en="no such agreement on that day")
NOT_A_MEMBER = Text(zh="原产国不是成员方", en="the country of origin is not a party to it")
OTHER_ORIGIN = Text(
    zh="证书所列原产国与申报不符", en="the certificate names another origin than the declaration"
)
NO_NUMBER = Text(zh="无证书编号", en="the certificate has no number")
NOT_YET = Text(zh="证书签发日在后", en="the certificate was issued later")
LAPSED = Text(zh="证书已过期", en="the certificate has expired")
NO_AGREED_RATE = Text(zh="该商品无此协定税率", en="the commodity has no rate under it")


def why_not(certificate: Certificate, line: Line, law: Law, day: dt.date) -> Text | None:
    """Why a certificate of origin gives no right to its agreement's rate; None: it does."""
    agreement = law.agreement(certificate.agreement, day)
    checks: Iterable[tuple[bool, Text]] = (
        (agreement is None, UNKNOWN_AGREEMENT),
        (agreement is not None and line.origin not in agreement.members, NOT_A_MEMBER),
        (certificate.origin != line.origin, OTHER_ORIGIN),
        (not certificate.number, NO_NUMBER),
        (certificate.issued_on is not None and certificate.issued_on > day, NOT_YET),
        (certificate.valid_until is not None and certificate.valid_until < day, LAPSED),
    )
    return next((reason for failed, reason in checks if failed), None)
