"""The airport's invented people and messages are what they claim to be."""

from __future__ import annotations

import datetime as dt
import random

from tongguan.engines.screening import NameIndex, read_list, read_travellers, screen
from tongguan.simulator.passengers import blurred, body, paxlst, table

DAY = dt.date(2026, 11, 30)
LEAVES, COMES = dt.datetime(2026, 11, 30, 8, 0), dt.datetime(2026, 11, 30, 11, 0)  # noqa: DTZ001


def test_a_message_is_read_whole_and_without_a_problem():
    people = [body(random.Random(n)) for n in range(60)]
    found = read_travellers(paxlst("YUN801", "NRT", LEAVES, COMES, people, "1").encode(), DAY)
    assert len(found.travellers) == 60
    assert not found.problems
    assert not [problem for person in found.travellers for problem in person.problems]
    voyage = found.messages[0].voyage
    assert (voyage.number, voyage.origin, voyage.destination) == ("YUN801", "NRT", "XYG")
    assert (voyage.departure, voyage.arrival) == (LEAVES, COMES)
    assert found.travellers[7].seat == "11B"


def test_a_list_is_read_whole_and_its_people_are_found_however_blurred():
    rng = random.Random(5)
    people = [body(rng) for _ in range(40)]
    listed = read_list(table(people, "密切接触者", "2026-11-28").encode(), DAY)
    assert len(listed.entries) == 40
    assert not listed.rejects
    message = paxlst("YUN801", "NRT", LEAVES, COMES, [blurred(rng, who) for who in people], "1")
    found = list(screen(read_travellers(message.encode(), DAY).travellers, NameIndex(listed.entries), DAY))
    assert sum(each.decision != "clear" for each in found) >= 36
