"""What speaks for a traveller being somebody a list names, in numbers; and the probability that follows.

The features are named in `EVIDENCE` and weighed by evidence.csv. The probability is that of a pair of traveller and
candidate of the kind the weights were learned on, half of whose travellers are on the list.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul

from tongguan.engines.screening.dates import Births, compare_births
from tongguan.engines.screening.documents import Document, Documents, compare_documents
from tongguan.engines.screening.lists.entry import Entry
from tongguan.engines.screening.names.comparing import Comparison, compare_names, log_odds_of_the_best_name
from tongguan.engines.screening.names.name import parse_name
from tongguan.engines.screening.travellers.model import Traveller

EVIDENCE = (
    "one",
    "name",
    "information",
    "one_part",
    "birth_exact",
    "birth_slip",
    "birth_year",
    "birth_near",
    "birth_apart",
    "birth_far",
    "nationality_agrees",
    "nationality_differs",
    "sex_differs",
)
MAX_LOG_ODDS, MAX_INFORMATION = 6.0, 12.0
SURE, DOUBTFUL = 0.995, 0.6
"""The least probability where a document is the same, and where only its number or a slip of it is."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything compared between one traveller and one entry."""

    probability: float
    name: Comparison | None
    births: Births
    nationality: int
    sex: int
    document: Documents
    documents: tuple[Document, Document] | None


def weigh(
    traveller: Traveller,
    entry: Entry,
    names: list[str] | None = None,
    *,
    least: float = 0.0,
    information: float = MAX_INFORMATION,
    deficit: float = 0.0,
) -> Evidence | None:
    """The evidence for a pair; `names` are those of the entry worth comparing (none: all).

    None where not even the best of names, telling no more than `information` and with a pair of parts as unlike as
    `deficit`, would make the pair as likely as `least`; names are then not compared.
    """
    births = compare_births(tuple(traveller.births), entry.births)
    nationality = _agreement(traveller.nationality, entry.nationalities)
    sex = _agreement(traveller.sex, (entry.sex,) if entry.sex else ())
    standing, documents = _best_documents(traveller, entry)
    if least > 0.0 and standing is Documents.OTHER:
        ours = max((parse_name(name).information for name in traveller.names), default=0.0)
        best = _best_log_odds(births, nationality, sex, deficit, (ours + information) / 2)
        if best < math.log(least / (1 - least)):
            return None
    name = _best_name(traveller, names or list(entry.names))
    log_odds = sum(map(mul, _weights(), vector(name, births, nationality, sex)))
    probability = 1.0 / (1.0 + math.exp(-log_odds)) if name else 0.0
    if standing is Documents.SAME:
        probability = max(probability, SURE)
    elif standing is not Documents.OTHER:
        probability = max(probability, DOUBTFUL)
    return Evidence(probability, name, births, nationality, sex, standing, documents)


@lru_cache(maxsize=1_000)
def _best_beside_information(births: Births, nationality: int, sex: int, deficit: float) -> float:
    best = vector(None, births, nationality, sex)
    best[EVIDENCE.index("name")] = log_odds_of_the_best_name(deficit)
    return sum(map(mul, _weights(), best))


def _best_log_odds(births: Births, nationality: int, sex: int, deficit: float, information: float) -> float:
    """What a pair would reach whose names agreed in everything."""
    weight = _weights()[EVIDENCE.index("information")]
    return _best_beside_information(births, nationality, sex, deficit) + weight * min(
        information, MAX_INFORMATION
    )


def vector(name: Comparison | None, births: Births, nationality: int, sex: int) -> list[float]:
    """In the order of `EVIDENCE`."""
    score = min(max(name.score, 1e-6), 1 - 1e-6) if name else 1e-6
    log_odds = max(-MAX_LOG_ODDS, min(MAX_LOG_ODDS, math.log(score / (1 - score))))
    return [
        1.0,
        log_odds,
        min(shared_information(name), MAX_INFORMATION),
        float(
            name is not None and min(len(name.alignment.left.content), len(name.alignment.right.content)) <= 1
        ),
        float(births is Births.EXACT),
        float(births is Births.SLIP),
        float(births is Births.YEAR),
        float(births is Births.NEAR),
        float(births is Births.APART),
        float(births is Births.FAR),
        float(nationality > 0),
        float(nationality < 0),
        float(sex < 0),
    ]


def shared_information(name: Comparison | None) -> float:
    """How much the parts that are shared tell, in decimal digits."""
    if name is None:
        return 0.0
    a, b = name.alignment.left.parts, name.alignment.right.parts
    return sum(
        value * (sum(a[i].info for i in ours) + sum(b[j].info for j in theirs)) / 2
        for ours, theirs, value, _ in name.alignment.pairs
    )


@cache
def _weights() -> tuple[float, ...]:
    text = files(__package__).joinpath("evidence.csv").read_text(encoding="utf-8")
    held = {row["evidence"]: float(row["weight"]) for row in csv.DictReader(text.splitlines())}
    return tuple(held[name] for name in EVIDENCE)


def _best_name(traveller: Traveller, names: list[str]) -> Comparison | None:
    best: Comparison | None = None
    for ours in traveller.names:
        for theirs in names:
            found = compare_names(ours, theirs)
            if best is None or found.score > best.score:
                best = found
    return best


def _agreement(ours: str, theirs: tuple[str, ...]) -> int:
    """1 where they agree, -1 where they differ, 0 where one is unknown."""
    if not ours or not theirs:
        return 0
    return 1 if ours in theirs else -1


def _best_documents(traveller: Traveller, entry: Entry) -> tuple[Documents, tuple[Document, Document] | None]:
    order = list(Documents)
    best, pair = Documents.OTHER, None
    for ours in traveller.documents:
        for theirs in entry.documents:
            found = compare_documents(ours, theirs)
            if order.index(found) < order.index(best):
                best, pair = found, (ours, theirs)
    return best, pair
