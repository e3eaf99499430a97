"""The door to cases."""

from tongguan.platform.cases.actions import claim, open_case, take_step
from tongguan.platform.cases.contracts import (
    NEW,
    SYSTEM_ONLY,
    Clock,
    Field,
    Group,
    Guard,
    Kind,
    Moving,
    Notice,
    Relation,
    State,
    Transition,
    Who,
    Workflow,
)
from tongguan.platform.cases.pages import CasePage, register_page
from tongguan.platform.cases.queries import (
    possible_steps,
    queues,
    timeline,
    visible,
    visible_case,
    waiting,
)
from tongguan.platform.cases.registry import register, workflow, workflows
from tongguan.platform.cases.submissions import Submission, once, submission_of

__all__ = [
    "NEW",
    "SYSTEM_ONLY",
    "CasePage",
    "Clock",
    "Field",
    "Group",
    "Guard",
    "Kind",
    "Moving",
    "Notice",
    "Relation",
    "State",
    "Submission",
    "Transition",
    "Who",
    "Workflow",
    "claim",
    "once",
    "open_case",
    "possible_steps",
    "queues",
    "register",
    "register_page",
    "submission_of",
    "take_step",
    "timeline",
    "visible",
    "visible_case",
    "waiting",
    "workflow",
    "workflows",
]
