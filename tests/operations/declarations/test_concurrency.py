"""One submission from many sides at once: stored once, answered alike; numbers never repeat."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection

from tests.factories import make_world
from tests.factories.declarations import valid
from tongguan.operations.declarations.interface import lodge
from tongguan.operations.declarations.models import Declaration, DeclarationItem
from tongguan.platform.permissions.interface import Refused

CLIENTS = 8


def together(work):
    """Run `work(index)` in threads that start at the same moment; their results in order, exceptions too."""
    results: list[object] = [None] * CLIENTS
    gate = threading.Barrier(CLIENTS)

    def run(index: int) -> None:
        try:
            gate.wait(timeout=30)
            results[index] = work(index)
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_one_submission_from_many_clients_is_stored_once():
    world = make_world()
    actor, declaration, key = world.actor("trader"), valid(world), uuid.uuid4()
    results = together(lambda _i: lodge(actor=actor, declaration=declaration, submission_id=key))
    assert {type(result).__name__ for result in results} == {"Lodged"}
    assert len({(r.reference, r.declaration_number) for r in results}) == 1
    assert sorted(r.replayed for r in results) == [False] + [True] * (CLIENTS - 1)
    assert Declaration.objects.count() == 1
    assert DeclarationItem.objects.count() == len(declaration.items)


@pytest.mark.django_db(transaction=True)
def test_one_id_for_different_contents_lets_exactly_one_through():
    world = make_world()
    actor, key = world.actor("trader"), uuid.uuid4()
    contents = [valid(world, seed) for seed in range(CLIENTS)]
    results = together(lambda i: lodge(actor=actor, declaration=contents[i], submission_id=key))
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert all(isinstance(r, Refused) and r.status == 409 for r in results if isinstance(r, Exception))
    assert Declaration.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_first_comers_of_a_series_get_different_numbers():
    world = make_world()
    actor = world.actor("trader")
    contents = [valid(world, seed) for seed in range(CLIENTS)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE 'declarations_number_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP SEQUENCE "{name}"')
    results = together(lambda i: lodge(actor=actor, declaration=contents[i], submission_id=uuid.uuid4()))
    assert len({result.declaration_number for result in results}) == CLIENTS
