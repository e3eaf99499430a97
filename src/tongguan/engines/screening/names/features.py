"""What an alignment says, in numbers. Their weights stand in weights.csv; both are meant to be read."""

from __future__ import annotations

from itertools import pairwise

from rapidfuzz.distance import JaroWinkler

from tongguan.engines.screening.names.aligning import Alignment
from tongguan.engines.screening.names.lexicon import Kind
from tongguan.engines.screening.names.likeness import Way
from tongguan.engines.screening.names.part import Part

FEATURES = (
    "one",
    "contradiction",
    "missing",
    "nothing_shared",
    "worst",
    "worst_beyond_quarter",
    "worst_beyond_two_fifths",
    "mean",
    "first_letter",
    "nickname",
    "identical",
    "order",
    "single",
    "shared_parts",
    "string",
    "legal_form",
    "information",
)
"""In the order of the vector; each is explained in docs/algorithms/screening.md."""

INITIAL_WEIGHT = 0.4


def weight_of(part: Part) -> float:
    """How much of a name a part is: an initial counts less than a name."""
    return INITIAL_WEIGHT if part.kind is Kind.INITIAL else 1.0


def features_of(found: Alignment) -> list[float]:
    """The vector of an alignment, in the order of `FEATURES`; symmetric in the two names."""
    left, right = found.left, found.right
    a, b = left.parts, right.parts
    our_loss = sum(weight_of(a[i]) for i in found.left_over)
    their_loss = sum(weight_of(b[j]) for j in found.right_over)
    worst = total = shared = information = first = 0.0
    ways = set()
    for ours, theirs, value, way in found.pairs:
        ways.add(way)
        if way is Way.INITIAL:
            continue
        deficit = 1.0 - value
        total += deficit
        shared += 1.0
        information += value * (sum(a[i].info for i in ours) + sum(b[j].info for j in theirs)) / 2
        if deficit > worst:
            worst = deficit
            first = float(way is Way.LETTERS and a[ours[0]].initial != b[theirs[0]].initial)
    longer = max(len(left.content), len(right.content), 1)
    conflict = min(our_loss, their_loss)
    in_order = disorder(found)
    return [
        1.0,
        min(conflict, 1.0),
        abs(our_loss - their_loss) / longer,
        float(shared == 0.0),
        worst,
        max(0.0, worst - 0.25),
        max(0.0, worst - 0.4),
        total / shared if shared else 0.5,
        first,
        float(Way.NICKNAME in ways or Way.LANGUAGE in ways),
        float(left.glued == right.glued and not in_order and Way.HOMOPHONE not in ways),
        in_order,
        float(min(len(left.content), len(right.content)) <= 1),
        min(shared, 4.0) / 4.0,
        JaroWinkler.similarity(left.glued, right.glued),
        float(bool(left.legal and right.legal and left.legal.isdisjoint(right.legal))),
        min(information, 12.0) / 12.0,
    ]


def disorder(found: Alignment) -> float:
    """1 where paired parts stand in another order and nothing explains it."""
    if found.left.ordered != found.right.ordered:
        return 0.0
    places = sorted((pair[0][0], pair[1][0]) for pair in found.pairs)
    return float(any(one[1] > two[1] for one, two in pairwise(places)))
