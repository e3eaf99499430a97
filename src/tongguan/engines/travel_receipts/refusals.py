"""The list a gate keeps for hours without a network: receipts that are signed and not expired, and yet do not count."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tongguan.engines.travel_receipts.content import SERIAL_BYTES
from tongguan.engines.travel_receipts.keys import ReceiptKey, signed_by

MOST_ENTRIES = 200_000
"""More than a day's refused receipts of the largest airport: a longer list is refused, not cut."""


class Refused(StrEnum):
    """Why a receipt does not count before it expires."""

    SUPERSEDED = "superseded"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Refusals:
    """Serials with the reason, as of a moment."""

    at: dt.datetime
    serials: dict[str, Refused]

    def signed(self, key: ReceiptKey) -> dict[str, object]:
        """JSON-ready, with the signature of the canonical text of everything else."""
        body = _body(self.at, self.serials.items())
        return {**body, "key": key.mark, "signature": key.signature(_canonical(body)).hex()}


def _body(at: dt.datetime, entries: Iterable[tuple[str, Refused]]) -> dict[str, object]:
    found: dict[str, list[str]] = {reason.value: [] for reason in Refused}
    for serial, reason in entries:
        found[reason.value].append(serial)
    lists = {reason: "".join(sorted(serials)) for reason, serials in found.items()}
    return {"at": at.astimezone(dt.UTC).isoformat(timespec="seconds"), **lists}


def _canonical(body: dict[str, object]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def read_refusals(told: object, keys: tuple[bytes, ...]) -> Refusals | None:
    """A signed list read; None where it is malformed, too long or not signed by one of the keys."""
    try:
        body = {name: str(told[name]) for name in ("at", *Refused)}  # type: ignore[index]
        mark, signature = int(told["key"]), bytes.fromhex(told["signature"])  # type: ignore[index]
        at = dt.datetime.fromisoformat(body["at"])
        if at.tzinfo is None or not signed_by(keys, mark, _canonical(dict(body)), signature):
            return None
        width = 2 * SERIAL_BYTES
        if sum(len(body[reason]) for reason in Refused) > width * MOST_ENTRIES:
            return None
        serials = {
            body[reason][start : start + width]: reason
            for reason in Refused
            for start in range(0, len(body[reason]), width)
        }
    except (TypeError, KeyError, ValueError):
        return None
    return Refusals(at, serials)
