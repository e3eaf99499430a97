"""The register for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from tongguan.platform.permissions.interface import requires
from tongguan.security.systems import queries
from tongguan.security.systems.contracts import Card

router = Router()
PREFIX = "/systems"


def _told(card: Card) -> dict[str, Any]:
    module = card.module
    return {
        "code": module.code,
        "zh": module.name.zh,
        "en": module.name.en,
        "catalogue": list(module.catalogue),
        "owner": module.owner,
        "state": module.state,
        "mlps_level": module.mlps_level,
        "data_level": module.data_level,
        "rto_hours": module.rto_hours,
        "rpo_minutes": module.rpo_minutes,
        "contract": card.contract,
        "operations": [f"{o.method} {o.path}" for o in card.operations],
        "publishes": list(card.publishes),
        "handles": list(card.handles),
        "depends_on": list(module.depends_on),
        "used_by": list(card.used_by),
        "permissions": [p.code for p in module.permissions],
    }


@router.get("", auth=requires("systems.view"))
def list_systems(request: HttpRequest) -> list[dict[str, Any]]:
    """Every card."""
    groups = queries.register(request.actor)  # type: ignore[attr-defined]
    return [_told(card) for cards in groups.values() for card in cards]


@router.get("/{code}/impact", auth=requires("systems.view"))
def show_impact(request: HttpRequest, code: str) -> dict[str, Any]:
    """What depends on a system."""
    hit = queries.impact(request.actor, code)  # type: ignore[attr-defined]
    return {
        "code": code,
        "direct": list(hit.direct),
        "indirect": list(hit.indirect),
        "listeners": [{"topic": topic, "system": who} for topic, who in hit.listeners],
    }
