"""The door to draws, duty and the order of work."""

from tongguan.platform.queues.actions import (
    commit_randomness,
    put_on_duty,
    reveal_randomness,
    set_available,
)
from tongguan.platform.queues.contracts import (
    AssignedPart,
    EntryResult,
    RoundPlan,
    RoundSummary,
    Worker,
    WorkItem,
)
from tongguan.platform.queues.days import day_files
from tongguan.platform.queues.disclosure import Disclosed, closed_days, disclosed, latest_rounds, together
from tongguan.platform.queues.drawing import advance
from tongguan.platform.queues.duty import roster, worker
from tongguan.platform.queues.enums import Fallback
from tongguan.platform.queues.fallbacks import close_open_parts
from tongguan.platform.queues.models import Duty
from tongguan.platform.queues.queries import (
    full_record,
    proof_of_entry,
    public_record,
    result_of,
    round_receipt,
    summaries,
    summary,
    work_for,
)
from tongguan.platform.queues.registry import register_load, register_purpose, register_work
from tongguan.platform.queues.relations import declare_conflict, end_conflict
from tongguan.platform.queues.rounds import enter
from tongguan.platform.queues.rules import eligible, in_order, ordering_key

__all__ = [
    "AssignedPart",
    "Disclosed",
    "Duty",
    "EntryResult",
    "Fallback",
    "RoundPlan",
    "RoundSummary",
    "WorkItem",
    "Worker",
    "advance",
    "close_open_parts",
    "closed_days",
    "commit_randomness",
    "day_files",
    "declare_conflict",
    "disclosed",
    "eligible",
    "end_conflict",
    "enter",
    "full_record",
    "in_order",
    "latest_rounds",
    "ordering_key",
    "proof_of_entry",
    "public_record",
    "put_on_duty",
    "register_load",
    "register_purpose",
    "register_work",
    "result_of",
    "reveal_randomness",
    "roster",
    "round_receipt",
    "set_available",
    "summaries",
    "summary",
    "together",
    "work_for",
    "worker",
]
