"""Queues and lists: a constant number of statements, the same words as before, nothing that is not the reader's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.declarations import lodged
from tests.factories.world import World
from tongguan.operations.declarations.interface import route
from tongguan.platform.cases.interface import queues, workflow, workflows
from tongguan.platform.cases.queries import changes
from tongguan.platform.cases.tables import case_url
from tongguan.platform.identity.interface import actor_of

MOST_FOR_A_QUEUE = 7
MOST_FOR_A_LIST = 6
"""Three of these say who asks: the session, the person, the positions; one counts the unread notices."""


def asked(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name])
    return client


@pytest.mark.parametrize(
    ("url", "most"), [("/work/", MOST_FOR_A_QUEUE), ("/cases/declaration/", MOST_FOR_A_LIST)]
)
def test_more_rows_take_no_more_statements(world: World, url: str, most: int) -> None:
    client = signed_in(world, "assessor")
    for seed in range(4):
        route(reference=lodged(world, seed).reference, lane="review")
        if seed == 1:
            few = asked(client, url)
    assert asked(client, url) <= few <= most


def test_a_queue_knows_how_many_wait_beyond_its_lines(world: World) -> None:
    for seed in range(3):
        route(reference=lodged(world, seed).reference, lane="review")
    (_kind, count, rows), *_others = queues(world.actor("assessor"), rows=2)
    assert (count, len(rows)) == (3, 2)
    assert queues(world.actor("airport_assessor")) == []


def test_changes_are_those_of_others_on_own_cases_newest_first(world: World) -> None:
    before = timezone.now()
    first, second = lodged(world, 1).reference, lodged(world, 2).reference
    route(reference=first, lane="review")
    found = changes(world.actor("trader"), before)
    assert [(each.reference, each.target) for each in found] == [(first, "review")]
    route(reference=second, lane="green")
    found = changes(world.actor("trader"), before)
    assert [each.reference for each in found[-2:]] == [second, first]
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    assert changes(world.actor("trader"), timezone.now()) == []
    assert changes(world.actor("rival"), before) == []
    assert changes(world.actor("trader"), before, limit=1) == found[:1]


def test_the_address_of_a_case_is_the_one_that_opens_it(world: World) -> None:
    case = type("Case", (), {"reference": "D 1ü"})()
    for kind in workflows():
        assert case_url(kind, case) == reverse("cases_detail", args=[kind.code, "D 1ü"])
    real = lodged(world)
    known = workflow("declaration")
    assert known is not None
    case.reference = real.reference
    assert case_url(known, case) == reverse("cases_detail", args=["declaration", real.reference])


def test_a_revoked_position_leaves_the_menu_at_once(world: World) -> None:
    client = signed_in(world, "assessor")
    link = reverse("cases_list", args=["declaration"])
    assert f'href="{link}"' in client.get("/account/").content.decode()
    world.users["assessor"].positions.update(revoked_at=timezone.now())
    assert not actor_of(world.users["assessor"]).permissions
    assert f'href="{link}"' not in client.get("/account/").content.decode()
    assert client.get(link).status_code == 403
