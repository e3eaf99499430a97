"""The page of learned risk models."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.operations.selection.module import VIEW
from tongguan.operations.selection.queries import (
    arms_since,
    latest_retrainings,
    model_evidence,
    models_listed,
)
from tongguan.operations.selection.tables import (
    RETRAINED_TONES,
    SHOWN_DAYS,
    ModelRow,
    ModelTable,
    model_url,
    shown_lift,
    shown_rate,
)
from tongguan.platform.permissions.interface import Actor, page

MODELS = Text(zh="风险模型", en="Risk models")


@page(VIEW)
def models(request: HttpRequest) -> HttpResponse:
    """The risk models beside the random arm, each with what it found, how sure that is, and how it drifts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now, shown = timezone.now(), models_listed(actor)
    since = now - timedelta(days=SHOWN_DAYS)
    found, arms = model_evidence(shown, since), arms_since(since)
    table = ModelTable([ModelRow(row, found[row.pk]) for row in shown], request)
    return table.response(
        "selection/models.html",
        {
            "title": MODELS,
            "days": SHOWN_DAYS,
            "live": sum(row.state == "live" for row in shown),
            "control": shown_rate(arms.control),
            "targeted": shown_rate(arms.targeted),
            "lift": shown_lift(arms.lift),
            "retrainings": [
                (each, RETRAINED_TONES[each.kind], model_url(each.challenger) if each.challenger else "")
                for each in latest_retrainings()
            ],
            "lift_tone": "good" if arms.lift.better else "",
        },
    )
