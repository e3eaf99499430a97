"""Who may act, who may not, and what is recorded when nobody may."""

from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.draw.samples import ROLES, entries, officers
from tests.engines.draw.test_selection import chi_square_p, stream
from tongguan.engines.draw import Assigner, Entry, Officer, Role, conflicts


def test_every_rule_holds_in_every_assignment() -> None:
    roster = {officer.id: officer for officer in officers(40)}
    pool = {entry.id: entry for entry in entries(400)}
    roles = {role.id: role for role in ROLES}
    assigned = Assigner(list(roster.values()), ROLES, stream(1)).assign_all(list(pool.values()))
    by_entry = defaultdict(list)
    for each in assigned:
        by_entry[each.entry].append(each)
        if each.officer is None:
            continue
        officer, entry, role = roster[each.officer], pool[each.entry], roles[each.role]
        assert not conflicts(officer, entry)
        assert set(role.skills) <= set(officer.skills)
        assert not role.same_site or officer.site == entry.site
        assert not role.entry_skills or set(entry.skills) <= set(officer.skills)
    for parts in by_entry.values():
        people = [each.officer for each in parts if each.officer]
        assert len(set(people)) == len(people)
    re_inspected = sum(any(each.role == "re_inspector" for each in parts) for parts in by_entry.values())
    assert 150 < re_inspected < 250
    assert sum(each.officer is None for each in assigned) < len(assigned) / 20


OFFICER = Officer("a", skills=("inspect",))
ENTRY = Entry("e", firms=("firm",))
INSPECTOR = Role("inspector", skills=("inspect",))


@pytest.mark.parametrize(
    ("roster", "roles", "fallbacks"),
    [
        ([], [INSPECTOR], ["roster_empty"]),
        ([replace(OFFICER, on_duty=False)], [INSPECTOR], ["roster_empty"]),
        ([replace(OFFICER, skills=())], [INSPECTOR], ["none_qualified"]),
        ([replace(OFFICER, site="elsewhere")], [INSPECTOR], ["none_qualified"]),
        ([replace(OFFICER, recent_firms=("firm",))], [INSPECTOR], ["all_conflicted"]),
        ([replace(OFFICER, kin_firms=("firm",))], [INSPECTOR], ["all_conflicted"]),
        ([replace(OFFICER, own_cases=("e",))], [INSPECTOR], ["all_conflicted"]),
        ([OFFICER], [INSPECTOR, Role("re_inspector")], [None, "too_few_people"]),
        ([OFFICER], [replace(INSPECTOR, people=2)], [None, "too_few_people"]),
        ([OFFICER], [INSPECTOR], [None]),
    ],
)
def test_fallbacks_are_named(roster: list[Officer], roles: list[Role], fallbacks: list[str | None]) -> None:
    assigned = Assigner(roster, roles, stream(0)).assign_all([ENTRY])
    assert [each.fallback for each in assigned] == fallbacks
    assert all((each.officer is None) == (each.fallback is not None) for each in assigned)


def test_the_only_specialist_is_kept_for_the_part_that_needs_one() -> None:
    roster = [Officer("plain", skills=("inspect",)), Officer("special", skills=("inspect", "images"))]
    roles = [INSPECTOR, Role("image_reviewer", skills=("images",))]
    for number in range(200):
        assigned = Assigner(roster, roles, stream(number)).assign_all([ENTRY])
        assert [each.officer for each in assigned] == ["plain", "special"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sets(st.sampled_from("abc")), min_size=1, max_size=5), st.integers(0, 99))
def test_as_many_parts_are_filled_as_possible(skills: list[set[str]], number: int) -> None:
    roster = [Officer(f"o{place}", skills=tuple(sorted(known))) for place, known in enumerate(skills)]
    roles = [Role(f"needs-{skill}", skills=(skill,)) for skill in "abc"]
    assigned = Assigner(roster, roles, stream(number)).assign_all([ENTRY])

    def most(parts: str, free: frozenset[int]) -> int:
        if not parts:
            return 0
        able = [place for place in free if parts[0] in skills[place]]
        return max([most(parts[1:], free), *(1 + most(parts[1:], free - {place}) for place in able)])

    filled = sum(each.officer is not None for each in assigned)
    assert filled == most("abc", frozenset(range(len(skills))))


def test_equal_officers_are_drawn_alike_and_loaded_ones_less() -> None:
    roster = [Officer(f"o{number}", load=3 if number == 4 else 0) for number in range(5)]
    seen = Counter(
        Assigner(roster, [Role("inspector")], stream(number)).assign_all([ENTRY])[0].officer
        for number in range(20_000)
    )
    total = 4 + 1 / 4
    expected = [20_000 / total] * 4 + [20_000 / 4 / total]
    assert chi_square_p([seen[officer.id] for officer in roster], expected) > 0.01


def test_work_of_one_draw_is_spread() -> None:
    roster = [Officer(f"o{number}") for number in range(10)]
    pool = [Entry(f"e{number}") for number in range(500)]
    seen = Counter(each.officer for each in Assigner(roster, [Role("inspector")], stream(3)).assign_all(pool))
    assert max(seen.values()) - min(seen.values()) < 20
