"""Appends and receipts of the ledger on PostgreSQL, beside a hash chain in the same database.

The peer is the common home-made answer to "tamper-evident": each row holds the hash of the row before. Appending
to it is as cheap as it gets; showing that one entry belongs to it takes reading all of it. Run:

    python benchmarks/ledger.py            # 20,000 entries, median of 5
    python benchmarks/ledger.py 100000 --store

It makes and drops a database of its own on the embedded server.
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import sys
import time
from collections.abc import Callable

from measuring import told

ROUNDS = 5
RECEIPTS = 200
BATCH = 5_000


def main(entries: int, *, store: bool) -> None:
    """Print one line a measurement, with its ratio to the peer where there is one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
    from tongguan.platform.database.interface import running_database

    with running_database():
        import django

        django.setup()
        from django.db import connection

        connection.creation.create_test_db(verbosity=0)
        try:
            told({"benchmark": "ledger", **measure(entries)}, store=store)
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure(entries: int) -> dict[str, float]:
    """All measurements on one database."""
    from tongguan.platform.ledger.interface import receipt_for, sequence_once, verify_all
    from tongguan.platform.ledger.models import LedgerLeaf

    per_batch = entries // ROUNDS
    appended, chained, written = [], [], []
    for _round in range(ROUNDS):
        written.append(per_batch / timed(lambda: write(per_batch)))
        appended.append(per_batch / timed(lambda: sequence_all(sequence_once)))
        chained.append(per_batch / timed(lambda: chain(per_batch)))
    ids = list(LedgerLeaf.objects.values_list("entry_id", flat=True))
    sample = random.Random(7).sample(ids, min(RECEIPTS, len(ids)))
    receipts = [1 / timed(lambda each=each: receipt_for(each)) for each in sample]
    chain_proofs = [1 / timed(chain_proof) for _round in range(ROUNDS)]
    whole = entries / timed(lambda: verify_all())
    print(f"entries                        {len(ids):>10,}")
    print(
        f"audit entries written          {statistics.median(written):>10,.0f} a second (one transaction for 100)"
    )
    ratio = statistics.median(appended) / statistics.median(chained)
    print(
        f"entries sequenced              {statistics.median(appended):>10,.0f} a second, {ratio:.2f} of a hash chain"
    )
    ratio = statistics.median(receipts) / statistics.median(chain_proofs)
    print(
        f"receipts with inclusion proof  {statistics.median(receipts):>10,.0f} a second, {ratio:,.0f} × a hash chain"
    )
    print(f"entries verified (everything)  {whole:>10,.0f} a second")
    return {
        "entries": len(ids),
        "written_per_s": round(statistics.median(written)),
        "sequenced_per_s": round(statistics.median(appended)),
        "hash_chain_per_s": round(statistics.median(chained)),
        "receipts_per_s": round(statistics.median(receipts)),
        "hash_chain_proofs_per_s": round(statistics.median(chain_proofs), 1),
        "verified_per_s": round(whole),
    }


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def write(count: int) -> None:
    """Audit entries as actions write them."""
    from django.db import transaction

    from tongguan.platform.audit.interface import record
    from tongguan.platform.permissions.interface import SYSTEM

    for first in range(0, count, 100):
        with transaction.atomic():
            for number in range(first, min(first + 100, count)):
                record(
                    actor=SYSTEM, action="bench.act", subject=("thing", str(number)), data={"number": number}
                )


def sequence_all(sequence_once: Callable[[int], int]) -> None:
    """Until nothing waits."""
    while sequence_once(BATCH):
        pass


def chain(count: int) -> None:
    """The peer: the last entries again as a hash chain, read and written in the same batches."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_chain (id bigserial PRIMARY KEY, body bytea, hash bytea)"
        )
        cursor.execute("SELECT hash FROM bench_chain ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
        last = bytes(row[0]) if row else b""
        cursor.execute("SELECT body FROM audit_auditentry ORDER BY id DESC LIMIT %s", [count])
        rows = []
        for (body,) in cursor.fetchall():
            last = hashlib.sha256(last + bytes(body)).digest()
            rows.append((bytes(body), last))
        cursor.executemany("INSERT INTO bench_chain (body, hash) VALUES (%s, %s)", rows)


def chain_proof() -> None:
    """What it takes to show that one entry belongs to the chain: all of it."""
    from django.db import connection

    last = b""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, hash FROM bench_chain ORDER BY id")
        for body, kept in cursor.fetchall():
            last = hashlib.sha256(last + bytes(body)).digest()
            if last != bytes(kept):
                raise AssertionError("the chain is broken")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(numbers[0] if numbers else 20_000, store="--store" in sys.argv)
