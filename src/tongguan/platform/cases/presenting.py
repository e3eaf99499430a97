"""Cases and steps as the design system's components want them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.cases.contracts import Group, Workflow
from tongguan.platform.cases.disclosure import Told
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.cases.pages import summary_of
from tongguan.platform.cases.tables import case_url
from tongguan.platform.ledger.interface import covered_entries
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.ui.interface import Proof, QueueEntry, TimelineStep, Tone

CLAIM = Text(zh="承办", en="Claimed")
DUE = Text(zh="办理时限", en="Due")


def queue_entries(actor: Actor, workflow: Workflow, cases: Iterable[Any]) -> list[QueueEntry]:
    """Queue lines: what it is, since when it waits, by when it must be done."""
    now = timezone.now()
    entries = []
    for case in cases:
        state = workflow.by_state[case.state]
        late = case.due_at is not None and case.due_at < now
        free = workflow.claimable and case.owner_id is None and case.office_id in actor.office_ids
        entries.append(
            QueueEntry(
                title=case.reference,
                url=case_url(workflow, case),
                reason=summary_of(workflow, case),
                tone=Tone.BAD if late else Tone(state.tone),
                icon=workflow.icon,
                status=state.title,
                waiting_since=case.changed_at,
                due=case.due_at,
                claim_url=reverse("cases_claim", args=[workflow.code, case.reference]) if free else "",
            )
        )
    return entries


def timeline_steps(workflow: Workflow, case: Any, course: Iterable[Told]) -> list[TimelineStep]:
    """The course of a case with its receipts and their place in the ledger, and the deadline that still runs."""
    course = list(course)
    covered = covered_entries(told.step.audit_entry_id for told in course)
    shown = [_shown(workflow, told, told.step.audit_entry_id in covered) for told in course]
    if case.due_at is not None and workflow.by_state[case.state].group is not Group.CLOSED:
        shown.append(TimelineStep(title=DUE, at=case.due_at, upcoming=True))
    return shown


def _shown(workflow: Workflow, told: Told, covered: bool) -> TimelineStep:
    step = told.step
    return TimelineStep(
        title=step_title(workflow, step),
        at=step.at,
        actor=taker(step),
        note=told.note or str(told.data.get("note") or told.data.get("reason") or ""),
        tone=Tone(workflow.by_state[step.target].tone) if step.target in workflow.by_state else Tone.IDLE,
        receipt=step.receipt or f"v{step.version}",
        receipt_url=reverse("cases_receipt", args=[workflow.code, step.reference, step.version]),
        proof=Proof.COVERED if covered else Proof.PENDING,
    )


def taker(step: CaseStep) -> Text | str:
    """Who took a step, in words."""
    return step.actor_name if step.actor_user_id else Text(zh="系统", en="System")


def step_title(workflow: Workflow, step: CaseStep) -> Text:
    """A step's title, also of one that a later version of the workflow no longer has."""
    if step.transition == "claim":
        return CLAIM
    known = workflow.by_code.get(step.transition)
    return known.title if known else Text(zh=step.transition, en=step.transition)
