"""From a person to what they may do now: positions, offices below, delegations, dates, and nothing remembered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.platform.identity.people import LONG_AGO, organisation, person, signed_in
from tongguan.platform.identity.interface import actor_of, appoint, delegable, delegate, revoke
from tongguan.platform.identity.models import Delegation, Position
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused, granted_to

pytestmark = pytest.mark.django_db


def test_one_query(django_assert_num_queries) -> None:
    user = person("one", "assessor")
    with django_assert_num_queries(1):
        actor_of(user)


def test_office_above_sees_those_below_and_not_the_other_way() -> None:
    top = organisation("T1", "customs")
    middle = organisation("T2", "customs", top)
    low = organisation("T3", "customs", middle)
    beside = organisation("T4", "customs")
    assert actor_of(person("chief", "assessor", top)).office_ids == {top.pk, middle.pk, low.pk}
    assert actor_of(person("local", "assessor", low)).office_ids == {low.pk}
    assert beside.pk not in actor_of(person("other", "assessor", middle)).office_ids


def test_a_circle_of_offices_ends() -> None:
    one = organisation("C1", "customs")
    two = organisation("C2", "customs", one)
    one.parent = two
    one.save()
    assert actor_of(person("round", "assessor", one)).office_ids == {one.pk, two.pk}


@pytest.mark.parametrize(
    ("start", "end", "holds"), [(0, None, True), (0, 0, True), (1, None, False), (-2, -1, False)]
)
def test_a_position_holds_from_its_first_to_its_last_day(start: int, end: int | None, holds: bool) -> None:
    user = person("dated")
    today = timezone.localdate()
    Position.objects.create(
        user=user,
        organisation=organisation("T9", "customs"),
        role="assessor",
        valid_from=today + timedelta(days=start),
        valid_to=None if end is None else today + timedelta(days=end),
    )
    assert ("assessor" in actor_of(user).roles) is holds


def principal_and_agent() -> tuple:
    return organisation("PRI", "enterprise"), organisation("AGE", "enterprise")


def test_an_agent_may_do_for_the_principal_what_the_scope_and_the_own_role_both_hold() -> None:
    principal, agent = principal_and_agent()
    scope = sorted(granted_to("declarant") & delegable())[:1]
    beyond = sorted(granted_to("terminal") - granted_to("declarant") - {"identity.delegate"})[:1]
    delegate(
        actor=SYSTEM, principal=principal, agent=agent, permission_codes=scope + beyond, valid_from=LONG_AGO
    )
    actor = actor_of(person("agent", "declarant", agent))
    assert actor.organisations[principal.pk] == set(scope)
    assert not any(actor.may_for(code, principal.pk) for code in beyond)


def test_a_revoked_agent_is_denied_at_the_next_request() -> None:
    principal, agent = principal_and_agent()
    given = delegate(
        actor=SYSTEM,
        principal=principal,
        agent=agent,
        permission_codes=sorted(delegable() & granted_to("declarant"))[:1],
        valid_from=LONG_AGO,
    )
    user = person("agent", "declarant", agent)
    assert principal.pk in actor_of(user).organisations
    revoke(actor=SYSTEM, grant=given)
    assert principal.pk not in actor_of(user).organisations


def test_a_delegation_is_not_lent_on() -> None:
    principal, agent = principal_and_agent()
    third = organisation("THI", "enterprise")
    with pytest.raises(Refused, match="delegat"):
        delegate(
            actor=SYSTEM,
            principal=principal,
            agent=agent,
            permission_codes=["identity.delegate"],
            valid_from=LONG_AGO,
        )
    Delegation.objects.create(
        principal=principal, agent=agent, permissions=["identity.delegate"], valid_from=LONG_AGO
    )
    actor = actor_of(person("agent", "declarant", agent))
    with pytest.raises(Refused):
        delegate(actor=actor, principal=principal, agent=third, permission_codes=["x"], valid_from=LONG_AGO)


def test_nobody_delegates_for_another_organisation() -> None:
    principal, agent = principal_and_agent()
    stranger = actor_of(person("stranger", "declarant", agent))
    codes = sorted(delegable())[:1]
    with pytest.raises(Refused) as refused:
        delegate(
            actor=stranger, principal=principal, agent=agent, permission_codes=codes, valid_from=LONG_AGO
        )
    assert refused.value.status == 403


@pytest.mark.parametrize(("role", "kind"), [("declarant", "customs"), ("assessor", "enterprise")])
def test_a_role_belongs_to_its_side(role: str, kind: str) -> None:
    with pytest.raises(Refused, match="role_side"):
        appoint(
            actor=SYSTEM,
            user=person("x"),
            organisation=organisation("S", kind),
            role_code=role,
            valid_from=LONG_AGO,
        )


def test_nobody_appoints_themselves_and_dates_are_in_order() -> None:
    admin = person("admin", "administrator")
    office = organisation("T-CUS", "customs")
    actor = actor_of(admin)
    with pytest.raises(Refused, match="own_position"):
        appoint(actor=actor, user=admin, organisation=office, role_code="auditor", valid_from=LONG_AGO)
    with pytest.raises(Refused, match="dates"):
        appoint(
            actor=actor,
            user=person("new"),
            organisation=office,
            role_code="auditor",
            valid_from=date(2026, 2, 2),
            valid_to=date(2026, 2, 1),
        )


def test_a_revoked_position_closes_the_page_at_once() -> None:
    user = person("admin", "administrator")
    client = signed_in(user)
    assert client.get("/people/").status_code == 200
    revoke(actor=Actor(kind="system", name="system"), grant=user.positions.get())
    assert client.get("/people/").status_code == 403
