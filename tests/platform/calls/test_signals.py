"""Signals of a room: each side hears the other, a room is bounded, closed whole, and never left behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tongguan.platform.calls import actions
from tongguan.platform.calls.interface import MAX_SIGNALS, close_room, send_signal, signals_for
from tongguan.platform.calls.models import Signal
from tongguan.platform.permissions.interface import Refused

pytestmark = pytest.mark.django_db


def test_each_side_hears_the_other_in_order_and_no_other_room():
    first = send_signal("r1", "a", "ready", "")
    send_signal("r1", "b", "offer", "sdp")
    send_signal("r1", "a", "answer", "sdp2")
    send_signal("r2", "a", "ready", "")
    assert [each["kind"] for each in signals_for("r1", "b")] == ["ready", "answer"]
    assert [each["kind"] for each in signals_for("r1", "b", first.pk)] == ["answer"]
    assert [each["payload"] for each in signals_for("r1", "a")] == ["sdp"]
    assert signals_for("r1", "b", 10**30) == []
    assert len(signals_for("r1", "b", -5)) == 2


def test_a_room_is_bounded_and_closed_whole():
    for _n in range(MAX_SIGNALS):
        send_signal("r1", "a", "ready", "")
    with pytest.raises(Refused) as refusal:
        send_signal("r1", "b", "ready", "")
    assert refusal.value.status == 409
    send_signal("r2", "a", "ready", "")
    assert close_room("r1") == MAX_SIGNALS
    assert Signal.objects.get().room == "r2"


def test_what_nobody_closed_is_gone_after_a_day():
    old, new = send_signal("r1", "a", "ready", ""), send_signal("r2", "a", "ready", "")
    Signal.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=2))
    assert actions.close_left_behind() == 1
    assert Signal.objects.get().pk == new.pk
