"""Giving committed audit entries their place: one transaction, one sequencer at a time."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from tongguan.engines.tlog import Checkpoint, append, leaf_hash, root, sign_checkpoint
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.ledger.keys import signing_key
from tongguan.platform.ledger.models import LedgerLeaf, SignedCheckpoint
from tongguan.platform.ledger.tilestore import DatabaseTiles

BATCH = 5_000
_LOCK = 0x6C656467  # advisory lock of the sequencer

_TAKE = """
    DELETE FROM ledger_pendingentry WHERE entry_id IN
      (SELECT entry_id FROM ledger_pendingentry ORDER BY entry_id LIMIT %s)
    RETURNING entry_id
"""


@transaction.atomic
def sequence_once(batch: int = BATCH) -> int:
    """Give up to `batch` waiting audit entries the next indexes and sign a checkpoint over all; how many.

    Index, tiles, checkpoint and the note that an entry no longer waits commit together: after a crash the
    ledger is as before. 0 also where another sequencer is at work. LedgerKeyMissing without the key.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TAKE, [batch])
        ids = sorted(row[0] for row in cursor.fetchall())
    if not ids:
        return 0
    key = signing_key()
    last = SignedCheckpoint.objects.order_by("-size").first()
    size = last.size if last else 0
    bodies = dict(AuditEntry.objects.filter(pk__in=ids).values_list("pk", "body"))
    # The hash is taken from the body itself: the column beside it proves nothing.
    leaves = [
        LedgerLeaf(index=size + place, entry_id=pk, leaf_hash=leaf_hash(bytes(bodies[pk])))
        for place, pk in enumerate(pk for pk in ids if pk in bodies)
    ]
    if not leaves:
        return 0
    store = DatabaseTiles()
    LedgerLeaf.objects.bulk_create(leaves, batch_size=1000)
    new_size = append(store, size, [leaf.leaf_hash for leaf in leaves])
    checkpoint = Checkpoint(key.name, new_size, root(store, new_size))
    SignedCheckpoint.objects.create(
        size=new_size,
        root=checkpoint.root,
        note=str(sign_checkpoint(checkpoint, key)),
        at=timezone.now(),
    )
    return len(leaves)


def sequence_all() -> int:
    """Sequence until nothing waits; how many entries."""
    total = 0
    while count := sequence_once():
        total += count
    return total
