"""How well images are read: agreement of double readings by analyst, and what image review saves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils import timezone

from tongguan.engines.agreement import Agreement, agreement
from tongguan.operations.image_review.enums import DONE, State
from tongguan.operations.image_review.models import ImageTask
from tongguan.operations.image_review.module import QUALITY
from tongguan.operations.image_review.rules import ImageShares, image_shares, told_by_being_asked
from tongguan.operations.selection.interface import published
from tongguan.platform.permissions.interface import Actor, require
from tongguan.platform.reference.interface import ReferenceMissing, parameter

PASSED = ("clear", "refute")


@dataclass(frozen=True, slots=True)
class AnalystQuality:
    """One analyst's readings that somebody else read too, in either order."""

    name: str
    found: Agreement


@dataclass(frozen=True, slots=True)
class Quality:
    """What a span of days says; only closed tasks."""

    closed: int
    read_twice: int
    controls: int
    disagreed: int
    overall: Agreement
    analysts: tuple[AnalystQuality, ...]
    asked: float | None
    control_share: Fraction
    shares: ImageShares
    by_image: int
    examined: int


def quality(actor: Actor, since: datetime, until: datetime) -> Quality:
    """Double readings of tasks closed in the span, weighted by how likely they were drawn."""
    require(actor, QUALITY)
    closed = ImageTask.objects.filter(state__in=DONE, changed_at__gte=since, changed_at__lt=until)
    counted = closed.aggregate(
        closed=Count("pk"),
        read=Count("pk", filter=Q(first_analyst__isnull=False)),
        suspicious=Count("pk", filter=Q(first_verdict__verdict="suspect")),
        passed=Count("pk", filter=Q(state=State.CLEARED)),
    )
    rows = list(
        closed.filter(second_analyst__isnull=False).values_list(
            "first_analyst_id", "second_analyst_id", "first_verdict", "second_verdict", "second_inclusion"
        )
    )
    pairs: list[tuple[bool, bool]] = []
    chances: list[float] = []
    own: dict[int, list[tuple[tuple[bool, bool], float]]] = defaultdict(list)
    for first, second, *verdicts, inclusion in rows:
        said = (_suspicious(verdicts[0]), _suspicious(verdicts[1]))
        chance = float(Fraction(inclusion or "1"))
        pairs.append(said)
        chances.append(chance)
        own[first].append((said, chance))
        own[second].append((said[::-1], chance))
    names = {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=own)}
    share = _control_share()
    examined = published(since, until).inspection
    return Quality(
        closed=counted["closed"],
        read_twice=len(pairs),
        controls=sum(not one for one, _other in pairs),
        disagreed=sum(one != other for one, other in pairs),
        overall=agreement(pairs, chances),
        analysts=tuple(
            AnalystQuality(names[key], agreement([said for said, _c in given], [c for _said, c in given]))
            for key, given in sorted(own.items(), key=lambda item: names[item[0]])
        ),
        asked=told_by_being_asked(counted["suspicious"] / counted["read"], float(share))
        if counted["read"]
        else None,
        control_share=share,
        shares=image_shares(counted["closed"], examined, counted["passed"]),
        by_image=counted["closed"],
        examined=examined,
    )


def results_between(since: datetime, until: datetime) -> tuple[int, int]:
    """How many images read and closed in that span passed, and how many opened an inspection. Counts only."""
    closed = ImageTask.objects.filter(
        changed_at__gte=since, changed_at__lt=until, first_analyst__isnull=False
    )
    counted = closed.aggregate(
        passed=Count("pk", filter=Q(state=State.CLEARED)),
        opened=Count("pk", filter=Q(state=State.INSPECTION_ORDERED)),
    )
    return counted["passed"], counted["opened"]


def _suspicious(verdict: Mapping[str, Any]) -> bool:
    return verdict.get("verdict") not in PASSED


def _control_share() -> Fraction:
    """The share in force; none where nobody set one."""
    try:
        return Fraction(parameter("image_review.control_share", timezone.localdate()))
    except ReferenceMissing:
        return Fraction(0)
