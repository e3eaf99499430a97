"""Release times over HTTP, to read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from tongguan.operations.release_times.module import VIEW
from tongguan.operations.release_times.queries import all_figures, between, visible_steps
from tongguan.platform.permissions.interface import requires

router = Router()
PREFIX = "/release-times"


class FiguresRow(Schema):
    """Durations of a step in seconds; `excluded` counts what was left out, by reason."""

    step: str
    count: int
    p50: float | None
    p80: float | None
    p90: float | None
    p95: float | None
    mean: float | None
    excluded: dict[str, int]
    excluded_share: float
    stopped_mean: float
    target_seconds: float | None
    within_target: int


class FiguresAnswer(Schema):
    """Figures of every step."""

    figures: list[FiguresRow]


@router.get("/figures", auth=requires(VIEW), response=FiguresAnswer, summary="Release times of every step")
def figures(
    request: HttpRequest, since: datetime | None = None, until: datetime | None = None, lane: str = ""
) -> FiguresAnswer:
    """Percentiles and means in seconds over steps that ended in [since, until), at the caller's offices."""
    rows = between(visible_steps(request.actor), since, until)  # type: ignore[attr-defined]
    if lane:
        rows = rows.filter(release__lane=lane)
    return FiguresAnswer(
        figures=[
            FiguresRow(**asdict(found), excluded_share=found.excluded_share) for found in all_figures(rows)
        ]
    )
