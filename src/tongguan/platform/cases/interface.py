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
    Offer,
    Relation,
    State,
    Transition,
    Who,
    Workflow,
)
from tongguan.platform.cases.disclosure import Told, is_sealed
from tongguan.platform.cases.errors import WrongState
from tongguan.platform.cases.numbering import next_reference
from tongguan.platform.cases.packages import archive_response, evidence_package
from tongguan.platform.cases.pages import CasePage, prepared, register_page, summary_of
from tongguan.platform.cases.queries import (
    course,
    offers,
    possible_steps,
    queues,
    read_case,
    timeline,
    visible,
    visible_case,
    waiting,
)
from tongguan.platform.cases.registry import register, workflow, workflows
from tongguan.platform.cases.submissions import (
    Submission,
    form_submission,
    form_submission_id,
    once,
    submission_of,
)

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
    "Offer",
    "Relation",
    "State",
    "Submission",
    "Told",
    "Transition",
    "Who",
    "Workflow",
    "WrongState",
    "archive_response",
    "claim",
    "course",
    "evidence_package",
    "form_submission",
    "form_submission_id",
    "is_sealed",
    "next_reference",
    "offers",
    "once",
    "open_case",
    "possible_steps",
    "prepared",
    "queues",
    "read_case",
    "register",
    "register_page",
    "submission_of",
    "summary_of",
    "take_step",
    "timeline",
    "visible",
    "visible_case",
    "waiting",
    "workflow",
    "workflows",
]
