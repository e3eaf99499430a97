"""When goods are here: as the port says, as declared where the port does not know them, or as an officer saw."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.utils import timezone

from tests.factories.declarations import TWO_STEP, importable, summary_of
from tests.factories.selection import dispatch_all
from tongguan.operations.declarations.actions import awaited_today
from tongguan.operations.declarations.contracts import Goods
from tongguan.operations.declarations.interface import goods_arrived, lodge
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries import arrivals, entered_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def port(monkeypatch):
    """What a port knows, by bill number."""
    known: dict[str, Goods] = {}
    monkeypatch.setattr(arrivals, "_ports", [lambda bill: known.get(bill, Goods())])
    return known


def stored(world, **changes) -> Declaration:
    summary = replace(summary_of(importable(world)), **changes)
    answer = lodge(
        actor=world.actor("trader"), declaration=summary, submission_id=uuid.uuid4(), manner=TWO_STEP
    )
    dispatch_all()
    return Declaration.objects.get(reference=answer.reference)


def test_the_port_is_believed_before_the_declaration(world, port):
    bill = importable(world).bill_number
    port[bill] = Goods(expected=True)
    assert stored(world).state == "summary_stored", (
        "the port expects them: they are not here, whatever is declared"
    )
    day = timezone.localdate() - dt.timedelta(days=3)
    assert goods_arrived(bills=[bill, ""], on=day) == 1
    assert goods_arrived(bills=[bill], on=day) == 0, "told twice, it happens once"
    case = Declaration.objects.get()
    assert (case.state, case.entered_on) == ("lodged", day)
    assert timezone.localdate(case.complete_by) >= day + dt.timedelta(days=14)


def test_goods_that_were_here_before_the_summary_go_on_at_once(world, port):
    at = timezone.now() - dt.timedelta(days=2)
    port[importable(world).bill_number] = Goods(expected=True, arrived_at=at)
    case = stored(world)
    assert (case.state, case.entered_on) == ("lodged", timezone.localdate(at))


def test_what_no_port_knows_is_here_when_its_declared_day_has_come(world, port, monkeypatch):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert stored(world, movement_date=tomorrow).state == "summary_stored"
    assert awaited_today() == 0
    later = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert awaited_today() == 1
    assert Declaration.objects.get().entered_on == tomorrow


def test_without_a_date_it_waits(world, port):
    assert stored(world, movement_date=None).state == "summary_stored"
    assert entered_on("", None) is None
