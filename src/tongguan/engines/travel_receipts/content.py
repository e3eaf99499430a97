"""What a receipt says, in 33 bytes: nothing of it names a person."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import struct
from dataclasses import dataclass
from enum import IntEnum

VERSION = 1
SIZE = 33
SERIAL_BYTES = 6
DIGEST_BYTES = 8
_EPOCH_DAY = dt.date(2020, 1, 1)
_LAYOUT = struct.Struct(">BB6sIHBH6sH8s")
_ALPHABET = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FLIGHT = re.compile(r"[0-9A-Z]{0,8}")
_EXIT = 0x80


class Colour(IntEnum):
    """Where the answers lead: on, to the goods channel, to the health desk."""

    GREEN = 0
    YELLOW = 1
    RED = 2


@dataclass(frozen=True, slots=True)
class Content:
    """A receipt. `serial` are 12 hexadecimal digits, `form` the number of the form's version, `document` the digest of
    the travel document under this serial (16 hexadecimal digits); `flight` is empty where there is none."""

    serial: str
    issued_at: dt.datetime
    lifetime: dt.timedelta
    colour: Colour
    form: int
    flight: str
    travel_date: dt.date
    document: str
    leaving: bool = False

    @property
    def expires_at(self) -> dt.datetime:
        """The first moment at which it no longer counts."""
        return self.issued_at + self.lifetime

    def packed(self, key: int) -> bytes:
        """The bytes that are signed; `key` says by which key. ValueError where something does not fit."""
        if not _FLIGHT.fullmatch(self.flight):
            raise ValueError("a flight has at most 8 letters and digits")
        minutes = int(self.lifetime.total_seconds() // 60)
        try:
            return _LAYOUT.pack(
                VERSION,
                key,
                bytes.fromhex(self.serial),
                int(self.issued_at.timestamp()),
                minutes,
                self.colour | (_EXIT if self.leaving else 0),
                self.form,
                _letters(self.flight).to_bytes(6, "big"),
                (self.travel_date - _EPOCH_DAY).days,
                bytes.fromhex(self.document),
            )
        except struct.error as error:
            raise ValueError(str(error)) from None


def unpacked(packed: bytes) -> tuple[int, Content] | None:
    """Which key signed these bytes, and what they say; None where they are no receipt of this version."""
    if len(packed) != SIZE or packed[0] != VERSION:
        return None
    _version, key, serial, issued, minutes, mark, form, flight, day, document = _LAYOUT.unpack(packed)
    number = int.from_bytes(flight, "big")
    if mark & ~_EXIT not in tuple(Colour) or number >= len(_ALPHABET) ** 8:
        return None
    return key, Content(
        serial.hex(),
        dt.datetime.fromtimestamp(issued, dt.UTC),
        dt.timedelta(minutes=minutes),
        Colour(mark & ~_EXIT),
        form,
        _text(number),
        _EPOCH_DAY + dt.timedelta(days=day),
        document.hex(),
        bool(mark & _EXIT),
    )


def document_key(issuer: str, number: str) -> str:
    """How a travel document is named: the state that issued it and its number, letters and digits alone."""
    return f"{_plain(issuer)}:{_plain(number)}"


def document_digest(serial: str, document: str) -> str:
    """The digest of a document under a serial: two receipts of one document do not look alike."""
    return hashlib.sha256(bytes.fromhex(serial) + document.encode()).digest()[:DIGEST_BYTES].hex()


def _plain(text: str) -> str:
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


def _letters(text: str) -> int:
    number = 0
    for char in text.ljust(8):
        number = number * len(_ALPHABET) + _ALPHABET.index(char)
    return number


def _text(number: int) -> str:
    chars = []
    for _place in range(8):
        number, rest = divmod(number, len(_ALPHABET))
        chars.append(_ALPHABET[rest])
    return "".join(reversed(chars)).rstrip()
