"""How many statements the loop may cost one declaration, so that nothing creeps back in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.declarations import lodged
from tests.factories.selection import dispatch_all, draw_now, handle_all
from tongguan.operations.declarations.models import Declaration
from tongguan.platform.reference.models import Parameter

pytestmark = pytest.mark.django_db
MOST_AFTER_LODGEMENT = 23
MOST_FOR_DRAW = 89
"""The draw of a round with one entry, its decision, the route, the assessment and the bill.

With measures, quotas, and a bill's row, number and ledger entry; it was 97 before release times and notices took
fewer."""


def statements(queries: CaptureQueriesContext) -> list[str]:
    """What was asked, without savepoints and the checks of versions, which tests make each time."""
    versions = ("SELECT number FROM reference_referenceversion", 'SELECT MAX("calendars_arrangement"."id")')
    asked_by_the_test = 'SELECT "events_outboxevent"."topic" AS "topic", "events_outboxevent"."last_error"'
    words = ("SAVEPOINT", "RELEASE SAVEPOINT", asked_by_the_test, *versions)
    return [each["sql"] for each in queries if not each["sql"].startswith(words)]


def test_a_declaration_costs_no_more_statements_than_before(world) -> None:
    Parameter.objects.filter(code="selection.random_share").update(value="0")
    lodged(world)
    dispatch_all()
    draw_now()  # reference data is in memory now
    case = lodged(world)
    with CaptureQueriesContext(connection) as lodgement:
        handle_all()
    assert len(statements(lodgement)) <= MOST_AFTER_LODGEMENT
    with CaptureQueriesContext(connection) as decision:
        draw_now()
    assert len(statements(decision)) <= MOST_FOR_DRAW
    assert Declaration.objects.get(reference=case.reference).state != "lodged"
