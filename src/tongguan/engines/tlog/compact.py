"""A receipt small enough for a QR code: deflated, then base 45, whose alphabet QR codes pack best.

Sources: RFC 9285 (base 45), RFC 1950 (zlib). The text is `TGR1:` and the digits.
"""

from __future__ import annotations

import zlib

from tongguan.engines.problems import Problem
from tongguan.engines.tlog.findings import finding
from tongguan.engines.tlog.receipt import MAX_RECEIPT_BYTES, Receipt, parse_receipt

PREFIX = "TGR1:"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}


def compact_receipt(receipt: Receipt) -> str:
    """The receipt as text of the QR alphanumeric alphabet."""
    return PREFIX + base45(zlib.compress(receipt.to_json(), 9))


def expand_receipt(text: str) -> tuple[Receipt | None, list[Problem]]:
    """Read what `compact_receipt` wrote; bounded, never raises on input."""
    packed = from_base45(text.strip().removeprefix(PREFIX)) if text.startswith(PREFIX) else None
    if packed is None:
        return None, [finding("receipt.compact")]
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, MAX_RECEIPT_BYTES + 1)
    except zlib.error:
        return None, [finding("receipt.compact")]
    return parse_receipt(data)


def base45(data: bytes) -> str:
    """Two bytes become three digits, least significant first; a last single byte two."""
    out = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _digit in range(len(pair) + 1):
            number, value = divmod(number, 45)
            out.append(_DIGITS[value])
    return "".join(out)


def from_base45(text: str) -> bytes | None:
    """The bytes, or None if the text is no base 45."""
    if len(text) > 2 * MAX_RECEIPT_BYTES or len(text) % 3 == 1 or any(digit not in _VALUES for digit in text):
        return None
    out = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        number = sum(_VALUES[digit] * 45**place for place, digit in enumerate(group))
        if number >> (8 * (len(group) - 1)):
            return None
        out += number.to_bytes(len(group) - 1, "big")
    return bytes(out)
