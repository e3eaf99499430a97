"""Writes of the laboratory."""

from tongguan.operations.quarantine.actions.custody import collect, hand_over, receive
from tongguan.operations.quarantine.actions.following import order_for_encounter, order_for_hit
from tongguan.operations.quarantine.actions.nonconformities import lift, watch_transit
from tongguan.operations.quarantine.actions.notices import acknowledge, remind
from tongguan.operations.quarantine.actions.ordering import order_for_request, order_sample
from tongguan.operations.quarantine.actions.retention import forget_people, oldest_person
from tongguan.operations.quarantine.actions.runs import load_run, plan_run, sign_reports

__all__ = [
    "acknowledge", "collect", "forget_people", "hand_over", "lift", "load_run", "oldest_person", "order_for_encounter",
    "order_for_hit", "order_for_request", "order_sample", "plan_run", "receive", "remind", "sign_reports",
    "watch_transit",
]  # fmt: skip
