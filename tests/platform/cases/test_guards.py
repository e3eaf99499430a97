"""Who may take a step, case by case."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tongguan.engines.problems import Text
from tongguan.platform.cases.contracts import Relation, Transition, Who
from tongguan.platform.cases.guards import may_not
from tongguan.platform.permissions.interface import ANONYMOUS, SYSTEM, Actor

CASE = SimpleNamespace(applicant_id=7, office_id=1, owner_id=42)
OFFICER = Actor(
    kind="person", name="o", user_id=42, permissions=frozenset({"x.do"}), office_ids=frozenset({1}),
    organisations={1: frozenset({"x.do"})},
)  # fmt: skip
TRADER = Actor(
    kind="person",
    name="t",
    user_id=5,
    permissions=frozenset({"x.do"}),
    organisations={7: frozenset({"x.do"})},
)
AGENT = Actor(
    kind="person", name="a", user_id=6, organisations={8: frozenset({"x.do"}), 7: frozenset({"x.do"})}
)
LAPSED = Actor(
    kind="person",
    name="l",
    user_id=6,
    permissions=frozenset({"x.do"}),
    organisations={8: frozenset({"x.do"})},
)


def step(relation: Relation, other_than: tuple[str, ...] = ()) -> Transition:
    label = Text(zh="步", en="Step")
    return Transition("do", label, ("open",), "done", Who("x.do", relation, other_than))


@pytest.mark.parametrize(
    ("actor", "relation", "code"),
    [
        (OFFICER, Relation.OFFICE, None),
        (OFFICER, Relation.OWNER, None),
        (OFFICER, Relation.APPLICANT, "case.not_applicant"),
        (OFFICER, Relation.SYSTEM, "case.not_permitted"),
        (TRADER, Relation.APPLICANT, None),
        (TRADER, Relation.OFFICE, "case.not_office"),
        (AGENT, Relation.APPLICANT, None),
        (LAPSED, Relation.APPLICANT, "case.not_applicant"),
        (ANONYMOUS, Relation.APPLICANT, "case.not_permitted"),
        (SYSTEM, Relation.SYSTEM, None),
    ],
)
def test_relations(actor: Actor, relation: Relation, code: str | None) -> None:
    found = may_not(actor, step(relation), CASE, {})
    assert (found.code if found else None) == code


def test_another_officer_owns_it() -> None:
    other = SimpleNamespace(applicant_id=7, office_id=1, owner_id=43)
    found = may_not(OFFICER, step(Relation.OWNER), other, {})
    assert found is not None
    assert found.code == "case.not_owner"


def test_whoever_took_the_excluding_step_may_not() -> None:
    wanted = step(Relation.OFFICE, ("inspect",))
    assert may_not(OFFICER, wanted, CASE, {"inspect": {43}}) is None
    found = may_not(OFFICER, wanted, CASE, {"inspect": {42}})
    assert found is not None
    assert found.code == "case.same_person"
