"""The door: a flight by its number and day, who is on it, and what one look-up says."""

from __future__ import annotations

import pytest

from tests.factories.travellers import PASSPORT, airport_inspector
from tongguan.operations.travellers.interface import DocumentFields, flight_on, screen_document
from tongguan.operations.travellers.models import Scan
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.permissions.interface import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_without_lists_nobody_is_clear(world):
    found = screen_document(actor=airport_inspector(world), mrz=PASSPORT, purpose="counter")
    assert found.decision == "possible"
    assert found.degraded
    assert found.subject.number == "L898902C3"


def test_a_look_up_is_logged_with_officer_and_purpose_and_without_names(world):
    actor = airport_inspector(world)
    found = screen_document(actor=actor, mrz=PASSPORT, purpose="counter")
    scan = Scan.objects.get(pk=found.scan)
    assert (scan.officer, scan.purpose) == (actor.user_id, "counter")
    entry = AuditEntry.objects.get(action="travellers.looked_up")
    assert entry.actor_user_id == actor.user_id
    assert b"ERIKSSON" not in bytes(entry.body).upper()
    assert b"L898902C3" not in bytes(entry.body)


def test_a_look_up_needs_a_permission_a_purpose_and_something_to_look_up(world):
    with pytest.raises(NotAllowed):
        screen_document(actor=world.actor("assessor"), mrz=PASSPORT, purpose="counter")
    with pytest.raises(Refused):
        screen_document(actor=airport_inspector(world), mrz=PASSPORT, purpose="curiosity")
    with pytest.raises(Refused):
        screen_document(actor=airport_inspector(world), fields=DocumentFields(), purpose="counter")


def test_no_flight_of_a_number_that_is_none(world):
    import datetime as dt

    for number in ("", "TG101", "?? 1", "X" * 500, "\x00"):
        assert flight_on(number, dt.date(2026, 11, 30)) is None
