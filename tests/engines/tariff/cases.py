"""Random laws and lines, each built twice: for the engine and, from the same draws, for the reference."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

from tongguan.engines.tariff import (
    Agreement,
    Bonded,
    Certificate,
    ExchangeRate,
    InsuranceRule,
    Kind,
    Law,
    Line,
    Measure,
    Relief,
    Rounding,
    Tax,
    parse_rate,
)

DAY = dt.date(2026, 11, 22)
ORIGINS = ("AUS", "BRA", "CHL", "JPN", "ZZZ", "PRK")
MODES = {"half_up": "ROUND_HALF_UP", "half_even": "ROUND_HALF_EVEN", "down": "ROUND_DOWN"}
FIRMS = ("", "Alpha", "Beta")


def number(rng: random.Random, most: int, decimals: int) -> Decimal:
    """A decimal with at most so many decimals; often short, so that ties come up."""
    return Decimal(rng.randrange(most * 10**decimals + 1)).scaleb(-decimals)


def rate(rng: random.Random, depth: int = 0, slide: bool = True, most: int = 60) -> tuple[str, tuple]:
    """A rate as text and as the reference's tuple."""
    kind = rng.choice("%%%//+mM" if depth < 2 else "%/")
    if slide and depth == 0 and rng.random() < 0.05:
        shown = "SLIDING(14元/kg, 0.57元/kg, 8.87元/kg, 2.908%, 40%, 3)"
        tuple_ = ("slide", Fraction(14), Fraction(57, 100), Fraction(887, 100), Fraction(2908, 100000),
                  Fraction(2, 5), 3, "kg")  # fmt: skip
        return shown, tuple_
    if kind == "%":
        share = number(rng, most, rng.choice((0, 1, 2)))
        return f"{share}%", ("%", Fraction(share) / 100)
    if kind == "/":
        amount, unit = number(rng, 20, rng.choice((0, 1, 2))), rng.choice(("kg", "t", "g", "台"))
        return f"{amount}元/{unit}", ("/", Fraction(amount), unit)
    parts = [rate(rng, depth + 1, slide, most // 2) for _ in range(2)]
    texts, tuples = zip(*parts, strict=True)
    if kind == "+":
        return " + ".join(texts), ("+", *tuples)
    name = "MIN" if kind == "m" else "MAX"
    return f"{name}({', '.join(texts)})", (name.lower(), *tuples)


def compound(rng: random.Random) -> tuple[str, tuple]:
    """A rate a tax inside the price may have."""
    share, amount = number(rng, 60, 1), number(rng, 10, 2)
    both = [
        (f"{share}%", ("%", Fraction(share) / 100)),
        (f"{amount}元/kg", ("/", Fraction(amount), "kg")),
    ]
    if rng.random() < 0.4:
        return f"{both[0][0]} + {both[1][0]}", ("+", both[0][1], both[1][1])
    return rng.choice(both)


class World:
    """A random law for one commodity, and lines under it."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        self.code = f"{rng.randrange(10**9, 10**10)}"
        self.measures: list[Measure] = []
        self.rows: list[dict] = []
        self.lay_down()
        exchange = {name: number(rng, 10, 4) + Decimal("0.0001") for name in ("USD", "JPY")}
        roundings = {
            name: (rng.choice(tuple(MODES)), rng.choice((Fraction(1, 100), Fraction(1, 100), Fraction(1))))
            for name in ("value", *(tax.value for tax in Tax))
            if rng.random() < 0.3
        }
        reliefs = {"789": {"duty": Fraction(0)}, "401": {"duty": Fraction(0), "vat": Fraction(0)},
                   "100": {"duty": Fraction(1, 2), "consumption_tax": Fraction(3, 10)}}  # fmt: skip
        self.law = Law.of(
            self.measures,
            exchange=tuple(ExchangeRate(currency=c, yuan_per_unit=r) for c, r in exchange.items()),
            roundings=tuple(
                Rounding(of=name, step=Decimal(step.numerator) / step.denominator, mode=MODES[mode])
                for name, (mode, step) in roundings.items()
            ),
            agreements=(
                Agreement(code="R", members=frozenset({"AUS", "JPN"})),
                Agreement(code="C", members=frozenset({"CHL", "AUS"})),
                Agreement(code="old", members=frozenset(ORIGINS), valid_until=dt.date(2025, 12, 31)),
            ),
            reliefs=tuple(
                Relief(
                    levy_nature=nature,
                    left={Tax(t): Decimal(f.numerator) / f.denominator for t, f in left.items()},
                )
                for nature, left in reliefs.items()
            ),
            bonded=(Bonded(supervision_mode="0615"),),
            insurance=(InsuranceRule(share=Decimal("0.003")),),
            general_origins=frozenset({"ZZZ", "PRK"}),
        )
        self.reference = {
            "rows": self.rows,
            "exchange": {name: Fraction(amount) for name, amount in exchange.items()},
            "roundings": roundings,
            "agreements": {"R": {"AUS", "JPN"}, "C": {"CHL", "AUS"}},
            "reliefs": reliefs,
            "bonded": {"0615"},
            "insurance": Fraction(3, 1000),
            "general_origins": {"ZZZ", "PRK"},
        }

    def lay_down(self) -> None:
        """The rates: some always, some by chance, some on a longer code, for an origin, or in a season."""
        rng = self.rng
        self.add("mfn", rate(rng), digits=4)
        self.add("general", rate(rng, most=200), digits=8)
        self.add("vat", (lambda share: (f"{share}%", ("%", Fraction(share, 100))))(rng.choice((6, 9, 13))))
        self.add("quota", rate(rng))
        for chance, kind, made, more in (
            (0.4, "mfn", rate, {"digits": 8}),
            (0.3, "mfn", rate, {"digits": 8, "season": ((11, 1), (2, 28))}),
            (0.3, "mfn", rate, {"digits": 8, "season": ((3, 1), (10, 31))}),
            (0.4, "provisional", rate, {"digits": 10, "from": dt.date(2026, 1, 1)}),
            (
                0.2,
                "provisional",
                rate,
                {"digits": 10, "from": dt.date(2025, 1, 1), "until": dt.date(2025, 12, 31)},
            ),
            (0.5, "agreement", rate, {"agreement": "R"}),
            (0.5, "agreement", rate, {"agreement": "C", "origins": {"CHL"}}),
            (0.3, "quota_provisional", rate, {}),
            (0.3, "additional", rate, {"origins": {"AUS", "BRA"}, "exclusion": "X1"}),
            (0.2, "additional", rate, {"digits": 6, "exclusion": "X2"}),
            (0.3, "anti_dumping", rate, {"firm": "Alpha", "origins": {"BRA", "JPN"}}),
            (0.3, "anti_dumping", rate, {"firm": "", "origins": {"BRA", "JPN"}}),
            (0.2, "countervailing", rate, {"firm": "", "origins": {"BRA"}}),
            (0.5, "consumption", compound, {}),
        ):
            if rng.random() < chance:
                self.add(kind, made(rng), **more)

    def add(self, kind: str, made: tuple[str, tuple], digits: int = 8, **more: object) -> None:
        """A row, on both sides."""
        text, tuple_ = made
        expression, problems = parse_rate(text)
        assert expression is not None, problems
        given = {"valid_from": more.get("from"), "valid_until": more.get("until"),
                 "origins": frozenset(more.get("origins", ())),
                 "agreement": more.get("agreement", ""), "firm": more.get("firm", ""),
                 "exclusion": more.get("exclusion", ""), "season": more.get("season")}  # fmt: skip
        self.measures.append(Measure(kind=Kind(kind), hs_code=self.code[:digits], rate=expression, **given))
        self.rows.append({"kind": kind, "code": self.code[:digits], "rate": tuple_, **more})

    def line(self, number_: int) -> tuple[Line, dict]:
        """A random line, on both sides."""
        rng = self.rng
        origin = rng.choice(ORIGINS)
        mass = number(rng, 5000, rng.choice((0, 1, 3))) + 1
        quantities = {rng.choice(("035", "kg", "t", "g")): mass, "台": Decimal(rng.randrange(1, 500))}
        kilograms = {"t": mass * 1000, "g": mass / 1000}.get(next(iter(quantities)), mass)
        certificates = []
        if rng.random() < 0.5:
            until = rng.choice((DAY, DAY - dt.timedelta(days=1), dt.date(2027, 6, 30)))
            named = origin if rng.random() < 0.8 else "BRA"
            certificates.append((rng.choice(("R", "C", "old")), named, until))
        price = number(rng, rng.choice((100, 10_000, 10**7)), rng.choice((0, 2, 4)))
        plain = {
            "currency": rng.choice(("CNY", "USD", "JPY")),
            "freight": number(rng, 1000, 2),
            "freight_currency": rng.choice(("CNY", "USD")),
            "insurance": rng.choice((None, Decimal(0), number(rng, 100, 2))),
            "additions": rng.choice((Decimal(0), number(rng, 100, 2))),
            "deductions": Decimal(0),
            "origin": origin,
            "firm": rng.choice(FIRMS),
            "levy_nature": rng.choice(("", "101", "789", "401", "100")),
        }
        mode = rng.choice(("0110", "0110", "0110", "0110", "0615"))
        exclusions = frozenset(rng.sample(("X1", "X2"), rng.randrange(3)))
        quota = number(rng, int(kilograms * 2) + 1, 2) if rng.random() < 0.15 else Decimal(0)
        line = Line(
            number_, self.code, price, quantities=quantities, supervision_mode=mode, exclusions=exclusions,
            certificates=tuple(
                Certificate(agreement=a, number="N1", origin=o, valid_until=u) for a, o, u in certificates
            ),
            quota_quantity=quota, quota_unit="kg", **plain,
        )  # fmt: skip
        exact = {k: Fraction(v) if isinstance(v, Decimal) else v for k, v in plain.items()}
        return line, exact | {
            "code": self.code, "price": Fraction(price), "mode": mode, "exclusions": exclusions,
            "certificates": certificates, "quota": Fraction(quota),
            "quantities": {unit: Fraction(amount) for unit, amount in quantities.items()},
        }  # fmt: skip
