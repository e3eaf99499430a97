"""Receipts: one entry, its proof and the signed checkpoint, enough to check it with the server off."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongguan.engines.problems import Problem
from tongguan.engines.tlog.canonical import canonical, read_json
from tongguan.engines.tlog.checkpoint import open_checkpoint
from tongguan.engines.tlog.findings import finding
from tongguan.engines.tlog.hashing import leaf_hash
from tongguan.engines.tlog.keys import SignatureKind, VerifierKey, decode_base64, parse_verifier_key
from tongguan.engines.tlog.proofs import verify_inclusion
from tongguan.engines.tlog.verdict import Verdict

RECEIPT_VERSION = "tongguan-receipt/1"
MAX_RECEIPT_BYTES = 1024 * 1024
_MAX_PROOF = 64


@dataclass(frozen=True, slots=True)
class Receipt:
    """`entry` is the canonical JSON whose bytes were logged; `checkpoint` the signed note as text."""

    entry: bytes
    index: int
    size: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: the entry as text, hashes in base64."""
        return {
            "version": RECEIPT_VERSION,
            "entry": self.entry.decode(),
            "index": self.index,
            "size": self.size,
            "proof": [b64encode(item).decode() for item in self.proof],
            "checkpoint": self.checkpoint,
        }

    def to_json(self) -> bytes:
        """The receipt as one line of canonical JSON, fit for a file or a QR code."""
        return canonical(self.as_dict())


def parse_receipt(data: bytes | str) -> tuple[Receipt | None, list[Problem]]:
    """Read a receipt; checks the form only. Never raises on input."""
    value, problems = read_json(data, MAX_RECEIPT_BYTES)
    if problems:
        return None, problems
    if not isinstance(value, dict):
        return None, [finding("receipt.field", field="version")]
    problems = [
        finding("receipt.field", pointer=f"/{name}", field=name)
        for name, good in _FIELDS.items()
        if not good(value.get(name))
    ]
    problems += [
        finding("receipt.field", pointer=f"/{name}", field=name) for name in value.keys() - _FIELDS.keys()
    ]
    if problems:
        return None, problems
    proof = tuple(decode_base64(item) or b"" for item in value["proof"])
    return Receipt(value["entry"].encode(), value["index"], value["size"], proof, value["checkpoint"]), []


def verify_receipt(
    receipt: Receipt | bytes | str,
    trusted_keys: Sequence[VerifierKey | str],
    witnesses_required: int = 0,
    origin: str | None = None,
) -> Verdict:
    """Whether the entry stands in the log that a trusted key signed; offline, and never raises on input.

    `trusted_keys` holds the log's key and, if witnesses are required, theirs (keys or their text form).
    """
    keys, problems = _keys(trusted_keys)
    try:
        data = receipt.to_json() if isinstance(receipt, Receipt) else receipt
    except ValueError:
        return Verdict.of([finding("receipt.not_canonical", pointer="/entry")])
    parsed, found = parse_receipt(data)
    if parsed is None or problems:
        return Verdict.of(problems + found)
    value, found = read_json(parsed.entry, MAX_RECEIPT_BYTES)
    if found or canonical(value) != parsed.entry:
        problems.append(finding("receipt.not_canonical", pointer="/entry"))
    problems += _verify_position(parsed, keys, witnesses_required, origin)
    return Verdict.of(problems, ("entry", "inclusion", "checkpoint"))


def _verify_position(
    receipt: Receipt, keys: list[VerifierKey], witnesses_required: int, origin: str | None
) -> list[Problem]:
    witnesses = [key for key in keys if key.kind is SignatureKind.COSIGNATURE]
    refusals = [finding("note.untrusted", pointer="/checkpoint")]
    for log_key in keys:
        if log_key.kind is not SignatureKind.ED25519:
            continue
        opened, refusals = open_checkpoint(receipt.checkpoint, log_key, witnesses, witnesses_required, origin)
        if opened is None:
            continue
        checkpoint = opened.checkpoint
        if checkpoint.size != receipt.size:
            return [finding("receipt.size", pointer="/size")]
        leaf = leaf_hash(receipt.entry)
        if not verify_inclusion(leaf, receipt.index, receipt.size, receipt.proof, checkpoint.root):
            return [finding("receipt.not_included", pointer="/proof")]
        return []
    return refusals


def _keys(trusted: Sequence[VerifierKey | str]) -> tuple[list[VerifierKey], list[Problem]]:
    keys, problems = [], []
    for item in trusted:
        key, found = (item, []) if isinstance(item, VerifierKey) else parse_verifier_key(item)
        problems += found
        if key is not None:
            keys.append(key)
    return keys, problems


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _hash(value: Any) -> bool:
    return isinstance(value, str) and len(decode_base64(value) or b"") == 32


_FIELDS = {
    "version": lambda value: value == RECEIPT_VERSION,
    "entry": _text,
    "index": _count,
    "size": _count,
    "proof": lambda value: isinstance(value, list) and len(value) <= _MAX_PROOF and all(map(_hash, value)),
    "checkpoint": _text,
}
