"""How well screening does: of the hits in each band of probability, how many were really the person on the list."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q

from tongguan.engines.targeting import Share, wilson
from tongguan.operations.travellers.enums import HitState
from tongguan.operations.travellers.queries.hits import visible_hits
from tongguan.platform.permissions.interface import Actor

BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.01)


@dataclass(frozen=True, slots=True)
class Band:
    """Hits said to be likely from `least` to below `most`: decided ones, how many were confirmed, and what was said."""

    least: float
    most: float
    decided: int
    confirmed: int
    said: float | None
    share: Share | None
    waiting: int


def precision(actor: Actor, since: datetime, until: datetime) -> list[Band]:
    """By band, the likeliest first. Decisions remembered for a pair are not counted again. One query."""
    hits = (
        visible_hits(actor)
        .select_related(None)
        .filter(raised_at__gte=since, raised_at__lt=until, remembered=False)
    )
    decided = Q(state__in=(HitState.CONFIRMED, HitState.NOT_A_MATCH))
    asked = {}
    for at, (least, most) in enumerate(itertools.pairwise(BANDS)):
        within = Q(probability__gte=least, probability__lt=most)
        asked[f"decided_{at}"] = Count("pk", filter=within & decided)
        asked[f"confirmed_{at}"] = Count("pk", filter=within & Q(state=HitState.CONFIRMED))
        asked[f"waiting_{at}"] = Count("pk", filter=within & Q(state=HitState.OPEN))
        asked[f"said_{at}"] = Avg("probability", filter=within & decided)
    found = hits.aggregate(**asked)
    out = []
    for at, (least, most) in enumerate(itertools.pairwise(BANDS)):
        n, good = found[f"decided_{at}"], found[f"confirmed_{at}"]
        share = wilson(good, n) if n else None
        out.append(Band(least, min(most, 1.0), n, good, found[f"said_{at}"], share, found[f"waiting_{at}"]))
    return out[::-1]
