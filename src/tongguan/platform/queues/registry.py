"""What other modules register: plans of draws, sources of waiting work, counts of open tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from tongguan.platform.permissions.interface import Actor
from tongguan.platform.queues.contracts import RoundPlan, WorkItem

WorkSource = Callable[[Actor], Iterable[WorkItem]]
LoadSource = Callable[[Sequence[int]], Mapping[int, int]]

_plans: dict[str, RoundPlan] = {}
_work: dict[str, WorkSource] = {}
_loads: dict[str, LoadSource] = {}


def register_purpose(plan: RoundPlan) -> None:
    """Declare a kind of draw; ValueError on a purpose that is no short code."""
    if not plan.purpose.replace("_", "").replace(".", "").isalnum() or len(plan.purpose) > 40:
        raise ValueError(f"a purpose is a short code, not {plan.purpose!r}")
    _plans[plan.purpose] = plan


def plan_of(purpose: str) -> RoundPlan:
    """The plan of a purpose; KeyError where no module registered it."""
    return _plans[purpose]


def plans() -> Mapping[str, RoundPlan]:
    """All plans by purpose."""
    return dict(_plans)


def register_work(kind: str, source: WorkSource) -> None:
    """Declare a source of waiting work: `source(actor)` yields what the actor may see of it."""
    _work[kind] = source


def work_sources() -> Mapping[str, WorkSource]:
    """All sources by kind."""
    return dict(_work)


def register_load(kind: str, source: LoadSource) -> None:
    """Declare how many open tasks of a kind officers have: `source(user_ids)` gives user id → count."""
    _loads[kind] = source


def load_of(user_ids: Sequence[int]) -> dict[int, int]:
    """Open tasks of each person over all kinds."""
    total = dict.fromkeys(user_ids, 0)
    for source in _loads.values():
        for user_id, count in source(user_ids).items():
            if user_id in total:
                total[user_id] += count
    return total
