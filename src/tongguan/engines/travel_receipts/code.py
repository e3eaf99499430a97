"""A receipt as one number: decimal digits are what QR, PDF417 and Code 128 all write most densely."""

from __future__ import annotations

from tongguan.engines.travel_receipts.content import SIZE, Content, unpacked
from tongguan.engines.travel_receipts.keys import SIGNATURE_BYTES, ReceiptKey, signed_by

_BYTES = SIZE + SIGNATURE_BYTES
DIGITS = len(str(256**_BYTES - 1))
"""Every code has as many: the number of digits of the largest."""


def to_digits(data: bytes) -> str:
    """Bytes of a receipt as digits, zeros in front kept."""
    return str(int.from_bytes(data, "big")).zfill(DIGITS)


def from_digits(code: str) -> bytes | None:
    """The bytes of a code; None where it is none. Blanks that a scanner or a person put in do not count."""
    plain = "".join(code.split()) if len(code) <= 4 * DIGITS else ""
    if len(plain) != DIGITS or not (plain.isascii() and plain.isdigit()):
        return None
    number = int(plain)
    return number.to_bytes(_BYTES, "big") if number < 256**_BYTES else None


def sign(content: Content, key: ReceiptKey) -> str:
    """The code of a receipt. ValueError where its content does not fit."""
    packed = content.packed(key.mark)
    return to_digits(packed + key.signature(packed))


def open_code(code: str, keys: tuple[bytes, ...]) -> tuple[Content | None, bool | None]:
    """What a code says, and whether one of the keys signed it (None: by a key that is not among them). Content without
    a good signature is for nobody's eyes but a test's."""
    data = from_digits(code)
    found = unpacked(data[:SIZE]) if data else None
    if data is None or found is None:
        return None, False
    mark, content = found
    return content, signed_by(keys, mark, data[:SIZE], data[SIZE:])


def parts_of(code: str) -> tuple[str, str]:
    """A code in two halves for Code 128, whose bars would be too narrow for the whole: each begins with its number."""
    middle = DIGITS // 2
    return f"1{code[:middle]}", f"2{code[middle:]}"


def joined(first: str, second: str) -> str | None:
    """The code of two halves in either order; None where they are not the two halves of one length."""
    halves = {half[:1]: half[1:] for half in (first, second)}
    middle = DIGITS // 2
    if set(halves) != {"1", "2"} or len(halves["1"]) != middle or len(halves["2"]) != DIGITS - middle:
        return None
    return halves["1"] + halves["2"]
