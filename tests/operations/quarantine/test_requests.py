"""An endoscope's sample request becomes an order of the laboratory."""

from __future__ import annotations

import pytest

from tests.factories.endoscopy import a_look, inspected
from tests.factories.selection import dispatch_all
from tests.factories.submissions import submission
from tongguan.operations.endoscopy.actions import record_look
from tongguan.operations.endoscopy.models import SampleRequest
from tongguan.operations.quarantine.models import SamplingOrder

pytestmark = pytest.mark.django_db


def test_a_sample_request_is_taken_over_once(lab):
    from datetime import timedelta

    case = inspected(lab)
    record_look(
        actor=lab.actor("inspector"),
        look=a_look(lab, case, "sample"),
        submission=submission(),
        off=timedelta(0),
    )
    dispatch_all()
    dispatch_all()
    order, request = SamplingOrder.objects.get(), SampleRequest.objects.get()
    assert (request.state, request.laboratory_order) == ("taken_over", order.reference)
    assert (order.cause_kind, order.cause_ref) == ("sample_request", request.reference)
    assert case.declaration in order.goods
    assert order.whose is None
