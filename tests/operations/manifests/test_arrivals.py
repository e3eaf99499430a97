"""A ship's arrival reaches the summaries of the goods on its import manifests."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from tests.factories.declarations import TWO_STEP, importable, summary_of
from tests.factories.manifests import bill
from tests.factories.selection import dispatch_all
from tests.factories.vessels import called
from tests.factories.world import World
from tests.operations.manifests.test_manifests import filed
from tongguan.operations.declarations.contracts import Goods
from tongguan.operations.declarations.interface import lodge
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.manifests.queries import goods_under
from tongguan.operations.vessels.interface import report_call

pytestmark = pytest.mark.django_db


def test_a_summary_waits_for_its_ship(world: World) -> None:
    call: Any = called(world)
    number = bill(1).number
    assert goods_under(number) == Goods()
    filed(world, call, bill(1))
    assert goods_under(number) == Goods(expected=True)
    summary = replace(summary_of(importable(world)), bill_number=number)
    answer = lodge(
        actor=world.actor("trader"), declaration=summary, submission_id=uuid.uuid4(), manner=TWO_STEP
    )
    dispatch_all()
    assert Declaration.objects.get().state == "summary_stored", "declared as entered today, yet not there"
    report_call(actor=world.actor("terminal"), reference=call.reference, what="arrival")
    dispatch_all()
    case = Declaration.objects.get(reference=answer.reference)
    assert (case.state, case.entered_on) == ("lodged", timezone.localdate())
    assert goods_under(number).arrived_at is not None
