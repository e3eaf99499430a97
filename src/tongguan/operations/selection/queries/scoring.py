"""Risk models asked of a declaration: read once a process, again when one changes or the day does."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from django.utils import timezone

from tongguan.engines.risk_learning import (
    Model,
    Row,
    Thresholds,
    digest_of,
    in_scope,
    level_at,
    levels_of,
    loads,
    reached,
    runs_here,
)
from tongguan.engines.targeting import Facts
from tongguan.operations.selection.contracts import Scored
from tongguan.operations.selection.enums import ModelState, Standing
from tongguan.operations.selection.models import ModelFile, ModelScore, RiskModel
from tongguan.operations.selection.queries.plans import model_plan
from tongguan.operations.selection.rules import row_of

log = logging.getLogger(__name__)
ASKED = (ModelState.LIVE, ModelState.SHADOW)
LEVEL_DAYS = 28
MOST = 1e300
"""Stands for no threshold (∞) in a column."""
FEWEST_FOR_LEVELS, MOST_FOR_LEVELS = 1_000, 50_000


@dataclass(frozen=True, slots=True)
class _Ready:
    """A model with its row, and from where on its quotas begin on this day."""

    row: RiskModel
    model: Model
    at: Thresholds


@dataclass(frozen=True, slots=True)
class _Asked:
    stamp: tuple[Any, ...]
    models: tuple[_Ready, ...]


_asked: _Asked | None = None


def scores_of(facts: Facts, now: datetime, stamp: tuple[Any, ...]) -> list[Scored]:
    """What the models, live or in shadow, say of a declaration in their scope, by code and version.

    `stamp` tells whether anything changed since they were read (see `versions.stamp_of`).
    """
    global _asked
    stamp = (stamp[0], *stamp[3:])
    if not stamp[1]:
        return []
    asked = _asked
    if asked is None or asked.stamp != stamp:
        asked = _asked = _Asked(stamp, tuple(_ready(now)))
    row = row_of(facts)
    shares = model_plan(now)
    in_question = [each for each in asked.models if in_scope(row, each.model.scope)]
    return [scored for each in in_question if (scored := _scored_or_none(each, row, shares.chance))]


def _scored_or_none(ready: _Ready, row: Row, chance: Fraction) -> Scored | None:
    """None where the model fails: it must not stop clearance, which goes on by rules and chance."""
    try:
        return _scored(ready, row, chance)
    except Exception:
        log.exception("risk model %s could not be asked", ready.row.reference)
        return None


def _scored(ready: _Ready, row: Row, chance: Fraction) -> Scored:
    found, at, model = ready.model.score_one(row), ready.at, ready.row
    probability, revenue = _nine(found.probability), _nine(found.revenue)
    quotas = reached(probability, revenue, at)
    acts = model.state == ModelState.LIVE
    return Scored(
        model.pk, model.code, model.revision, model.title, model.model_sha256, probability, revenue,
        at.probability, at.revenue, quotas,
        chance if acts and quotas else Fraction(0),
        Standing.ACTS if acts else Standing.SHADOW,
        tuple(_reasons(ready.model, row)) if quotas else (),
    )  # fmt: skip


def _reasons(model: Model, row: Row) -> Iterable[dict[str, Any]]:
    for part in model.reasons(row):
        yield {
            "feature": part.feature,
            "value": part.value,
            "part": part.part,
            "zh": part.text.zh,
            "en": part.text.en,
        }


def _nine(value: float) -> float:
    """Nine digits: what is hashed and what is stored are the same number."""
    return float(f"{min(value, MOST):.9g}")


def _ready(now: datetime) -> Iterable[_Ready]:
    shares = model_plan(now)
    rows = RiskModel.objects.filter(state__in=ASKED).order_by("code", "revision")
    for row in rows:
        try:
            model = model_of(row)
            if not runs_here(model):
                raise ValueError("LightGBM is not installed here")
        except (ValueError, ModelFile.DoesNotExist):  # it must not stop clearance; the watch raises an alert
            log.exception("risk model %s cannot be used", row.reference)
            continue
        levels, revenue_levels = _levels(row, now) or (model.levels, model.revenue_levels)
        at = Thresholds(
            _nine(level_at(levels, shares.by_probability)), _nine(level_at(revenue_levels, shares.by_revenue))
        )
        yield _Ready(row, model, at)


def _levels(row: RiskModel, now: datetime) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """The distribution of its scores in the weeks before this day; None where there are too few."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    scores = ModelScore.objects.filter(
        model=row,
        selection__entered_at__gte=midnight - timedelta(days=LEVEL_DAYS),
        selection__entered_at__lt=midnight,
    ).order_by("-selection")
    found = np.array(scores.values_list("probability", "revenue")[:MOST_FOR_LEVELS], dtype=float)
    return (levels_of(found[:, 0]), levels_of(found[:, 1])) if len(found) >= FEWEST_FOR_LEVELS else None


def model_of(row: RiskModel) -> Model:
    """The model behind a row. ValueError where its bytes are not those that were registered."""
    content = bytes(ModelFile.objects.get(model=row).content)
    if digest_of(content) != row.model_sha256:
        raise ValueError(f"the bytes of {row.reference} are not those that were registered")
    return loads(content)
