"""Goods for export that are inspected again may not be loaded before that is done."""

from __future__ import annotations

import pytest

from tests.factories import vessels
from tests.factories.image_review import on_duty, selection_of
from tests.factories.inspections import recording, report, step
from tests.factories.selection import dispatch_all
from tests.operations.manifests.test_exports import exported, leave, loaded
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.operations.inspections.models import Inspection
from tongguan.platform.alerts.models import Alert
from tongguan.platform.cases.interface import take_step
from tongguan.platform.events.interface import publish

pytestmark = pytest.mark.django_db


def inspected_once(world):
    """An export in containers, inspected, and drawn to be inspected again before loading."""
    done, own = next(f for seed in range(1, 60) if (f := exported(world, seed, released=False))[1].containers)
    on_duty(world, "inspector", "inspector_2", skill="inspection")
    route(done.reference, "inspection", [])
    officers = {"inspector": world.users["inspector"].pk, "reinspector": world.users["inspector_2"].pk}
    publish("selection.made", "x", selection_of(world, done.reference, method="physical", officers=officers))
    dispatch_all()
    case = recording(world, case=Inspection.objects.get(declaration=done.reference))
    step(world, "inspector", case, "submit", **report(world, case, "inspector"))
    dispatch_all()
    again = Inspection.objects.get(original=case)
    assert again.owner_id == world.users["inspector_2"].pk
    return done, own, again


def alerts() -> int:
    return Alert.objects.filter(kind="manifest.loaded_unreleased").count()


def test_loaded_before_the_repetition_is_done_raises_the_alert(world):
    call = vessels.called(world)
    done, own, _again = inspected_once(world)
    assert Declaration.objects.get(reference=done.reference).state == "inspection"
    loaded(world, call, own)
    leave(world, call)
    assert alerts() == 1


def test_once_it_is_done_and_released_it_may_be_loaded(world):
    call = vessels.called(world)
    done, own, again = inspected_once(world)
    recording(world, "inspector_2", again)
    step(world, "inspector_2", again, "submit", **report(world, again, "inspector_2"))
    dispatch_all()
    declaration = Declaration.objects.get(reference=done.reference)
    assert declaration.state == "inspected"
    take_step(
        actor=world.actor("assessor"), workflow=DECLARATION, reference=done.reference, step="decide_release",
        version=declaration.version, data={},
    )  # fmt: skip
    dispatch_all()
    loaded(world, call, own)
    leave(world, call)
    assert alerts() == 0
    assert Declaration.objects.get(reference=done.reference).state == "closed"
