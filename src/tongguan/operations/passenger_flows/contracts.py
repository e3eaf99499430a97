"""What a hall is, as its page asks for it."""

from __future__ import annotations

from dataclasses import dataclass

MODELS = ("poisson", "flights")
"""Both arrival models are always played: one by one, and by the planeload."""
LARGEST = {
    "per_hour": 6000, "desks": 100, "lanes": 100, "kiosks": 300, "referral_desks": 60, "hours": 8, "seats": 600,
    "bank": 12, "replications": 300,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A hall before and after: `desks` with paper; `kiosks` and then `lanes`, of which a share in per cent is sent to
    `referral_desks`. Times are mean seconds. Flights land `bank` at a time, with `per_hour` travellers on average."""

    per_hour: int
    hours: int
    seats: int
    bank: int
    desks: int
    paper_s: float
    lanes: int
    lane_s: float
    kiosks: int
    kiosk_s: float
    referral_desks: int
    referral_percent: float
    referral_s: float
    replications: int
    seed: int = 1
