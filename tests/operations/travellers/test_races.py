"""Several at once: the same message twice, a list that changes while people are screened, workers that share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.factories import make_world
from tests.factories.travellers import IMRAN, MEI, OTHER, contacts, paxlst
from tongguan.operations.travellers.actions.lists import remove_entry
from tongguan.operations.travellers.actions.manifests import receive
from tongguan.operations.travellers.actions.screening import screen_announced
from tongguan.operations.travellers.models import Flight, Hit, ListEntry, Passenger, Transmission
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    return make_world()


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread with a connection of its own, begun together; what they returned or raised."""
    ready = threading.Barrier(len(works))
    found: list[Any] = [None] * len(works)

    def run(at: int) -> None:
        try:
            ready.wait(20)
            found[at] = works[at]()
        except Exception as error:
            found[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return found


def test_the_same_message_at_once_counts_once(world):
    message = paxlst(IMRAN, MEI, OTHER)
    found = at_once(*[lambda: receive(actor=SYSTEM, content=message)] * 4)
    assert [each for each in found if isinstance(each, Exception)] == []
    assert sorted(each.replayed for each in found) == [False, True, True, True]
    assert (Transmission.objects.count(), Flight.objects.count(), Passenger.objects.count()) == (1, 1, 3)


def test_two_messages_of_one_flight_at_once_make_one_flight_and_nobody_twice(world):
    messages = [paxlst(IMRAN, MEI, reference=str(n)) for n in range(3)]
    found = at_once(*[lambda content=content: receive(actor=SYSTEM, content=content) for content in messages])
    assert [each for each in found if isinstance(each, Exception)] == []
    assert (Flight.objects.count(), Passenger.objects.count()) == (1, 2)


def test_a_list_that_changes_while_people_are_screened_leaves_no_hit_on_an_entry_that_ended(world):
    contacts(world)
    risk = world.actor("risk_officer")
    for number in range(8):
        receive(actor=SYSTEM, content=paxlst(IMRAN, flight=f"TG{500 + number}", reference=str(number)))
    entries = list(ListEntry.objects.values_list("pk", flat=True))
    takes_off = [
        lambda key=key: remove_entry(actor=risk, code="contacts", entry_id=key, reason="x") for key in entries
    ]
    found = at_once(screen_announced, screen_announced, *takes_off)
    assert [each for each in found if isinstance(each, Exception)] == []
    screen_announced()
    assert not Hit.objects.filter(state="open", entry__ended__isnull=False).exists()


def test_workers_share_the_work_and_raise_each_hit_once(world):
    contacts(world)
    for number in range(6):
        receive(actor=SYSTEM, content=paxlst(IMRAN, OTHER, flight=f"TG{600 + number}", reference=str(number)))
    found = at_once(screen_announced, screen_announced, screen_announced)
    assert [each for each in found if isinstance(each, Exception)] == []
    assert sum(found) == 12
    assert Hit.objects.count() == 6
