"""Reads of cases: what an actor may see, what waits for them, the timeline."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value, Window

from tongguan.engines.problems import Text
from tongguan.platform.cases.contracts import Change, Offer, Relation, Transition, Workflow
from tongguan.platform.cases.disclosure import Told, told
from tongguan.platform.cases.guards import SEPARATED, may_not, refusals
from tongguan.platform.cases.models import CaseStep
from tongguan.platform.cases.pages import prepared
from tongguan.platform.cases.registry import model_of, workflows
from tongguan.platform.cases.registry import workflow as workflow_by_code
from tongguan.platform.permissions.interface import Actor, NotAllowed, NotFound

READ = "SELECT * FROM {table} WHERE reference = %s {lock}"


def visible(actor: Actor, workflow: Workflow) -> QuerySet[Any]:
    """The cases of a type the actor may see: those of organisations they act for, those of their offices."""
    cases = model_of(workflow).objects.all()
    if actor.kind == "system":
        return cases
    represented = {
        org for org, codes in actor.organisations.items() if workflow.view in codes
    } - actor.office_ids
    if not actor.office_ids or not actor.may(workflow.view):
        return cases.filter(applicant_id__in=represented)
    shown = Q(office_id__in=actor.office_ids)
    if represented:  # an OR keeps the database from using the index of either side
        shown |= Q(applicant_id__in=represented)
    return cases.filter(shown)


def counts(actor: Actor, workflow: Workflow) -> dict[str, int]:
    """How many cases of a type the actor may see, by state; states without cases are left out."""
    if actor.kind != "system" and not _may_see_some(actor, workflow):
        return {}
    rows = visible(actor, workflow).order_by().values_list("state").annotate(Count("id"))
    return dict(rows)


def _may_see_some(actor: Actor, workflow: Workflow) -> bool:
    held = actor.organisations.values()
    return actor.may(workflow.view) or any(workflow.view in codes for codes in held)


def read_case(workflow: Workflow, reference: str, *, locked: bool = False) -> Any | None:
    """A case with all its columns, for the house itself: every step reads one, and plain SQL reads it in half the
    time of a query that is put together anew. `locked` until the transaction ends."""
    model = model_of(workflow)
    sql = READ.format(
        table=connection.ops.quote_name(model._meta.db_table), lock="FOR UPDATE" if locked else ""
    )
    return next(iter(model.objects.raw(sql, [reference])), None)


def visible_case(actor: Actor, workflow: Workflow, reference: str) -> Any:
    """One case; raises NotFound alike for a missing and for a hidden one."""
    case = visible(actor, workflow).filter(reference=reference).first()
    if case is None:
        raise NotFound(workflow.title)
    return case


def timeline(workflow_code: str, reference: str, version: int | None = None) -> list[CaseStep]:
    """The steps of a case, oldest first, or the one that led to a version, with all they hold: for the house
    itself. People see `course`."""
    found = CaseStep.objects.filter(workflow=workflow_code, reference=reference)
    return list(found.order_by("version") if version is None else found.filter(version=version))


def course(actor: Actor, workflow: Workflow, case: Any) -> list[Told]:
    """The steps of a visible case as this reader may know them, oldest first."""
    return told(actor, workflow, case, timeline(workflow.code, case.reference))


def takers_of(workflow_code: str, reference: str) -> dict[str, set[int | None]]:
    """Who took which step of a case."""
    found: dict[str, set[int | None]] = defaultdict(set)
    for step, user in CaseStep.objects.filter(workflow=workflow_code, reference=reference).values_list(
        "transition", "actor_user_id"
    ):
        found[step].add(user)
    return found


def possible_steps(actor: Actor, workflow: Workflow, case: Any) -> list[Transition]:
    """The steps the actor may take now on this case."""
    return [offer.step for offer in offers(actor, workflow, case) if not offer.refusals]


def offers(actor: Actor, workflow: Workflow, case: Any) -> list[Offer]:
    """The steps that are the actor's to take on this case, also those refused to this person now, with the reason:
    separation of duties and guards that need no form. The page's buttons and the API's lists."""
    leaving = [
        step
        for step in workflow.leaving(case.state)
        if step.who.relation is not Relation.SYSTEM and step.exists_for(case)
    ]
    takers = takers_of(workflow.code, case.reference) if any(s.who.other_than for s in leaving) else {}
    found = []
    for step in leaving:
        problem = may_not(actor, step, case, takers, workflow.by_code)
        if problem is None:
            found.append(Offer(step, refusals(actor, workflow, step, case)))
        elif problem.code == SEPARATED:
            found.append(Offer(step, (problem,)))
    return found


def waiting_states(actor: Actor, workflow: Workflow) -> tuple[str, ...]:
    """The states in which a case of this type waits for somebody with this actor's permissions."""
    held = (
        actor.permissions.union(*actor.organisations.values()) if actor.organisations else actor.permissions
    )
    return tuple(state for state, wanted in workflow.waits_for.items() if wanted & held)


