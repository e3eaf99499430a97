"""The taxes on a line once more, slowly: exact fractions, written from the text of the law and not from the engine.

Rates here are nested tuples: ("%", share), ("/", yuan, unit), ("+", a, b …), ("min", …), ("max", …) and
("slide", threshold, specific, first, second, most, decimals, unit). Rows are dictionaries; nothing of the engine's
choosing, valuing or rounding is used. The late fee stands below, on days counted one by one.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from math import floor

KILOGRAMS = {"kg": Fraction(1), "035": Fraction(1), "g": Fraction(1, 1000), "t": Fraction(1000)}


def to_fen(amount: Fraction, mode: str = "half_up", step: Fraction = Fraction(1, 100)) -> Fraction:
    """Whole steps: half up, half even, or down."""
    count = amount / step
    whole = floor(count)
    rest = count - whole
    if mode == "half_up":
        whole += rest >= Fraction(1, 2)
    elif mode == "half_even":
        whole += rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1)
    return whole * step


def quantity(unit: str, stated: dict[str, Fraction]) -> Fraction:
    """The stated quantity in a unit; the unit itself first, else through kilograms."""
    same = {"kg": ("kg", "035")}.get(unit, (unit,))
    for name in stated:
        if name in same:
            return stated[name]
    for name in reversed(stated):
        if name in KILOGRAMS and unit in KILOGRAMS:
            return stated[name] * KILOGRAMS[name] / KILOGRAMS[unit]
    raise KeyError(unit)


def tax(rate: tuple, value: Fraction, stated: dict[str, Fraction]) -> Fraction:
    """What a rate comes to."""
    kind, *rest = rate
    if kind == "%":
        return value * rest[0]
    if kind == "/":
        return rest[0] * quantity(rest[1], stated)
    if kind == "slide":
        threshold, specific, first, second, most, decimals, unit = rest
        count = quantity(unit, stated)
        if value >= threshold * count:
            return specific * count
        if value == 0:
            return Fraction(0)
        price = value / count
        share = to_fen(first / price + second * price - 1, "half_up", Fraction(1, 10**decimals))
        return value * max(Fraction(0), min(most, share))
    amounts = [tax(one, value, stated) for one in rest]
    return sum(amounts) if kind == "+" else (min if kind == "min" else max)(amounts)


def split(rate: tuple, stated: dict[str, Fraction]) -> tuple[Fraction, Fraction]:
    """The share of a compound rate, and what its specific parts come to."""
    if rate[0] == "+":
        found = [split(one, stated) for one in rate[1:]]
        return sum(share for share, _ in found), sum(on_quantity for _, on_quantity in found)
    return (rate[1], Fraction(0)) if rate[0] == "%" else (Fraction(0), tax(rate, Fraction(0), stated))


def in_force(row: dict, code: str, origin: str, day: dt.date) -> bool:
    """Whether a row covers the code, the origin and the day, within its season."""
    if not code.startswith(row["code"]) or (row.get("origins") and origin not in row["origins"]):
        return False
    if day < row.get("from", dt.date.min) or day > row.get("until", dt.date.max):
        return False
    if "season" in row:
        first, last = row["season"]
        days = [(day.month, day.day) >= first, (day.month, day.day) <= last]
        return all(days) if first <= last else any(days)
    return True


def special(rows: list[dict]) -> dict | None:
    """The most special row: longer code, seasonal, for an origin, later begun."""
    best = None
    for row in rows:
        rank = (len(row["code"]), "season" in row, bool(row.get("origins")), row.get("from", dt.date.min))
        if best is None or rank > best[0]:
            best = (rank, row)
    return best[1] if best else None


def taxes(law: dict, line: dict, day: dt.date) -> dict[str, Fraction]:
    """Dutiable value and every tax of an import line, each rounded by its rule."""
    rows: dict[str, list[dict]] = {}
    for row in law["rows"]:
        if in_force(row, line["code"], line["origin"], day):
            rows.setdefault(row["kind"], []).append(row)
    stated = line["quantities"]

    def finish(name: str, amount: Fraction) -> Fraction:
        return to_fen(amount, *law["roundings"].get(name, ("half_up", Fraction(1, 100))))

    def yuan(amount: Fraction, currency: str) -> Fraction:
        return amount if currency == "CNY" else amount * law["exchange"][currency]

    price, freight = yuan(line["price"], line["currency"]), yuan(line["freight"], line["freight_currency"])
    insurance = (
        (price + freight) * law["insurance"]
        if line["insurance"] is None
        else yuan(line["insurance"], line["currency"])
    )
    value = finish("value", price + freight + insurance + line["additions"] - line["deductions"])
    out = {"value": value}
    if line["mode"] in law["bonded"]:
        return out
    left = law["reliefs"].get(line["levy_nature"], {})

    def levied(name: str, amount: Fraction) -> Fraction:
        return finish(name, amount * left.get(name, 1))

    # Tariff Law: general origins pay the general rate, without provisional rates.
    if line["origin"] in law["general_origins"]:
        candidates = [special(rows["general"])]
    else:
        standing = special(rows.get("provisional", [])) or special(rows.get("mfn", []))
        candidates = [standing] if standing else []
        for agreement, origin, until in line["certificates"]:
            member = line["origin"] in law["agreements"].get(agreement, ())
            if member and origin == line["origin"] and day <= until:
                agreed = special([r for r in rows.get("agreement", []) if r["agreement"] == agreement])
                candidates += [agreed] if agreed else []

    def duty_on(part: Fraction, quantities: dict[str, Fraction]) -> Fraction:
        return levied("duty", min(tax(row["rate"], part, quantities) for row in candidates))

    if line["quota"] > 0:
        rate = special(rows.get("quota_provisional", [])) or special(rows["quota"])
        whole = quantity("kg", stated)
        if line["quota"] >= whole:
            out["duty"] = levied("duty", tax(rate["rate"], value, stated))
        else:
            share = line["quota"] / whole
            within = finish("value", value * share)
            inner = {unit: amount * share for unit, amount in stated.items()}
            outer = {unit: amount * (1 - share) for unit, amount in stated.items()}
            out["duty"] = levied("duty", tax(rate["rate"], within, inner)) + duty_on(value - within, outer)
    else:
        out["duty"] = duty_on(value, stated)
    out["additional_duty"] = sum(
        (
            levied("additional_duty", tax(row["rate"], value, stated))
            for row in rows.get("additional", [])
            if row.get("exclusion") not in line["exclusions"]
        ),
        Fraction(0),
    )
    for kind, name in (
        ("anti_dumping", "anti_dumping_duty"),
        ("countervailing", "countervailing_duty"),
    ):
        found = rows.get(kind, [])
        if line["firm"]:
            own = [row for row in found if row["firm"] == line["firm"]]
            one = special(own or [row for row in found if not row["firm"]])
            found = [one] if one else []
        out[name] = levied(name, max((tax(row["rate"], value, stated) for row in found), default=Fraction(0)))
    base = value + sum(
        out[n] for n in ("duty", "additional_duty", "anti_dumping_duty", "countervailing_duty")
    )
    consumption = special(rows.get("consumption", []))
    out["consumption_tax"] = Fraction(0)
    if consumption:
        # Composite price = (base + specific) ÷ (1 − share); tax = composite × share + specific.
        share, on_quantity = split(consumption["rate"], stated)
        composite = (base + on_quantity) / (1 - share)
        out["consumption_tax"] = levied("consumption_tax", composite * share + on_quantity)
    out["vat"] = levied("vat", tax(special(rows["vat"])["rate"], base + out["consumption_tax"], stated))
    return out


def fee(value: Fraction, entered: dt.date, accepted: dt.date, days_off: set[dt.date]) -> tuple[int, int]:
    """Days late and the late declaration fee: 0.5 ‰ a day from day 15 on, whole yuan, at least 50, day by day."""
    day = entered
    for _ in range(15):
        day += dt.timedelta(days=1)
    while day in days_off:
        day += dt.timedelta(days=1)
    days = 0
    while day <= accepted:
        days += 1
        day += dt.timedelta(days=1)
    amount = floor(value * Fraction(5, 10000) * days)
    return days, amount if amount >= 50 else 0
