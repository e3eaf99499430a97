"""Every committed entry gets one place, whatever commits late or dies half-way."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests.platform.ledger.conftest import acted
from tongguan.engines.tlog import leaf_hash, root_of
from tongguan.platform.audit.interface import AuditEntry, record
from tongguan.platform.ledger import sequencing
from tongguan.platform.ledger.errors import LedgerKeyMissing
from tongguan.platform.ledger.interface import replace_key, sequence_all, sequence_once, verify_all
from tongguan.platform.ledger.keys import key_file
from tongguan.platform.ledger.models import LedgerKey, LedgerLeaf, LedgerTile, PendingEntry, SignedCheckpoint
from tongguan.platform.permissions.interface import SYSTEM

pytestmark = pytest.mark.django_db


def test_each_entry_gets_the_next_place_and_a_checkpoint_covers_it() -> None:
    acted(3)
    assert sequence_once() == 3
    acted(300)
    assert sequence_once(batch=200) == 200
    assert sequence_all() == 100
    assert sequence_once() == 0
    leaves = list(LedgerLeaf.objects.select_related("entry").order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(303))
    last = SignedCheckpoint.objects.order_by("-size").first()
    assert last is not None
    assert bytes(last.root) == root_of(leaf_hash(bytes(leaf.entry.body)) for leaf in leaves)
    assert verify_all().ok


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_after_a_later_one_is_not_skipped() -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                record(actor=SYSTEM, action="test.slow", subject=("thing", "slow"), data={})
                began.set()
                go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(10)
    acted(2, ref="fast")
    assert sequence_all() == 2
    go_on.set()
    thread.join(10)
    slow_entry = AuditEntry.objects.get(action="test.slow")
    assert slow_entry.pk < AuditEntry.objects.filter(subject_ref="fast").earliest("id").pk
    assert sequence_all() == 1
    assert LedgerLeaf.objects.get(entry=slow_entry).index == 2
    assert verify_all().ok


@pytest.mark.parametrize("place", ["append", "root", "sign_checkpoint", "signing_key"])
def test_a_sequencer_killed_anywhere_leaves_the_ledger_as_it_was(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    acted(5)
    sequence_all()
    acted(4)

    def die(*args: object, **kwargs: object) -> None:
        raise SystemExit("killed")

    monkeypatch.setattr(sequencing, place, die)
    with pytest.raises(SystemExit):
        sequence_once()
    assert LedgerLeaf.objects.count() == 5
    assert SignedCheckpoint.objects.count() == 1
    assert PendingEntry.objects.count() == 4
    monkeypatch.undo()
    assert sequence_once() == 4
    assert verify_all().ok


def test_a_quiet_house_signs_no_checkpoint() -> None:
    acted(3)
    assert sequence_once() == 3
    signed = SignedCheckpoint.objects.count()
    assert [sequence_once() for _time in range(3)] == [0, 0, 0]
    assert SignedCheckpoint.objects.count() == signed


@pytest.mark.django_db(transaction=True)
def test_two_sequencers_do_not_meet() -> None:
    acted(40)
    taken: list[int] = []

    def work() -> None:
        try:
            for _round in range(30):
                taken.append(sequence_once(batch=3))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    sequence_all()
    assert sorted(LedgerLeaf.objects.values_list("index", flat=True)) == list(range(40))
    assert verify_all().ok


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditentry SET action = 'x'",
        "DELETE FROM audit_auditentry",
        "UPDATE ledger_ledgerleaf SET index = index + 10",
        "DELETE FROM ledger_ledgerleaf",
        "UPDATE ledger_checkpoint SET note = ''",
        "DELETE FROM ledger_checkpoint",
    ],
)
def test_the_trail_only_grows(sql: str) -> None:
    acted(1)
    sequence_all()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_key_is_private_and_never_replaced_by_itself(key_folder: Path) -> None:
    acted(1)
    sequence_all()
    path = key_file()
    assert path.parent == key_folder
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert LedgerKey.objects.count() == 1
    path.unlink()
    acted(1)
    with pytest.raises(LedgerKeyMissing):
        sequence_once()
    assert PendingEntry.objects.count() == 1
    replace_key(actor=SYSTEM)
    sequence_all()
    assert LedgerKey.objects.count() == 2
    assert verify_all().ok, "what the old key signed still holds"


def test_tiles_are_stored_by_level() -> None:
    acted(513)
    sequence_all()
    assert list(LedgerTile.objects.order_by("level", "index").values_list("level", "index")) == [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
    ]
