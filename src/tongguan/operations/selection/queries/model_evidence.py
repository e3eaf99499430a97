"""What time says of risk models: hit rates beside the random arm, lift, calibration, champion against challenger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import numpy as np
from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Max, QuerySet

from tongguan.engines.risk_learning import CalibrationError, calibration_error
from tongguan.engines.targeting import Difference, Lift, Rate, difference_of, lift_of, rate_of
from tongguan.operations.selection.enums import Arm, ModelState
from tongguan.operations.selection.models import ModelScore, Outcome, RiskModel, Selection
from tongguan.operations.selection.queries.decisions import decisions
from tongguan.platform.permissions.interface import Actor

MOST_SHOWN = 10
Seen = tuple[float, bool, float, float, bool]
"""Inclusion probability, finding, recovered value, the random share's part of it, whether that chose."""


@dataclass(frozen=True, slots=True)
class ModelEvidence:
    """One model over a span: how many it scored and flagged (reached a quota); the hit rate of the flagged beside
    that of the random arm among all it scored, by inverse propensity; how true its probabilities were (None without
    outcomes)."""

    scored: int
    flagged: int
    rate: Rate
    control: Rate
    lift: Lift
    calibration: CalibrationError | None


def seen_since(since: datetime) -> dict[int, Seen]:
    """The examined selections with a stored chance since a moment, by key. One statement."""
    found = Outcome.objects.filter(selection__decided_at__gte=since).exclude(arm=Arm.REVIEW)
    rows = found.values_list(
        "selection", "selection__inclusion", "selection__random_share", "selection__by_random"
    ).annotate(good=BoolOr("finding"), value=Max("recovered_value"))
    return {
        key: (float(Fraction(inclusion)), good, float(value), _fraction(share), at_random)
        for key, inclusion, share, at_random, good, value in rows
        if inclusion and Fraction(inclusion) > 0
    }


def _fraction(stored: str) -> float:
    return float(Fraction(stored)) if stored else 0.0


def random_rate(seen: Iterable[Seen]) -> Rate:
    """The hit rate of the random arm: what chance alone chose, each by the share then in force."""
    rows = [(good, share) for _chance, good, _value, share, at_random in seen if at_random and share > 0]
    return rate_of([good for good, _share in rows], [share for _good, share in rows])


def model_evidence(models: Sequence[RiskModel], since: datetime) -> dict[int, ModelEvidence]:
    """Each model's evidence since a moment, by key. Three statements, however many models there are."""
    seen = seen_since(since)
    return {key: _evidence(found, seen) for key, found in _scores(models, since).items()}


def _scores(models: Sequence[RiskModel], since: datetime) -> dict[int, dict[int, tuple[float, bool]]]:
    """By model: selection → (probability, flagged), of decided selections only."""
    found: dict[int, dict[int, tuple[float, bool]]] = {model.pk: {} for model in models}
    rows = ModelScore.objects.filter(model__in=list(found), selection__decided_at__gte=since)
    for model_id, selection_id, probability, quotas in rows.values_list(
        "model", "selection", "probability", "quotas"
    ):
        found[model_id][selection_id] = (probability, bool(quotas))
    return found


def _evidence(scores: Mapping[int, tuple[float, bool]], seen: Mapping[int, Seen]) -> ModelEvidence:
    control = random_rate(seen[key] for key in scores if key in seen)
    flagged = [seen[key] for key, (_p, reaches) in scores.items() if reaches and key in seen]
    rate = rate_of([each[1] for each in flagged], [each[0] for each in flagged])
    known = [(probability, seen[key]) for key, (probability, _r) in scores.items() if key in seen]
    calibration = None
    if known:
        calibration = calibration_error(
            np.array([probability for probability, _seen in known]),
            np.array([float(each[1]) for _p, each in known]),
            np.array([1 / each[0] for _p, each in known]),
        )
    return ModelEvidence(
        len(scores),
        sum(reaches for _p, reaches in scores.values()),
        rate,
        control,
        lift_of(rate, control),
        calibration,
    )


def against_champion(challenger: RiskModel, since: datetime) -> Difference | None:
    """How much higher the hit rate of what a challenger flags is than that of what the champion under its code flags,
    over declarations that both scored; None where there is no champion."""
    champion = RiskModel.objects.filter(code=challenger.code, state=ModelState.LIVE).first()
    if champion is None or champion.pk == challenger.pk:
        return None
    scores = _scores([challenger, champion], since)
    new, old = scores[challenger.pk], scores[champion.pk]
    seen = seen_since(since)
    both = [key for key in new if key in old and key in seen]
    return difference_of(
        [new[key][1] for key in both],
        [old[key][1] for key in both],
        [seen[key][1] for key in both],
        [seen[key][0] for key in both],
    )


@dataclass(frozen=True, slots=True)
class Arms:
    """The hit rate of what risk chose and of what chance chose, over the same span, and the lift between them."""

    targeted: Rate
    control: Rate
    lift: Lift


def arms_since(since: datetime) -> Arms:
    """The targeted arm beside the random arm: what rules or models chose, each by the chance they gave it."""
    seen = seen_since(since)
    keys = Selection.objects.filter(pk__in=list(seen), by_risk=True).values_list("pk", "risk_share")
    rows = [(seen[key][1], _fraction(share)) for key, share in keys]
    known = [(good, share) for good, share in rows if share > 0]
    targeted = rate_of([good for good, _share in known], [share for _good, share in known])
    control = random_rate(seen.values())
    return Arms(targeted, control, lift_of(targeted, control))


def latest_flagged(actor: Actor, model: RiskModel) -> QuerySet[ModelScore]:
    """The latest declarations that reached a quota of the model, of the actor's offices, once their draw is out."""
    scores = ModelScore.objects.filter(model=model, selection__in=decisions(actor)).exclude(quotas=[])
    return scores.select_related("selection").defer("selection__facts").order_by("-selection")[:MOST_SHOWN]
