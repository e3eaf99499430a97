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
SAME, LETTERS, INITIAL, HOMOPHONE = Way.SAME, Way.LETTERS, Way.INITIAL, Way.HOMOPHONE
NICKNAMES = (Way.NICKNAME, Way.LANGUAGE)


def weight_of(part: Part) -> float:
    """How much of a name a part is: an initial counts less than a name."""
    return INITIAL_WEIGHT if part.kind is Kind.INITIAL else 1.0


def features_of(found: Alignment) -> list[float]:
    """The vector of an alignment, in the order of `FEATURES`; symmetric in the two names."""
    left, right = found.left, found.right
    a, b = left.parts, right.parts
    our_loss = sum([weight_of(a[i]) for i in found.left_over])
    their_loss = sum([weight_of(b[j]) for j in found.right_over])
    worst = total = shared = information = first = nickname = 0.0
    homophone = False
    for ours, theirs, value, way in found.pairs:
        if way is INITIAL:
            continue
        shared += 1.0
        if way is SAME:
            information += (a[ours[0]].info + b[theirs[0]].info) / 2
            continue
        deficit = 1.0 - value
        total += deficit
        information += value * (sum([a[i].info for i in ours]) + sum([b[j].info for j in theirs])) / 2
        if deficit > worst:
            worst = deficit
            first = float(way is LETTERS and a[ours[0]].initial != b[theirs[0]].initial)
        if way in NICKNAMES:
            nickname = 1.0
        homophone = homophone or way is HOMOPHONE
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
        nickname,
        float(left.glued == right.glued and not in_order and not homophone),
        in_order,
        float(min(len(left.content), len(right.content)) <= 1),
        min(shared, 4.0) / 4.0,
        JaroWinkler.similarity(left.glued, right.glued),
        float(bool(left.legal and right.legal and left.legal.isdisjoint(right.legal))),
        min(information, 12.0) / 12.0,
    ]


def disorder(found: Alignment) -> float:
    """1 where paired parts stand in another order and nothing explains it."""
    pairs = found.pairs
    if len(pairs) < 2 or found.left.ordered != found.right.ordered:
        return 0.0
    if len(pairs) == 2:
        (a, b, _value, _way), (c, d, _value, _way) = pairs
        return float((a < c) != (b < d))
    places = sorted([(pair[0][0], pair[1][0]) for pair in pairs])
    return float(any(one[1] > two[1] for one, two in pairwise(places)))
