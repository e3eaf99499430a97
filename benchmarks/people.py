"""Travellers who are on a list, as a manifest would have them, and strangers who are not; seeded."""

from __future__ import annotations

import random
from dataclasses import dataclass

from disturbing import ORDINARY, SLIPS, disturb, words_of

from tongguan.engines.screening.dates import PartialDate
from tongguan.engines.screening.lists import Entry
from tongguan.engines.screening.travellers import Sex, Traveller

COUNTRIES = [
    "CHN",
    "USA",
    "GBR",
    "DEU",
    "FRA",
    "RUS",
    "IRN",
    "IRQ",
    "SYR",
    "PAK",
    "IND",
    "MEX",
    "COL",
    "EGY",
    "TUR",
    "KOR",
    "JPN",
    "BRA",
    "IDN",
    "NGA",
    "AFG",
    "LBN",
    "SAU",
    "VEN",
]
ARABIC_SCRIPT = frozenset((
    "AFG", "ARE", "BHR", "DZA", "EGY", "IRN", "IRQ", "JOR", "KWT", "LBN", "LBY", "MAR", "OMN", "PAK",
    "PSE", "QAT", "SAU", "SDN", "SYR", "TUN", "YEM",
))  # fmt: skip
FAMILY = (
    "Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Kim", "Lee", "Park", "Nguyen", "Tran", "Smith",
    "Jones", "Müller", "Schmidt", "Rossi", "Garcia", "Silva",
)  # fmt: skip
GIVEN = (
    "Wei", "Fang", "Jing", "Min", "Jun", "Jae-hyun", "Minh", "Anna", "John", "Mary", "Thomas", "Klaus",
    "Giulia", "Maria", "Jose", "Ana", "Pedro", "Yuki", "Priya",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slipped:
    """A traveller, the entry that is the same person, and the slips between them."""

    traveller: Traveller
    entry: Entry
    slips: tuple[str, ...]


def listed(rng: random.Random, entry: Entry, slips: tuple[str, ...] | None = None) -> Slipped:
    """The person of an entry as a traveller, disturbed by the slips (drawn where not given)."""
    if slips is None:
        drawn = rng.random()
        script = "arabic" if ARABIC_SCRIPT.intersection(entry.nationalities) else "cyrillic"
        pool = ORDINARY if drawn < 0.8 else ("initial", script)
        slips = tuple(rng.sample(pool, 2 if drawn < 0.25 else 1))
    name = disturb(rng, entry.names[0], tuple(slip for slip in slips if slip in SLIPS))
    nation = (
        rng.choice(entry.nationalities)
        if entry.nationalities and rng.random() < 0.95
        else rng.choice(COUNTRIES)
    )
    births = [_known(rng, rng.choice(entry.births))] if entry.births and rng.random() < 0.95 else []
    person = Traveller(entry.reference, [name], births, sex=entry.sex, nationality=nation)
    return Slipped(person, entry, slips)


def _known(rng: random.Random, birth: PartialDate) -> PartialDate:
    """The birth as a passport has it, whole, where the list knows it in part; sometimes with a slip, or in part."""
    year = birth.year + rng.randint(-birth.spread_years, birth.spread_years)
    month, day = birth.month or rng.randint(1, 12), birth.day or rng.randint(1, 28)
    drawn = rng.random()
    if drawn < 0.7:
        return PartialDate(year, month, day)
    if drawn < 0.85:
        return PartialDate(year)
    if drawn < 0.93 and day <= 12:
        return PartialDate(year, day, month)
    return PartialDate(year + (rng.choice((-1, 1)) if not birth.day else 0), month, day)


def stranger(rng: random.Random, words: list[str], namesakes: list[str] | None = None) -> Traveller:
    """Somebody made of words of the list or of common names, or a namesake: alike, never the same person."""
    drawn = rng.random()
    if namesakes and drawn < 0.15:
        name = rng.choice(namesakes)
    elif drawn < 0.55:
        name = " ".join(rng.choice(words) for _ in range(rng.choice((2, 2, 3, 3, 4))))
    else:
        name = f"{rng.choice(GIVEN)} {rng.choice((rng.choice(FAMILY), rng.choice(words)))}"
    birth = PartialDate(rng.randint(1940, 2008), rng.randint(1, 12), rng.randint(1, 28))
    return Traveller(
        "stranger", [name], [birth], sex=rng.choice(list(Sex)), nationality=rng.choice(COUNTRIES)
    )


def words_in(entries: list[Entry]) -> list[str]:
    """Every word of the first names of a list."""
    return [word for entry in entries for word in words_of(entry.names[0])]
