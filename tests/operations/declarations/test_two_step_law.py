"""The law of two steps by date: one pack a day, none before, and what each asks."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.declarations import TWO_STEP, importable, summary_of
from tongguan.operations.declarations.contracts import Statement
from tongguan.operations.declarations.enums import Kind
from tongguan.operations.declarations.interface import Manner, lodge
from tongguan.operations.declarations.queries import pack_on, summary_findings, summary_items
from tongguan.platform.permissions.interface import Refused
from tongguan.platform.reference.models import Code

pytestmark = pytest.mark.django_db
ROWS = "two_step_pack"


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dates(dt.date(2019, 1, 1), dt.date(2035, 1, 1)))
def test_the_pack_of_a_day_is_the_one_valid_on_it(world, day):
    valid = [
        row for row in Code.objects.filter(list_id=ROWS)
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    ]  # fmt: skip
    pack = pack_on(day)
    assert len(valid) == (1 if day >= dt.date(2019, 8, 24) else 0)
    assert (pack is None) == (not valid)
    if pack is not None:
        row = valid[0]
        assert (pack.since, pack.source, pack.verified) == (row.valid_from, row.source, False)
        assert pack.tick_boxes == (day < dt.date(2025, 4, 1))


@pytest.mark.parametrize(
    ("controlled", "inspected", "count"),
    [(False, False, 11), (True, False, 13), (False, True, 16), (True, True, 17)],
)
def test_nine_two_two_and_five(world, controlled, inspected, count):
    """Both add which line is in which container, once."""
    pack = pack_on(dt.date(2020, 6, 1))
    assert (len(pack.summary), len(pack.logistics), len(pack.controlled), len(pack.inspected)) == (9, 2, 2, 5)
    assert len(pack.items(controlled=controlled, inspected=inspected)) == count


def test_boxes_are_asked_for_before_the_reform_and_the_list_decides_since(world):
    summary, trader = summary_of(importable(world)), world.organisations["trader"]
    wine = replace(summary, items=(replace(summary.items[0], hs_code="2204210000", intended_use=""),))
    old, new = dt.date(2020, 6, 1), dt.date(2026, 6, 1)

    def codes(declaration, statement, day) -> set[str]:
        return {problem.code for problem in summary_findings(declaration, statement, trader, day)}

    assert "declaration.statement_missing" in codes(summary, Statement(), old)
    assert "declaration.statement_missing" not in codes(summary, Statement(), new)
    said = Statement(controlled=False, inspected=False, taxable=True)
    assert codes(wine, said, old) == set(), "the trader said that nothing is inspected"
    assert codes(wine, Statement(), new) == {"declaration.summary_item"}, (
        "the list says that wine is inspected"
    )
    assert "intended_use" in summary_items(wine, Statement(), pack_on(new), new)
    short = replace(wine, items=(replace(wine.items[0], hs_code="220421", intended_use="1"),))
    assert codes(short, Statement(), new) == {"declaration.summary_code"}


def test_without_a_law_there_is_no_second_step(world):
    Code.objects.filter(list_id=ROWS, valid_to=None).update(valid_to=dt.date(2025, 12, 31))
    from tongguan.platform.reference.interface import forget

    forget()
    with pytest.raises(Refused) as refused:
        lodge(actor=world.actor("trader"), declaration=summary_of(importable(world)), submission_id=uuid.uuid4(),
              manner=TWO_STEP)  # fmt: skip
    assert [problem.code for problem in refused.value.problems] == ["declaration.no_two_step"]


def test_under_the_old_law_the_boxes_go_with_the_summary(world, monkeypatch):
    then = timezone.make_aware(dt.datetime.combine(dt.date(2021, 3, 1), dt.time(10)))
    monkeypatch.setattr(timezone, "now", lambda: then)
    summary = replace(summary_of(importable(world)), movement_date=then.date())
    manner = Manner(Kind.TWO_STEP, Statement(controlled=False, inspected=True, taxable=True))
    answer = lodge(
        actor=world.actor("trader"), declaration=summary, submission_id=uuid.uuid4(), manner=manner
    )
    assert answer.receipt == "SpL"