def waiting(actor: Actor, workflow: Workflow) -> QuerySet[Any]:
    """The cases of a type that wait for this actor: most urgent first. Owned by others are left out."""
    states = waiting_states(actor, workflow)
    if not states:
        return model_of(workflow).objects.none()
    return (
        visible(actor, workflow)
        .filter(state__in=states)
        .filter(Q(owner_id=None) | Q(owner_id=actor.user_id))
        .order_by("-priority", "due_at", "id")
    )


def queues(actor: Actor, rows: int = 20) -> list[tuple[Workflow, int, list[Any]]]:
    """Per case type: how many wait for the actor, and the first rows; types without work are left out.

    One statement finds the types with work, so that a house of many types asks no more of those that have none."""
    every = {workflow.code: waiting(actor, workflow) for workflow in workflows()}
    able = {code: cases for code, cases in every.items() if not cases.query.is_empty()}
    ones = [cases.order_by().values_list(Value(code), flat=True)[:1] for code, cases in able.items()]
    present = set(ones[0].union(*ones[1:], all=True)) if len(ones) > 1 else set(able)
    found = []
    for workflow in workflows():
        if workflow.code not in present:
            continue
        cases = prepared(workflow, able[workflow.code]).annotate(queue_length=Window(Count("*")))
        head = list(cases[:rows])
        if head:
            found.append((workflow, head[0].queue_length, head))
    return found


MINE = """
    (SELECT %s AS workflow, reference FROM {table}
     WHERE changed_at >= %s AND (owner_id = %s OR applicant_id = ANY(%s)) ORDER BY changed_at DESC LIMIT %s)
"""
LATEST = """
    WITH mine AS ({mine})
    SELECT workflow, reference, target, at FROM mine JOIN cases_casestep USING (workflow, reference)
    WHERE at >= %s AND actor_user_id IS DISTINCT FROM %s ORDER BY at DESC LIMIT %s
"""
"""One statement for all case types, since the queue asks at each look."""


def changes(actor: Actor, since: datetime, limit: int = 12) -> list[Change]:
    """The latest steps, by others, on cases this actor owns or applied for, newest first."""
    kinds, mine, given = {}, [], []
    for workflow in workflows():
        if workflow.sealed:  # its steps say what a second reader must not know
            continue
        orgs = {o for o, codes in actor.organisations.items() if workflow.view in codes} - actor.office_ids
        kinds[workflow.code] = workflow
        mine.append(MINE.format(table=connection.ops.quote_name(model_of(workflow)._meta.db_table)))
        given += [workflow.code, since, actor.user_id, list(orgs), limit]
    with connection.cursor() as cursor:
        cursor.execute(LATEST.format(mine="UNION ALL".join(mine)), [*given, since, actor.user_id, limit])
        return [Change(kinds[code], *rest) for code, *rest in cursor.fetchall()]


def step_of(actor: Actor, workflow: Workflow, case: Any, version: int) -> Told:
    """One step of a visible case as this reader may know it; raises NotFound."""
    rows = CaseStep.objects.filter(workflow=workflow.code, reference=case.reference, version=version)
    found = told(actor, workflow, case, rows)
    if not found:
        raise NotFound(Text(zh="回执", en="receipt"))
    return found[0]


def known_workflow(actor: Actor, code: str) -> Workflow:
    """The workflow with this code; raises NotFound, or NotAllowed where the actor may see no case of it."""
    kind = workflow_by_code(code)
    if kind is None:
        raise NotFound(Text(zh="案件类型", en="case type"))
    if not actor.may(kind.view) and not any(kind.view in held for held in actor.organisations.values()):
        raise NotAllowed(kind.view)
    return kind
