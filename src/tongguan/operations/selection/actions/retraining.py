"""Challengers by the clock: each model in use is trained anew from the house's outcomes and registered as a draft.

Nothing here runs a model: two people must still take it into shadow and promote it. What came of each look is kept,
refusals by a gate too, and stands on the models' page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.engines.risk_learning import (
    BOOSTED,
    PROFILE,
    Frame,
    GateFailed,
    Settings,
    TooFew,
    boosting_available,
    dumps,
    rows_in_scope,
)
from tongguan.operations.selection.actions.registering import register_model
from tongguan.operations.selection.actions.training import trained_from
from tongguan.operations.selection.enums import ModelState, Retrained
from tongguan.operations.selection.models import Retraining, RiskModel
from tongguan.operations.selection.queries import frame_in, labelled, retraining_outcomes
from tongguan.operations.selection.queries.writing_files import flat, write_rows
from tongguan.platform.permissions.interface import SYSTEM, Refused

LABEL_DAYS = 730
IN_USE = (ModelState.LIVE, ModelState.SHADOW, ModelState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class _Result:
    kind: Retrained
    text: Text
    new: int = 0
    challenger: RiskModel | None = None


@transaction.atomic
def retrain(now: datetime) -> int:
    """Look at every code with a model in use; how many challengers that registered."""
    models: dict[str, RiskModel] = {}
    for row in RiskModel.objects.filter(state__in=IN_USE).order_by("code", "revision"):
        models[row.code] = row  # the newest of a code comes last
    latest = {code: _latest(code) for code in models}
    found = {code: _waiting(row) for code, row in latest.items() if row.state == ModelState.DRAFT}
    if len(found) < len(models):
        with TemporaryDirectory(prefix="tongguan-labels-") as folder:
            data = Path(folder) / "labels.jsonl"
            count = write_rows(data, (flat(*each) for each in labelled(now - timedelta(days=LABEL_DAYS))))
            frame = frame_in(data).frame if count else None
            for code in models.keys() - found.keys():
                found[code] = _looked_at(models[code], _new(latest[code], frame), data, now)
    for code, each in found.items():
        Retraining.objects.create(
            at=now, code=code, kind=each.kind, new_outcomes=each.new, zh=each.text.zh, en=each.text.en,
            challenger=each.challenger,
        )  # fmt: skip
    return sum(each.challenger is not None for each in found.values())


def _latest(code: str) -> RiskModel:
    return RiskModel.objects.filter(code=code).exclude(state=ModelState.REJECTED).latest("revision")


def _waiting(draft: RiskModel) -> _Result:
    zh, en = f"{draft.reference} 尚待批准", f"{draft.reference} still waits for a person"
    return _Result(Retrained.WAITING, Text(zh=zh, en=en))


def _looked_at(row: RiskModel, new: int, data: Path, now: datetime) -> _Result:
    needed = retraining_outcomes(timezone.localdate(now))
    if not new or new < needed:
        zh, en = f"新查验结果 {new} 票，至少需 {needed} 票", f"{new} new outcomes; {needed} are needed"
        return _Result(Retrained.TOO_FEW, Text(zh=zh, en=en), new)
    settings = Settings(
        name=row.code, algorithm=BOOSTED if boosting_available() else PROFILE, scope=row.scope or None
    )
    try:
        content = dumps(trained_from(data, settings))
        challenger = register_model(
            actor=SYSTEM, office_id=row.office_id, code=row.code, title=row.title, content=content
        )
    except GateFailed as fault:
        return _Result(Retrained.REFUSED, fault.gate.text, new)
    except TooFew as fault:
        return _Result(
            Retrained.REFUSED, Text(zh=f"数据不足：{fault}", en=f"too little to learn from: {fault}"), new
        )
    except Refused as fault:
        return _Result(Retrained.REFUSED, fault.problems[0].message, new)
    zh, en = (
        f"已登记 {challenger.reference}，待批准",
        f"registered {challenger.reference}, for people to decide",
    )
    return _Result(Retrained.REGISTERED, Text(zh=zh, en=en), new, challenger)


def _new(latest: RiskModel, frame: Frame | None) -> int:
    """Outcomes in scope that were known only after the code's latest version had learned."""
    if frame is None:
        return 0
    later = frame.examined & (frame.resolved > latest.last_day.toordinal())
    return int((later & rows_in_scope(frame, latest.scope)).sum())
