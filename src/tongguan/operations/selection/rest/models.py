"""Learned risk models over HTTP, to read: what each is, and what it is worth."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import isinf
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from tongguan.engines.targeting import Lift, Rate
from tongguan.operations.selection.models import RiskModel
from tongguan.operations.selection.module import VIEW
from tongguan.operations.selection.queries import ModelEvidence, model_evidence, models_listed
from tongguan.operations.selection.rest.reading import router
from tongguan.operations.selection.tables import SHOWN_DAYS
from tongguan.operations.selection.workflow import RISK_MODEL
from tongguan.platform.cases.interface import visible_case
from tongguan.platform.permissions.interface import requires


class Estimate(Schema):
    """A share of `examined` declarations, by inverse propensity, with its 95 % interval; null: not known."""

    value: float | None
    low: float
    high: float
    examined: int


class Multiple(Schema):
    """How many times the random arm's rate, with its 95 % interval; `high` is null where there is no bound."""

    value: float | None
    low: float
    high: float | None
    better_than_random: bool


class Calibration(Schema):
    """Findings by findings foretold: 1 is true to life; its interval."""

    ratio: float
    low: float
    high: float


class Evidence(Schema):
    """What a model did over the last `days`: scored, flagged, hit rate of the flagged beside the random arm's."""

    days: int
    scored: int
    flagged: int
    rate: Estimate
    control: Estimate
    lift: Multiple
    calibration: Calibration | None


class ModelRow(Schema):
    """A version of a model. `scope`: for each field what its value may begin with; empty: every declaration."""

    reference: str
    code: str
    version: int
    zh: str
    en: str
    state: str
    algorithm: str
    scope: dict[str, Any]
    random_arm: bool
    last_day: date
    live_since: datetime | None
    evidence: Evidence


class ModelDetail(ModelRow):
    """A version of a model with what its training told and the latest look at drift."""

    model_sha256: str
    data_sha256: str
    code_version: str
    outcomes: int | None
    metrics: dict[str, Any]
    drift: dict[str, float]


@router.get(
    "/models", auth=requires(VIEW), response=list[ModelRow], summary="Risk models with what they found"
)
def models(request: HttpRequest) -> list[dict[str, Any]]:
    """Every version the caller's offices hold."""
    shown = models_listed(request.actor)  # type: ignore[attr-defined]
    found = model_evidence(shown, _since())
    return [_row(row, found[row.pk]) for row in shown]


@router.get(
    "/models/{reference}", auth=requires(VIEW), response=ModelDetail, summary="One version of a risk model"
)
def model(request: HttpRequest, reference: str) -> dict[str, Any]:
    """Its evidence, the metrics of its training with their intervals, and its drift by column."""
    row: RiskModel = visible_case(request.actor, RISK_MODEL, reference)  # type: ignore[attr-defined]
    return _row(row, model_evidence([row], _since())[row.pk]) | {
        "model_sha256": row.model_sha256,
        "data_sha256": row.data_sha256,
        "code_version": row.code_version,
        "outcomes": row.facts.get("outcomes"),
        "metrics": row.facts.get("metrics", {}),
        "drift": (row.monitor or {}).get("stability") or {},
    }


def _since() -> datetime:
    return timezone.now() - timedelta(days=SHOWN_DAYS)


def _row(row: RiskModel, found: ModelEvidence) -> dict[str, Any]:
    names = (
        "reference", "code", "zh", "en", "state", "algorithm", "scope", "random_arm", "last_day", "live_since",
    )  # fmt: skip
    said = found.calibration
    return {name: getattr(row, name) for name in names} | {
        "version": row.revision,
        "evidence": {
            "days": SHOWN_DAYS,
            "scored": found.scored,
            "flagged": found.flagged,
            "rate": _estimate(found.rate),
            "control": _estimate(found.control),
            "lift": _multiple(found.lift),
            "calibration": {"ratio": said.ratio, "low": said.low, "high": said.high} if said else None,
        },
    }


def _estimate(found: Rate) -> dict[str, Any]:
    return {"value": found.rate, "low": found.low, "high": found.high, "examined": found.examined}


def _multiple(found: Lift) -> dict[str, Any]:
    high = None if isinf(found.high) else found.high
    value = None if found.value is None or isinf(found.value) else found.value
    return {"value": value, "low": found.low, "high": high, "better_than_random": found.better}
