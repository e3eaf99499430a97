"""Reading the whole ledger again from the audit bodies, as somebody who trusts neither tables nor triggers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from tongguan.engines.problems import Problem
from tongguan.engines.tlog import (
    Checkpoint,
    MissingTile,
    OpenedCheckpoint,
    Verdict,
    VerifierKey,
    audit,
    leaf_hash,
    open_checkpoint,
    root,
    root_of,
)
from tongguan.engines.tlog.store import TILE_HEIGHT, TILE_WIDTH
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.ledger.enums import KeyPurpose
from tongguan.platform.ledger.errors import finding
from tongguan.platform.ledger.keys import keys_of
from tongguan.platform.ledger.models import LedgerLeaf, LedgerTile, PendingEntry, SignedCheckpoint
from tongguan.platform.ledger.tilestore import DatabaseTiles

Progress = Callable[[int, int], bool]
"""Told (entries read, entries in all) now and then; False stops the reading."""
CHUNK = 2_000
MAX_PROBLEMS = 50
_CHECKED = ("entries", "columns", "checkpoints", "cosignatures", "tiles", "completeness")


class Cancelled(Exception):
    """The reading was stopped by who asked for it."""


def verify_all(known: Sequence[bytes | str] = (), progress: Progress | None = None) -> Verdict:
    """Whether every audit entry is where and what the signed checkpoints say.

    Finds a changed byte, a dropped, added or moved entry, columns that disagree with their body, damaged tiles,
    entries kept out of the ledger, and with `known` (checkpoints that others kept, signed by the house) a
    rewritten or shortened history. Raises Cancelled when `progress` says so.
    """
    opened, problems = _checkpoints()
    size = opened[-1].size if opened else 0
    problems += _fork_problems(known, size)
    reader = _Reader(size, progress)
    problems += audit(reader.bodies(), opened).problems
    problems += reader.problems
    problems += _tile_problems(size)
    problems += _completeness_problems(size)
    return Verdict.of(problems[:MAX_PROBLEMS], _CHECKED)


class _Reader:
    """Streams the bodies in ledger order and notes what each row alone gives away."""

    def __init__(self, size: int, progress: Progress | None) -> None:
        self.size, self.progress = size, progress
        self.problems: list[Problem] = []

    def bodies(self) -> Iterator[bytes]:
        rows = LedgerLeaf.objects.filter(index__lt=self.size).select_related("entry").order_by("index")
        expected = 0
        for leaf in rows.iterator(chunk_size=CHUNK):
            while expected < leaf.index and len(self.problems) < MAX_PROBLEMS:
                self.problems.append(finding("ledger.gap", index=expected))
                expected += 1
            expected = leaf.index + 1
            self._examine(leaf)
            yield bytes(leaf.entry.body)
            if self.progress and expected % CHUNK == 0 and not self.progress(expected, self.size):
                raise Cancelled

    def _examine(self, leaf: LedgerLeaf) -> None:
        entry, body = leaf.entry, bytes(leaf.entry.body)
        if leaf_hash(body) != bytes(leaf.leaf_hash):
            self.problems.append(finding("ledger.body", index=leaf.index, entry=entry.pk))
            return
        for field in _different_columns(entry, body):
            self.problems.append(finding("ledger.columns", entry=entry.pk, field=field))


def _different_columns(entry: AuditEntry, body: bytes) -> list[str]:
    told: dict[str, Any] = json.loads(body)
    columns = {
        "at": (entry.at.isoformat(), told["at"]),
        "action": (entry.action, told["action"]),
        "subject_kind": (entry.subject_kind, told["subject"]["kind"]),
        "subject_ref": (entry.subject_ref, told["subject"]["ref"]),
        "actor_user_id": (entry.actor_user_id, told["actor"]["user"]),
        "actor_name": (entry.actor_name, told["actor"]["name"][:100]),
    }
    return [name for name, (column, truth) in columns.items() if column != truth]


def _checkpoints() -> tuple[list[Checkpoint], list[Problem]]:
    """Every stored checkpoint whose signatures hold, by size."""
    log_keys, witnesses = keys_of(KeyPurpose.LOG), keys_of(KeyPurpose.WITNESS)
    opened, problems = [], []
    rows = SignedCheckpoint.objects.prefetch_related("cosignatures").order_by("size")
    for row in rows.iterator(chunk_size=CHUNK):
        note = row.note + "".join(f"{each.line}\n" for each in row.cosignatures.all())
        found = opened_by(note, log_keys, witnesses)
        if found is None:
            problems.append(finding("ledger.key", size=row.size))
        elif (found.checkpoint.size, found.checkpoint.root) != (row.size, bytes(row.root)):
            problems.append(finding("ledger.checkpoint_row", size=row.size))
        else:
            opened.append(found.checkpoint)
    return opened, problems


def opened_by(
    note: bytes | str, log_keys: Sequence[VerifierKey], witnesses: Sequence[VerifierKey] = ()
) -> OpenedCheckpoint | None:
    """The checkpoint if one of the log's keys signed it and no known signature under it is false."""
    for key in log_keys:
        opened, _problems = open_checkpoint(note, key, witnesses)
        if opened is not None:
            return opened
    return None


def _fork_problems(known: Sequence[bytes | str], size: int) -> list[Problem]:
    problems, keys = [], keys_of(KeyPurpose.LOG)
    for note in known:
        opened = opened_by(note, keys)
        if opened is None:
            problems.append(finding("ledger.key", size="?"))
            continue
        theirs = opened.checkpoint
        if theirs.size > size or _root_at(theirs.size) != theirs.root:
            problems.append(finding("ledger.fork", size=theirs.size))
    return problems


def _root_at(size: int) -> bytes:
    try:
        return root(DatabaseTiles(), size)
    except MissingTile:
        return b""


def _tile_problems(size: int) -> list[Problem]:
    """Every hash of every tile follows from the leaves."""
    leaves = LedgerLeaf.objects.filter(index__lt=size).order_by("index").values_list("leaf_hash", flat=True)
    expected: Iterator[bytes] = (bytes(each) for each in leaves.iterator(chunk_size=CHUNK))
    for level in range(64):
        if size >> (TILE_HEIGHT * level) == 0:
            break
        full_roots: list[bytes] = []
        rows = LedgerTile.objects.filter(level=level).order_by("index").values_list("index", "hashes")
        for place, (index, data) in enumerate(rows.iterator(chunk_size=200)):
            row = list(islice(expected, TILE_WIDTH))
            if index != place or bytes(data)[: len(row) * 32] != b"".join(row) or not row:
                return [finding("ledger.tiles", size=size)]
            if len(row) == TILE_WIDTH:
                full_roots.append(root_of(row))
        if next(expected, None) is not None:
            return [finding("ledger.tiles", size=size)]
        expected = iter(full_roots)
    return []


def _completeness_problems(size: int) -> list[Problem]:
    waiting = PendingEntry.objects.values("entry_id")
    outside = AuditEntry.objects.filter(leaf__isnull=True).exclude(pk__in=waiting).count()
    problems = [finding("ledger.unsequenced", count=outside)] if outside else []
    uncovered = LedgerLeaf.objects.filter(index__gte=size).count()
    if uncovered and SignedCheckpoint.objects.filter(size__gt=size).count() == 0:
        problems.append(finding("ledger.no_checkpoint", size=uncovered))
    return problems
