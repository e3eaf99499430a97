"""A tamper-evident log: RFC 6962 tree over tiles, signed checkpoints, witnesses, offline receipts."""

from tongguan.engines.tlog.audit import audit
from tongguan.engines.tlog.canonical import NotCanonical, canonical, read_json
from tongguan.engines.tlog.checkpoint import (
    Checkpoint,
    OpenedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from tongguan.engines.tlog.compact import compact_receipt, expand_receipt
from tongguan.engines.tlog.hashing import EMPTY_ROOT, RunningRoot, leaf_hash, node_hash, root_of
from tongguan.engines.tlog.keys import SignatureKind, SigningKey, VerifierKey, parse_verifier_key
from tongguan.engines.tlog.note import Note, NoteSignature, Signed, parse_note, sign_note, verify_note
from tongguan.engines.tlog.proofs import verify_consistency, verify_inclusion
from tongguan.engines.tlog.receipt import Receipt, parse_receipt, verify_receipt
from tongguan.engines.tlog.store import MemoryStore, MissingTile, TileKey, TileStore
from tongguan.engines.tlog.tiles import (
    entries_body,
    entries_path,
    parse_entries,
    parse_tile_path,
    tile_body,
    tile_path,
    tiles_of,
)
from tongguan.engines.tlog.tree import append, consistency_proof, inclusion_proof, root
from tongguan.engines.tlog.verdict import Verdict
from tongguan.engines.tlog.witness import Witness, WitnessAnswer, WitnessState

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "MemoryStore",
    "MissingTile",
    "NotCanonical",
    "Note",
    "NoteSignature",
    "OpenedCheckpoint",
    "Receipt",
    "RunningRoot",
    "SignatureKind",
    "Signed",
    "SigningKey",
    "TileKey",
    "TileStore",
    "Verdict",
    "VerifierKey",
    "Witness",
    "WitnessAnswer",
    "WitnessState",
    "append",
    "audit",
    "canonical",
    "compact_receipt",
    "consistency_proof",
    "entries_body",
    "entries_path",
    "expand_receipt",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "open_checkpoint",
    "parse_checkpoint",
    "parse_entries",
    "parse_note",
    "parse_receipt",
    "parse_tile_path",
    "parse_verifier_key",
    "read_json",
    "root",
    "root_of",
    "sign_checkpoint",
    "sign_note",
    "tile_body",
    "tile_path",
    "tiles_of",
    "verify_consistency",
    "verify_inclusion",
    "verify_note",
    "verify_receipt",
]
