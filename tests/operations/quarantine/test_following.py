"""Orders that follow a decision elsewhere: a traveller taken over in a lane, a close contact confirmed."""

from __future__ import annotations

import pytest

from tests.factories.lanes import lane_with_devices
from tests.factories.selection import dispatch_all
from tests.factories.travellers import CONTACTS, IMRAN, OTHER, contacts, paxlst
from tests.operations.lanes.test_accepting import GOOD
from tests.operations.lanes.test_encounters import background, fuse, quicken, walk
from tongguan.engines.fusion import Channel
from tongguan.operations.lanes.actions import resolve
from tongguan.operations.lanes.models import Encounter, LogEntry
from tongguan.operations.quarantine.models import SamplingOrder
from tongguan.operations.travellers.actions.deciding import decide_hit
from tongguan.operations.travellers.actions.manifests import receive
from tongguan.operations.travellers.actions.screening import screen_announced
from tongguan.operations.travellers.models import Hit
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db


def referred(lab) -> Encounter:
    """Somebody whose health declaration does not verify."""
    _lane, senders = lane_with_devices(lab)
    quicken()
    background(senders)
    walk(senders, **{Channel.HEALTH_CARD: {"code": "HC1"}})
    fuse()
    return Encounter.objects.get(state="refer")


def test_whoever_quarantine_takes_over_in_a_lane_is_sampled_once(lab):
    contacts(lab)
    row = referred(lab)
    resolve(actor=lab.actor("quarantine_officer"), encounter_id=row.pk, resolution="quarantine")
    dispatch_all()
    dispatch_all()
    order = SamplingOrder.objects.get()
    surname = GOOD[Channel.DOCUMENT]["mrz"].split("\n")[0][5:].split("<<")[0]
    assert (order.cause_kind, order.cause_ref, order.office_id) == (
        "encounter",
        str(row.pk),
        row.lane.office_id,
    )
    assert surname in order.whose.name
    said = str(list(AuditEntry.objects.values_list("body"))) + str(
        list(OutboxEvent.objects.values_list("payload"))
    )
    assert surname not in said


def test_who_may_go_on_is_not_sampled(lab):
    contacts(lab)
    row = referred(lab)
    resolve(actor=lab.actor("quarantine_officer"), encounter_id=row.pk, resolution="cleared")
    dispatch_all()
    assert not SamplingOrder.objects.exists()


def test_a_lane_that_no_longer_knows_who_it_was_orders_nothing(lab):
    contacts(lab)
    row = referred(lab)
    LogEntry.objects.filter(payload__isnull=False).delete()
    resolve(actor=lab.actor("quarantine_officer"), encounter_id=row.pk, resolution="quarantine")
    dispatch_all()
    assert not SamplingOrder.objects.exists()


def confirmed(lab, code: str = "contacts") -> Hit:
    receive(actor=SYSTEM, content=paxlst(IMRAN, OTHER))
    screen_announced()
    hit = Hit.objects.get(source__code=code)
    decide_hit(actor=SYSTEM, reference=hit.reference, state="confirmed", note="同一护照")
    dispatch_all()
    return hit


def test_a_confirmed_close_contact_is_sampled_with_flight(lab):
    contacts(lab)
    hit = confirmed(lab)
    order = SamplingOrder.objects.get()
    assert (order.cause_kind, order.cause_ref) == ("hit", hit.reference)
    assert (order.whose.document, order.whose.flight) == ("L898902C3", "TG101")


def test_another_list_is_no_reason_to_sample(lab):
    from tongguan.operations.travellers.actions.lists import create_source, import_list

    actor = lab.actor("risk_officer")
    create_source(
        actor=actor, code="attention", title_zh="重点关注", title_en="Attention", kind="csv", consequence=5
    )
    rows = CONTACTS.splitlines()
    text = "\n".join(
        [rows[0].replace("valid_from,", ""), "C1,Imran Lovell,1971-03-04,GBR,L898902C3,attention"]
    )
    import_list(actor=actor, code="attention", content=text.encode(), confirmed=True)
    confirmed(lab, "attention")
    assert not SamplingOrder.objects.exists()


def test_two_reasons_make_one_order_while_it_waits(lab):
    contacts(lab)
    confirmed(lab)
    order = SamplingOrder.objects.get()
    receive(actor=SYSTEM, content=paxlst(IMRAN, flight="TG102", reference="2"))
    screen_announced()
    again = Hit.objects.exclude(reference=order.cause_ref).first()
    if again is not None and again.state == "open":
        decide_hit(actor=SYSTEM, reference=again.reference, state="confirmed", note="同一护照")
    dispatch_all()
    assert SamplingOrder.objects.count() == 1
