"""From the record's aliases back to real names, told to who waits for the result."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from tongguan.engines.draw import Inputs, kept_apart
from tongguan.platform.events.interface import publish
from tongguan.platform.queues.aliases import name_alias
from tongguan.platform.queues.enums import Fallback
from tongguan.platform.queues.fallbacks import fall_back
from tongguan.platform.queues.models import DrawAssignment, DrawEntry, DrawRound


def publish_results(
    round_: DrawRound, inputs: Inputs, value: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """Write each entry's result and parts and publish `draw.done` with it; the round's counts.

    Runs in the transaction that makes the round done, so nobody sees one without the other.
    """
    result = value["result"]
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in result["assignments"]:
        parts[each["entry"]].append(each)
    rows = {row.alias: row for row in round_.entries.order_by("id")}
    assignments: list[DrawAssignment] = []
    for each in result["selections"]:
        row = rows[each["entry"]]
        given = _assignments(row, parts[row.alias], round_.officers, now)
        assignments += given
        row.result = _told(row, each, given, bytes(round_.alias_key))
    DrawEntry.objects.bulk_update(rows.values(), ["result"], batch_size=500)
    DrawAssignment.objects.bulk_create(assignments, batch_size=500)
    for row in rows.values():
        publish("draw.done", row.entry, payload(round_, row, value["degraded"]))
    publish("draw.round_done", f"draw:{round_.pk}", {"round": round_.pk, "purpose": round_.purpose})
    for reason, count in sorted(Counter(part.fallback for part in assignments if part.fallback).items()):
        fall_back(round_, Fallback(reason), count)
    return _counts(inputs, result)


def payload(round_: DrawRound, row: DrawEntry, degraded: bool) -> dict[str, Any]:
    """What the event `draw.done` carries about one entry."""
    return {
        "purpose": round_.purpose, "round": round_.pk, "entry": row.entry, "degraded": degraded,
        **(row.result or {}),
    }  # fmt: skip


def _assignments(
    row: DrawEntry, parts: list[dict[str, Any]], officers: dict[str, int], now: datetime
) -> list[DrawAssignment]:
    places: dict[str, int] = defaultdict(int)
    out = []
    for part in parts:
        out.append(
            DrawAssignment(
                entry=row,
                role=part["role"],
                place=places[part["role"]],
                officer_id=officers[part["officer"]] if part["officer"] else None,
                eligible=part["eligible"],
                fallback=part["fallback"] or "",
                firms=row.given["firms"],
                at=now,
            )
        )
        places[part["role"]] += 1
    return out


def _told(row: DrawEntry, each: dict[str, Any], given: list[DrawAssignment], key: bytes) -> dict[str, Any]:
    real = {
        kind: {name_alias(key, "option", value): value for value in values}
        for kind, values in row.given["options"].items()
    }
    return {
        "selected": bool(each["arms"]),
        "arms": each["arms"],
        "inclusion": each["inclusion"],
        "random": each["random"],
        "risk": each["risk"],
        "choices": {kind: real[kind][alias] for kind, alias in each["choices"].items()},
        "assignments": [
            {
                "role": part.role,
                "officer": part.officer_id,
                "fallback": part.fallback,
                "eligible": part.eligible,
            }
            for part in given
        ],
    }


def _counts(inputs: Inputs, result: dict[str, Any]) -> dict[str, Any]:
    selections = result["selections"]
    selected = {each["entry"] for each in selections if each["arms"]}
    return {
        "entries": len(selections),
        "selected": len(selected),
        "at_risk": sum("risk" in each["arms"] for each in selections),
        "at_random": sum("random" in each["arms"] for each in selections),
        "parts": len(result["assignments"]),
        "without_officer": sum(part["officer"] is None for part in result["assignments"]),
        "kept_apart": kept_apart(inputs.roster, [entry for entry in inputs.pool if entry.id in selected]),
    }
