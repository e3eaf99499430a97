"""What follows from a workflow being known: its notices are sent, its evidence is shown to who sees the case."""

from __future__ import annotations

from functools import partial

from tongguan.platform.cases.contracts import Notice, Workflow
from tongguan.platform.cases.queries import visible
from tongguan.platform.cases.registry import on_register
from tongguan.platform.events.interface import Event, handles
from tongguan.platform.files.interface import register_visibility
from tongguan.platform.notifications.interface import notify
from tongguan.platform.permissions.interface import Actor


def send(workflow: Workflow, notices: tuple[Notice, ...], event: Event) -> None:
    """Tell the declared parties of a step, in the transaction that marks the event as done."""
    reference = event.payload["reference"]
    for notice in notices:
        where = {
            "text": notice.text.filled(reference=reference),
            "url": f"/cases/{workflow.code}/{reference}/",
            "kind": f"case.{workflow.code}",
        }
        if notice.to == "applicant":
            notify(organisation_id=event.payload["applicant"], **where)
        elif notice.to == "owner":
            notify(user_ids=[owner] if (owner := event.payload["owner"]) else [], **where)
        else:
            notify(role=notice.to, office_id=event.payload["office"], **where)


def may_see_case(workflow: Workflow, actor: Actor, reference: str) -> bool:
    """Evidence of a case is for those who may see the case."""
    return visible(actor, workflow).filter(reference=reference).exists()


def watch(workflow: Workflow) -> None:
    """Connect one workflow."""
    register_visibility(workflow.code, partial(may_see_case, workflow))
    for step in workflow.transitions:
        if step.notices:
            handles(f"{workflow.code}.{step.code}")(partial(send, workflow, step.notices))


on_register(watch)
