"""How many lines a second the tariff engine computes on one core, by columns and in words.

    python benchmarks/tariff.py [--lines 100000] [--rounds 3] [--commodities 200] [--store]

Every line has its rates chosen (code, origin, certificate, producer, relief), its charges valued in foreign currency,
and up to five taxes rounded; a third of the commodities has a compound or alternative duty, a quarter consumption tax.
Rows: `batch` from line objects to fen; `columns` the taxes alone on values that are already in yuan; `quote` line by
line with every step in words (on a tenth of the lines); and as a floor `bare`, duty and VAT at two known rates in plain
Decimal with nothing chosen, valued or explained. Rates are by processor seconds of this process, the median of the
rounds; before anything is timed, batch and quote are compared to the fen.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from measuring import told

from tongguan.engines.tariff import (
    Agreement,
    Certificate,
    ExchangeRate,
    Kind,
    Law,
    Line,
    Measure,
    Relief,
    Tax,
    batch,
    parse_rate,
    quote,
)
from tongguan.engines.tariff.choosing import plan
from tongguan.engines.tariff.columns import tax_columns
from tongguan.engines.tariff.exact import Exact

DAY = dt.date(2026, 11, 22)
ORIGINS = ("AUS", "BRA", "CHL", "DEU", "JPN", "KOR", "USA", "VNM")
FEN = Decimal("0.01")
WISHED_A_SECOND = 100_000


def rate(rng: random.Random, kind: int) -> str:
    """A rate on value, or every third compound or alternative."""
    share = rng.randrange(1, 400) / 10
    return (f"{share}%", f"{share}%", f"{share}% + {rng.randrange(1, 90) / 10}元/kg",
            f"{share}%", f"{share}%", f"MIN({share}%, {rng.randrange(1, 90) / 10}元/kg)")[kind % 6]  # fmt: skip


def law(rng: random.Random, codes: list[str]) -> Law:
    """Invented rates of every kind for the codes."""
    rows: list[Measure] = []

    def add(kind: Kind, code: str, text: str, **more: object) -> None:
        expression, _ = parse_rate(text)
        assert expression is not None
        rows.append(Measure(kind=kind, hs_code=code, rate=expression, source="invented", **more))  # type: ignore[arg-type]

    for number, code in enumerate(codes):
        add(Kind.MFN, code[:8], rate(rng, number))
        add(Kind.VAT, code[:8], rng.choice(("13%", "9%")))
        if number % 2:
            add(Kind.AGREEMENT, code[:8], rate(rng, number // 2), agreement="R")
        if number % 3 == 0:
            add(Kind.PROVISIONAL, code, rate(rng, number), valid_from=dt.date(2026, 1, 1))
        if number % 4 == 0:
            add(Kind.CONSUMPTION, code[:8], rng.choice(("10%", "20% + 1元/kg")))
        if number % 8 == 0:
            add(Kind.ANTI_DUMPING, code[:8], "12.5%", origins=frozenset({"BRA", "JPN"}), firm="Alpha")
            add(Kind.ANTI_DUMPING, code[:8], "31.4%", origins=frozenset({"BRA", "JPN"}))
    return Law.of(
        rows,
        exchange=tuple(
            ExchangeRate(currency=c, yuan_per_unit=Decimal(r))
            for c, r in (("USD", "7.1234"), ("EUR", "8.2051"))
        ),
        agreements=(Agreement(code="R", members=frozenset({"AUS", "JPN", "KOR", "VNM"})),),
        reliefs=(Relief(levy_nature="789", left={Tax.DUTY: Decimal(0)}),),
    )


def goods(rng: random.Random, codes: list[str], count: int) -> list[Line]:
    """Invented lines."""
    out = []
    for number in range(count):
        origin = rng.choice(ORIGINS)
        certificate = Certificate(agreement="R", number="C", origin=origin)
        out.append(
            Line(
                number,
                rng.choice(codes),
                Decimal(rng.randrange(100, 10**8)).scaleb(-2),
                rng.choice(("USD", "EUR", "CNY")),
                freight=Decimal(rng.randrange(10**5)).scaleb(-2),
                insurance=Decimal(rng.randrange(10**4)).scaleb(-2),
                origin=origin,
                quantities={"035": Decimal(rng.randrange(1, 10**8)).scaleb(-3)},
                certificates=(certificate,) if number % 4 == 0 else (),
                levy_nature="789" if number % 20 == 0 else "101",
            )
        )
    return out


def bare(lines: list[Line]) -> None:
    """The floor."""
    duty_share, vat_share = Decimal("0.1"), Decimal("0.13")
    for line in lines:
        duty = (line.price * duty_share).quantize(FEN, ROUND_HALF_UP)
        ((line.price + duty) * vat_share).quantize(FEN, ROUND_HALF_UP)


def lines_a_second(work: Callable[[], object], count: int, rounds: int) -> tuple[float, float]:
    """Lines a processor second: the median of the rounds, and the best, which a busy machine disturbs least."""
    found = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        found.append(count / (time.process_time() - began))
    return statistics.median(found), max(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--commodities", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--store", action="store_true", help="keep the result under results/")
    options = parser.parse_args()
    rng = random.Random(20261122)
    codes = [f"{rng.randrange(10**9, 10**10)}" for _ in range(options.commodities)]
    rules, lines = law(rng, codes), goods(rng, codes, options.lines)
    few = lines[: max(1, options.lines // 10)]
    agree(few, rules)
    found = batch(few, rules, DAY)
    plans = [plan(line, rules, DAY) for line in few]
    chosen = max(
        plans, key=lambda one: (one.consumption is not None, sum(len(c.options) for c in one.charges))
    )
    value = Exact.of([int(fen) for fen in found.value_fen] * 10)
    masses = Exact.of([int(line.quantities["035"] * 10**6) for line in few] * 10, 10**6)
    rows = {
        "batch": lines_a_second(lambda: batch(lines, rules, DAY), len(lines), options.rounds),
        "columns": lines_a_second(
            lambda: tax_columns([chosen], [len(few) * 10], value, {"kg": masses}, rules, DAY),
            len(few) * 10,
            options.rounds,
        ),
        "quote": lines_a_second(lambda: quote(few, rules, DAY), len(few), options.rounds),
        "bare": lines_a_second(lambda: bare(lines), len(lines), options.rounds),
    }
    for name, (median, best) in rows.items():
        print(f"{name:<10}{median:>14,.0f} lines/s, best {best:,.0f}")
    told(
        {
            "benchmark": "tariff",
            "lines": options.lines,
            "commodities": options.commodities,
            "rounds": options.rounds,
            "lines_per_s": {name: round(median) for name, (median, _) in rows.items()},
            "best_lines_per_s": {name: round(best) for name, (_, best) in rows.items()},
            "wished_lines_per_s": WISHED_A_SECOND,
            "met": rows["batch"][0] >= WISHED_A_SECOND,
            "of_the_floor": round(rows["batch"][0] / rows["bare"][0], 3),
        },
        store=options.store,
    )


def agree(lines: list[Line], rules: Law) -> None:
    """Columns and words say the same, to the fen; a comparison of speeds is void otherwise."""
    columns, words = batch(lines, rules, DAY), quote(lines, rules, DAY)
    for at, line in enumerate(words.lines):
        if line.problems or any(columns.tax_fen[tax][at] != line.amount(tax) * 100 for tax in Tax):
            raise SystemExit(f"batch and quote disagree on line {at}: {line.problems}")


if __name__ == "__main__":
    main()
