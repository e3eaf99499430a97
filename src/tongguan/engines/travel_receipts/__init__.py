"""Signed receipts of travellers' declarations: what they hold, how they become digits, how a gate judges them."""

from tongguan.engines.travel_receipts.code import (
    DIGITS,
    from_digits,
    joined,
    open_code,
    parts_of,
    sign,
    to_digits,
)
from tongguan.engines.travel_receipts.content import Colour, Content, document_digest, document_key
from tongguan.engines.travel_receipts.keys import ReceiptKey, new_seed, public_keys
from tongguan.engines.travel_receipts.refusals import MOST_ENTRIES, Refusals, Refused, read_refusals
from tongguan.engines.travel_receipts.verdict import Reason, Verdict, judge

__all__ = [
    "DIGITS",
    "MOST_ENTRIES",
    "Colour",
    "Content",
    "Reason",
    "ReceiptKey",
    "Refusals",
    "Refused",
    "Verdict",
    "document_digest",
    "document_key",
    "from_digits",
    "joined",
    "judge",
    "new_seed",
    "open_code",
    "parts_of",
    "public_keys",
    "read_refusals",
    "sign",
    "to_digits",
]
