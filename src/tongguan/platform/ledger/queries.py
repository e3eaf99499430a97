"""Reads of the ledger: receipts, checkpoints, the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet, Subquery

from tongguan.engines.tlog import Note, Receipt, inclusion_proof, parse_note
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.ledger.models import Cosignature, LedgerLeaf, PendingEntry, SignedCheckpoint
from tongguan.platform.ledger.tilestore import DatabaseTiles, RememberedTiles
from tongguan.platform.permissions.interface import Actor, require


def index_of(entry_id: int | None) -> int | None:
    """The entry's place in the ledger, or None while it waits."""
    found = LedgerLeaf.objects.filter(entry_id=entry_id).values_list("index", flat=True)
    return found.first() if entry_id is not None else None


def covered_entries(entry_ids: Iterable[int]) -> frozenset[int]:
    """Which of these audit entries a signed checkpoint covers, so that they have a receipt; in one query."""
    size = SignedCheckpoint.objects.order_by("-size").values("size")[:1]
    placed = LedgerLeaf.objects.filter(entry_id__in=list(entry_ids), index__lt=Subquery(size))
    return frozenset(placed.values_list("entry_id", flat=True))


def receipt_for(audit_entry_id: int) -> Receipt | None:
    """The receipt of an audit entry, under the latest checkpoint that a witness signed if one covers it, else
    under the latest; None while the entry waits for its place."""
    leaf = LedgerLeaf.objects.filter(entry_id=audit_entry_id).select_related("entry").first()
    if leaf is None:
        return None
    cosigned = Cosignature.objects.filter(checkpoint_id__gt=leaf.index).order_by("-checkpoint_id").first()
    checkpoint = cosigned.checkpoint if cosigned else latest_checkpoint()
    if checkpoint is None or checkpoint.size <= leaf.index:
        return None
    proof = inclusion_proof(DatabaseTiles(), leaf.index, checkpoint.size)
    body = bytes(leaf.entry.body)
    return Receipt(body, leaf.index, checkpoint.size, tuple(proof), str(full_note(checkpoint)))


def receipts_for(entry_ids: Sequence[int]) -> dict[int, Receipt]:
    """The receipts of many audit entries, all under one checkpoint: the latest that a witness signed if it covers them
    all, else the latest. Entries that wait for their place are left out."""
    leaves = LedgerLeaf.objects.filter(entry_id__in=list(entry_ids)).select_related("entry")
    found = {leaf.entry_id: leaf for leaf in leaves}
    highest = max((leaf.index for leaf in found.values()), default=-1)
    cosigned = Cosignature.objects.filter(checkpoint_id__gt=highest).order_by("-checkpoint_id").first()
    checkpoint = cosigned.checkpoint if cosigned else latest_checkpoint()
    if checkpoint is None:
        return {}
    tiles, note = RememberedTiles(), str(full_note(checkpoint))
    return {
        entry_id: Receipt(
            bytes(leaf.entry.body),
            leaf.index,
            checkpoint.size,
            tuple(inclusion_proof(tiles, leaf.index, checkpoint.size)),
            note,
        )
        for entry_id, leaf in found.items()
        if leaf.index < checkpoint.size
    }


def full_note(checkpoint: SignedCheckpoint) -> Note | str:
    """The checkpoint with every witness's signature under the house's."""
    lines = checkpoint.cosignatures.order_by("key_id").values_list("line", flat=True)
    text = checkpoint.note + "".join(f"{line}\n" for line in lines)
    note, _problems = parse_note(text)
    return note or checkpoint.note


def latest_checkpoint() -> SignedCheckpoint | None:
    """The one that covers most."""
    return SignedCheckpoint.objects.order_by("-size").first()


def checkpoints(actor: Actor) -> QuerySet[SignedCheckpoint]:
    """All, newest first, each with `signed`, the number of witnesses."""
    require(actor, "audit.view")
    return SignedCheckpoint.objects.annotate(signed=Count("cosignatures")).order_by("-size")


def search(actor: Actor, text: str = "", kind: str = "", ref: str = "") -> QuerySet[AuditEntry]:
    """Audit entries, newest first: of a subject where one is given, and with a text in action, subject or name."""
    require(actor, "audit.view")
    found = AuditEntry.objects.select_related("leaf").order_by("-id")
    if kind:
        found = found.filter(subject_kind=kind)
    if ref:
        found = found.filter(subject_ref=ref)
    for word in text.split()[:6]:
        found = found.filter(
            Q(action__startswith=word)
            | Q(subject_ref=word)
            | Q(subject_kind=word)
            | Q(actor_name__contains=word)
        )
    return found


def entry(actor: Actor, entry_id: int) -> AuditEntry | None:
    """One entry with its place."""
    require(actor, "audit.view")
    return AuditEntry.objects.select_related("leaf").filter(pk=entry_id).first()


def trail(actor: Actor, kind: str, ref: str) -> Sequence[AuditEntry]:
    """Everything recorded about a subject, oldest first."""
    return list(search(actor, kind=kind, ref=ref).order_by("id"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many audit entries have no place in the ledger yet, and since when the oldest has none."""

    count: int
    oldest_at: datetime | None


def waiting() -> Waiting:
    """What the sequencer has still to do."""
    found = PendingEntry.objects.aggregate(count=Count("entry_id"), first=Min("entry_id"))
    oldest = AuditEntry.objects.filter(pk=found["first"]).values_list("at", flat=True).first()
    return Waiting(found["count"], oldest)
