"""Taking a step: check, change, timeline, audit and event in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.audit.interface import record
from tongguan.platform.cases.clocks import due_at
from tongguan.platform.cases.contracts import NEW, Kind, Moving, Transition, Workflow, problem_of
from tongguan.platform.cases.disclosure import recorded
from tongguan.platform.cases.errors import NotYours, Overtaken, WrongState
from tongguan.platform.cases.fields import cleaned
from tongguan.platform.cases.guards import may_not
from tongguan.platform.cases.models import Case, CaseStep
from tongguan.platform.cases.queries import read_case, takers_of, waiting_states
from tongguan.platform.cases.registry import effects_of
from tongguan.platform.events.interface import publish
from tongguan.platform.files.interface import bind
from tongguan.platform.permissions.interface import Actor, NotFound, Refused


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    workflow: Workflow,
    case: Any,
    step: str,
    data: Mapping[str, Any] | None = None,
    note: str = "",
) -> CaseStep:
    """Save a new case (an unsaved instance of the workflow's model, its other fields set) by a step from NEW."""
    transition = _transition(workflow, step)
    if NEW not in transition.source:
        raise WrongState(transition.title, Text(zh="尚未建立", en="not opened"))
    now = timezone.now()
    case.state, case.version, case.created_at = "", 0, now
    moving = _checked(workflow, transition, case, actor, data or {}, note)
    return _take(moving, now, None)


@transaction.atomic
def take_step(
    *,
    actor: Actor,
    workflow: Workflow,
    reference: str,
    step: str,
    version: int | None = None,
    data: Mapping[str, Any] | None = None,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
) -> CaseStep:
    """Move a case. `version` is the one the person saw: another one means Overtaken; None is for the system.

    `changes` are columns of the case that the calling module sets with the step, seen by its guards and effects.
    Raises NotFound, WrongState, Overtaken, NotYours or Refused (guards and form fields); then nothing changed.
    """
    transition = _transition(workflow, step)
    case = read_case(workflow, reference, locked=True)
    if case is None:
        raise NotFound(workflow.title)
    if version is None and actor.kind != "system":
        raise Refused(
            Problem("case.version_missing", Text(zh="缺少版本号", en="The version is missing"), "/version")
        )
    if version is not None and version != case.version:
        raise Overtaken(version, case.version)
    before = _columns(case)
    for name, value in (changes or {}).items():
        setattr(case, name, value)
    moving = _checked(workflow, transition, case, actor, data or {}, note)
    return _take(moving, timezone.now(), before)


@transaction.atomic
def claim(*, actor: Actor, workflow: Workflow, reference: str, version: int) -> CaseStep:
    """Take ownership of a case that waits in the actor's office; an owned case must be given back first."""
    case = read_case(workflow, reference, locked=True)
    if case is None or case.office_id not in actor.office_ids or not actor.may(workflow.view):
        raise NotFound(workflow.title)
    if not workflow.claimable or case.state not in waiting_states(actor, workflow):
        raise NotYours(
            Problem("case.not_claimable", Text(zh="此案件不能自行承办", en="This case cannot be claimed"))
        )
    if version != case.version:
        raise Overtaken(version, case.version)
    if case.owner_id not in (None, actor.user_id):
        raise NotYours(
            Problem("case.owned", Text(zh="已由其他关员承办", en="Another officer owns this case"))
        )
    before = _columns(case)
    case.owner_id = actor.user_id
    state = workflow.by_state[case.state]
    own = Transition(
        "claim", Text(zh="承办", en="Claim"), (state.code,), state.code, workflow.transitions[0].who
    )
    return _take(Moving(workflow, own, case, actor, {}, ""), timezone.now(), before)


def _transition(workflow: Workflow, code: str) -> Transition:
    found = workflow.by_code.get(code)
    if found is None:
        raise NotFound(Text(zh="流程步骤", en="step"))
    return found


def _checked(
    workflow: Workflow,
    transition: Transition,
    case: Any,
    actor: Actor,
    data: Mapping[str, Any],
    note: str,
) -> Moving:
    """Authorise first, so that a stranger learns nothing of the case's state; then state, form and guards."""
    takers = takers_of(workflow.code, case.reference) if transition.who.other_than else {}
    forbidden = may_not(actor, transition, case, takers, workflow.by_code)
    if forbidden is not None:
        raise NotYours(forbidden)
    if case.state not in transition.source or not transition.exists_for(case):
        state = workflow.by_state.get(case.state)
        raise WrongState(transition.title, state.title if state else Text(zh="未建立", en="not opened"))
    moving = Moving(workflow, transition, case, actor, cleaned(transition, data), note)
    broken = [problem_of(guard) for guard in transition.guards if not guard.holds(moving)]
    if broken:
        raise Refused(*broken)
    return moving


def _columns(case: Any) -> dict[str, Any]:
    """The values of a case's columns; lists and mappings copied, for an effect may change them in place."""
    values = {column.attname: getattr(case, column.attname) for column in case._meta.concrete_fields}
    return {
        name: deepcopy(value) if isinstance(value, (dict, list)) else value for name, value in values.items()
    }


def _take(moving: Moving, now: datetime, before: Mapping[str, Any] | None) -> CaseStep:
    """The change itself. Effects run first: they may set fields of the case, which is saved once after them.

    `before` are the columns as they were read: what differs is written, the content of a declaration is not
    written again at each step. None inserts a new case.
    """
    case, step, workflow = moving.case, moving.transition, moving.workflow
    source, receipt = case.state, step.receipt_for(case)
    case.state, case.changed_at = step.target, now
    case.version = case.version + 1
    for effect in effects_of(step):
        effect(moving)
    case.due_at = due_at(workflow, case, now)
    if before is None:
        case.save(force_insert=True)
    else:
        case.save(update_fields=[name for name, value in _columns(case).items() if value != before[name]])
    data = {**moving.data, **moving.facts}
    content, salt = recorded(workflow, case, step, moving.note, data)
    facts = {
        "step": step.code,
        "from": source,
        "to": case.state,
        "version": case.version,
        "receipt": receipt,
        **content,
    }
    subject = (workflow.code, case.reference)
    _bind_evidence(moving, subject)
    entry = record(actor=moving.actor, action=f"{workflow.code}.{step.code}", subject=subject, data=facts)
    taken = CaseStep(
        workflow=workflow.code,
        reference=case.reference,
        version=case.version,
        transition=step.code,
        source=source,
        target=case.state,
        at=now,
        actor_user_id=moving.actor.user_id,
        actor_name=moving.actor.name[:100],
        receipt=receipt,
        note=moving.note,
        data=data,
        salt=salt,
        audit_entry=entry,
    )
    taken.save(force_insert=True)
    publish(f"{workflow.code}.{step.code}", f"{workflow.code}/{case.reference}", _payload(case, taken))
    return taken


def _bind_evidence(moving: Moving, subject: tuple[str, str]) -> None:
    """Files named by the form become evidence of this case, in the same transaction."""
    for question in moving.transition.fields:
        digests = moving.data.get(question.name) if question.kind is Kind.EVIDENCE else None
        if digests:
            bind(digests, actor=moving.actor, subject=subject, note=moving.transition.code)


def _payload(case: Case, step: CaseStep) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "version": step.version,
        "from": step.source,
        "to": step.target,
        "at": step.at.isoformat(),
        "receipt": step.receipt,
        "applicant": case.applicant_id,
        "office": case.office_id,
        "owner": case.owner_id,
        "actor": step.actor_user_id,
        "data": step.data,
    }
