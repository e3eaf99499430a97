"""Who may take a step, checked in one place for pages, API, lists of possible steps and the step itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from tongguan.engines.problems import Problem, Text
from tongguan.platform.cases.contracts import Moving, Relation, Transition, Workflow, problem_of
from tongguan.platform.permissions.interface import Actor

NOT_PERMITTED = Text(zh="您没有办理此步骤的权限", en="You may not take this step")
NOT_APPLICANT = Text(
    zh="只有申请人或其在有效委托内的代理人可以办理",
    en="Only the applicant, or an agent with a delegation in force, may do this",
)
NOT_OFFICE = Text(zh="此案件不属于您的关区", en="This case belongs to another customs office")
NOT_OWNER = Text(zh="此案件由其他关员承办", en="Another officer owns this case")
SAME_PERSON = Text(
    zh="职责分离：办理过“{step}”的人员不能办理此步骤",
    en="Separation of duties: whoever took “{step}” may not take this step",
)


SEPARATED = "case.same_person"


def may_not(
    actor: Actor,
    step: Transition,
    case: Any,
    takers: Mapping[str, Iterable[int | None]],
    known: Mapping[str, Transition] = MappingProxyType({}),
) -> Problem | None:
    """Why the actor may not take the step on this case, or None where they may.

    `takers` maps a transition code to the user ids who took it on this case; `known` gives codes their titles.
    """
    who = step.who
    if actor.kind == "system":
        return None
    represents = who.relation is Relation.APPLICANT and actor.may_for(who.permission, case.applicant_id)
    if who.relation is Relation.SYSTEM or not (actor.may(who.permission) or represents):
        return Problem("case.not_permitted", NOT_PERMITTED)
    if who.relation is Relation.APPLICANT and not actor.may_for(who.permission, case.applicant_id):
        return Problem("case.not_applicant", NOT_APPLICANT)
    if who.relation in (Relation.OFFICE, Relation.OWNER) and case.office_id not in actor.office_ids:
        return Problem("case.not_office", NOT_OFFICE)
    if who.relation is Relation.OWNER and case.owner_id != actor.user_id:
        return Problem("case.not_owner", NOT_OWNER)
    for other in who.other_than:
        if actor.user_id in takers.get(other, ()):
            title = known[other].title if other in known else Text(zh=other, en=other)
            return Problem(SEPARATED, SAME_PERSON.filled(step=title))
    return None


def refusals(actor: Actor, workflow: Workflow, step: Transition, case: Any) -> tuple[Problem, ...]:
    """What the step's guards already know against it before its form is filled."""
    moving = Moving(workflow, step, case, actor, {})
    known = (guard for guard in step.guards if getattr(guard, "foreseeable", False))
    return tuple(problem_of(guard) for guard in known if not guard.holds(moving))
