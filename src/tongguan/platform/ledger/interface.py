"""The door to the ledger."""

from tongguan.platform.ledger.actions import add_cosignature, request_verification
from tongguan.platform.ledger.codes import qr_svg
from tongguan.platform.ledger.enums import KeyPurpose
from tongguan.platform.ledger.keys import add_witness, keep_private, keys_of, replace_key
from tongguan.platform.ledger.queries import (
    Waiting,
    covered_entries,
    index_of,
    latest_checkpoint,
    receipt_for,
    receipts_for,
    waiting,
)
from tongguan.platform.ledger.sequencing import sequence_all, sequence_once
from tongguan.platform.ledger.verification import verify_all

__all__ = [
    "KeyPurpose",
    "Waiting",
    "add_cosignature",
    "add_witness",
    "covered_entries",
    "index_of",
    "keep_private",
    "keys_of",
    "latest_checkpoint",
    "qr_svg",
    "receipt_for",
    "receipts_for",
    "replace_key",
    "request_verification",
    "sequence_all",
    "sequence_once",
    "verify_all",
    "waiting",
]
