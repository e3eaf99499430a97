"""Models watch themselves: drift raises an alert; a stale one, or one no better than chance, suspends itself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from math import isinf
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning import rows_in_scope, runs_here, stability
from tongguan.engines.targeting import Lift
from tongguan.operations.selection.enums import ModelState
from tongguan.operations.selection.models import RiskModel
from tongguan.operations.selection.queries import (
    ModelEvidence,
    WatchPlan,
    frame_since,
    model_evidence,
    model_of,
    watch_plan,
)
from tongguan.operations.selection.rules import column_title
from tongguan.operations.selection.workflow import RISK_MODEL
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.cases.interface import take_step
from tongguan.platform.permissions.interface import SYSTEM

DRIFT_DAYS = 28
FEWEST_FOR_DRIFT, MOST_FOR_DRIFT = 500, 20_000


@transaction.atomic
def watch_models(now: datetime) -> int:
    """Look at every model that is live or in shadow; how many alerts and suspensions that made.

    Kept on the model: each feature's stability index, calibration, lift, and when this was looked at.
    """
    models = list(RiskModel.objects.filter(state__in=(ModelState.LIVE, ModelState.SHADOW)))
    if not models:
        return 0
    plan = watch_plan(timezone.localdate(now))
    found = model_evidence(models, now - timedelta(days=plan.period_days))
    recent = frame_since(now - timedelta(days=DRIFT_DAYS), MOST_FOR_DRIFT)
    done = 0
    for row in models:
        seen = found[row.pk]
        monitor: dict[str, Any] = {
            "at": now.isoformat(), "scored": seen.scored, "flagged": seen.flagged, "stability": {},
            "lift": lift_told(seen.lift), "calibration": asdict(seen.calibration) if seen.calibration else None,
        }  # fmt: skip
        try:
            model = model_of(row)
        except ValueError as fault:
            done += _alert(
                row, now, "unusable", Text(zh=f"模型不可用：{fault}", en=f"cannot be used: {fault}")
            )
            continue
        if not runs_here(model):
            text = Text(
                zh="本系统未安装 LightGBM，模型不参与选查", en="LightGBM is missing here: it is not asked"
            )
            done += _alert(row, now, "unusable", text)
        own = recent.rows(rows_in_scope(recent, model.scope))
        if own.count >= FEWEST_FOR_DRIFT:
            monitor["stability"] = {k: round(v, 4) for k, v in stability(model.bins, own).items()}
        RiskModel.objects.filter(pk=row.pk).update(monitor=monitor)
        done += _drift(row, monitor, plan, now)
        if row.state == ModelState.LIVE:
            done += _suspend_itself(row, seen, plan, now)
    return done


IDENTITIES = frozenset({"trader_code", "declarant_code"})
"""Who declares changes every week; a new firm is no drift of the model."""


def _drift(row: RiskModel, monitor: dict[str, Any], plan: WatchPlan, now: datetime) -> int:
    moved = {k: v for k, v in monitor["stability"].items() if v > plan.stability and k not in IDENTITIES}
    notes = []
    for name, index in sorted(moved.items(), key=lambda each: -each[1])[:5]:
        title = column_title(name)
        zh, en = f"“{title.zh}”的稳定性指数 {index:.2f}", f"stability index of {title.en} {index:.2f}"
        notes.append(Text(zh=zh, en=en))
    said = monitor["calibration"]
    if (
        said
        and monitor["scored"]
        and (said["low"] > 1 + plan.calibration or said["high"] < 1 - plan.calibration)
    ):
        notes.append(
            Text(
                zh=f"实际查获为预期的 {said['ratio']:.2f} 倍（{said['low']:.2f} – {said['high']:.2f}）",
                en=f"findings are {said['ratio']:.2f} times what it says ({said['low']:.2f} – {said['high']:.2f})",
            )
        )
    if not notes:
        return 0
    return _alert(row, now, "drift", *notes)


def _suspend_itself(row: RiskModel, seen: ModelEvidence, plan: WatchPlan, now: datetime) -> int:
    """Stale, or live for the whole period, judged on enough outcomes, and its lift may be 1 or less."""
    today = timezone.localdate(now)
    why = _stale(row.last_day, today, plan.age_days)
    old = row.live_since is not None and row.live_since <= now - timedelta(days=plan.period_days)
    enough = min(seen.rate.examined, seen.control.examined) >= plan.evidence
    if why is None and old and enough and not seen.lift.better:
        span = span_of(seen.lift)
        why = Text(
            zh=f"{plan.period_days} 日内提升度区间 {span}（查验 {seen.rate.examined} 票），不高于 1",
            en=f"lift over {plan.period_days} days {span} ({seen.rate.examined} examined) not above 1",
        )
    if why is None:
        return 0
    take_step(
        actor=SYSTEM, workflow=RISK_MODEL, reference=row.reference, step="suspend_itself",
        data={"reason": f"{why.zh} / {why.en}"},
    )  # fmt: skip
    return 1 + _alert(row, now, "suspended", why)


def _stale(last_day: date, today: date, age_days: int) -> Text | None:
    age = (today - last_day).days
    if age <= age_days:
        return None
    return Text(
        zh=f"模型数据已 {age} 日未更新，上限 {age_days} 日",
        en=f"it learned until {age} days ago; at most {age_days}",
    )


def _alert(row: RiskModel, now: datetime, kind: str, *notes: Text) -> int:
    """One alert a model, kind and month."""
    titles = {
        "drift": Text(zh=f"风险模型 {row.reference} 漂移", en=f"Risk model {row.reference} drifts"),
        "suspended": Text(
            zh=f"风险模型 {row.reference} 已自动暂停", en=f"Risk model {row.reference} suspended itself"
        ),
        "unusable": Text(
            zh=f"风险模型 {row.reference} 不可用", en=f"Risk model {row.reference} cannot be used"
        ),
    }
    url = f"/cases/risk_model/{row.reference}/"
    raise_alert(
        source_key=f"risk_model/{row.reference}/{kind}/{timezone.localdate(now):%Y-%m}",
        kind=f"risk_model.{kind}",
        title=titles[kind],
        severity=Severity.LOW if kind == "drift" else Severity.MEDIUM,
        evidence=[Evidence("row", row.reference, url=url, note=note) for note in notes],
        source=Source("risk_model", row.code, str(row.revision)),
        office_id=row.office_id,
        owner_user_id=row.owner_id,
    )
    return 1


def lift_told(lift: Lift) -> dict[str, float | None]:
    """A lift as plain JSON; no bound is null."""
    return {"value": lift.value, "low": lift.low, "high": None if isinf(lift.high) else lift.high}


def span_of(lift: Lift) -> str:
    """Its interval in signs."""
    return f"{lift.low:.2f} – {'∞' if isinf(lift.high) else f'{lift.high:.2f}'}"
