"""Invented travellers: a passport's zone, a health declaration code, a temperature."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tongguan.engines.mrz import check_digit

NAMES = (
    "ALDER",
    "BRIAR",
    "CEDRIC",
    "DAWN",
    "EBBE",
    "FERN",
    "GALE",
    "HOLLY",
    "IVO",
    "JUNIPER",
    "KESTREL",
    "LARK",
)
COUNTRY = "UTO"


def zone(rng: random.Random) -> str:
    """A TD3 zone of the specimen country Utopia."""
    number = f"T{rng.randrange(10**8):08d}"
    birth = f"{rng.randrange(50, 99)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    expiry = f"{rng.randrange(30, 36)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    names = f"{rng.choice(NAMES)}<<{rng.choice(NAMES)}<{rng.choice(NAMES)}"
    first = f"P<{COUNTRY}{names}".ljust(44, "<")
    optional = "<" * 14
    second = number + check_digit(number) + COUNTRY + birth + check_digit(birth) + rng.choice("MF<")
    second += expiry + check_digit(expiry) + optional + check_digit(optional)
    composite = second[0:10] + second[13:20] + second[21:43]
    return f"{first}\n{second}{check_digit(composite)}"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody on the way through a lane."""

    number: int
    mrz: str
    code: str
    celsius: float


def visitor(number: int, rng: random.Random, fevers: float = 0.0) -> Visitor:
    """The next one; `code` is what somebody shows who has no declaration."""
    celsius = rng.uniform(37.6, 39.5) if rng.random() < fevers else min(37.2, rng.gauss(36.4, 0.25))
    return Visitor(number, zone(rng), f"HC{number:08d}{rng.randrange(10**6):06d}", round(celsius, 1))
