"""Signed notes: a text and the signatures under it, readable by a person. Source: C2SP signed-note."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from tongguan.engines.problems import Problem
from tongguan.engines.tlog.findings import finding
from tongguan.engines.tlog.keys import SignatureKind, SigningKey, VerifierKey, decode_base64

MAX_NOTE_BYTES = 64 * 1024
MAX_SIGNATURES = 64
_SIGNATURE_LINE = re.compile(r"— ([^\s+]{1,255}) ([A-Za-z0-9+/=]{8,16384})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_MAX_TIMESTAMP = 2**63 - 1


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: who says so, which key (4 bytes), and the signature bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands under a note, without its newline."""
        return f"— {self.name} {b64encode(self.key_id + self.signature).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a newline) and its signatures, none of them checked yet."""

    text: str
    signatures: tuple[NoteSignature, ...] = ()

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{signature.line()}\n" for signature in self.signatures)

    def with_signature(self, signature: NoteSignature) -> Note:
        """The note with one more signature; a second one by the same key takes the place of the first."""
        same = (signature.name, signature.key_id)
        others = tuple(each for each in self.signatures if (each.name, each.key_id) != same)
        return Note(self.text, (*others, signature))


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: by which key, and when if it says so (POSIX seconds)."""

    key: VerifierKey
    timestamp_s: int | None = None


def sign_note(text: str, key: SigningKey, timestamp_s: int | None = None) -> NoteSignature:
    """Sign a text; a cosignature key needs the time and signs it along.

    Raises ValueError if the text is no note text, or the time is missing, out of range or not wanted.
    """
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("a note's text ends in a newline and holds no other control character")
    if (timestamp_s is None) == (key.kind is SignatureKind.COSIGNATURE):
        raise ValueError("a cosignature carries a time, a plain signature none")
    if timestamp_s is None:
        return NoteSignature(key.name, key.verifier.key_id, key.sign(text.encode()))
    if not 0 <= timestamp_s <= _MAX_TIMESTAMP:
        raise ValueError("the time is out of range")
    signature = key.sign(_cosigned_message(text, timestamp_s))
    return NoteSignature(key.name, key.verifier.key_id, timestamp_s.to_bytes(8, "big") + signature)


def parse_note(data: bytes | str) -> tuple[Note | None, list[Problem]]:
    """Split a note into text and signatures; checks the form only. Never raises on input."""
    raw = data.encode(errors="surrogatepass") if isinstance(data, str) else data
    if len(raw) > MAX_NOTE_BYTES:
        return None, [finding("note.too_large", max_bytes=MAX_NOTE_BYTES)]
    try:
        whole = raw.decode()
    except UnicodeDecodeError:
        return None, [finding("note.encoding")]
    if control := _CONTROL.search(whole):
        return None, [finding("note.control", line=whole.count("\n", 0, control.start()) + 1)]
    split = whole.rfind("\n\n")
    if split < 0 or not whole.endswith("\n") or split + 2 == len(whole):
        return None, [finding("note.no_signature")]
    text, tail = whole[: split + 1], whole[split + 2 :]
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        return None, [finding("note.too_many", limit=MAX_SIGNATURES)]
    signatures = []
    for number, line in enumerate(lines, start=text.count("\n") + 2):
        signature = _parse_signature(line)
        if signature is None:
            return None, [finding("note.signature_line", line=number)]
        signatures.append(signature)
    return Note(text, tuple(signatures)), []


def _parse_signature(line: str) -> NoteSignature | None:
    match = _SIGNATURE_LINE.fullmatch(line)
    data = decode_base64(match.group(2)) if match else None
    if match is None or data is None or len(data) < 5:
        return None
    return NoteSignature(match.group(1), data[:4], data[4:])


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[list[Signed], list[Problem]]:
    """Which trusted keys really signed, and what is wrong.

    Signatures of unknown keys are ignored. One bad signature of a known key makes the note bad, and so does
    the lack of any good one (C2SP signed-note, "Signatures").
    """
    trusted = {(key.name, key.key_id): key for key in keys}
    good: dict[tuple[str, bytes], Signed] = {}
    problems = []
    for signature in note.signatures:
        key = trusted.get((signature.name, signature.key_id))
        if key is None:
            continue
        signed = _check(note.text, key, signature.signature)
        if signed is None:
            problems.append(finding("note.bad_signature", name=key.name))
        else:
            good.setdefault((key.name, signature.key_id), signed)
    if not good:
        problems.append(finding("note.untrusted"))
    return list(good.values()), problems


def _check(text: str, key: VerifierKey, signature: bytes) -> Signed | None:
    if key.kind is SignatureKind.ED25519:
        return Signed(key) if key.verifies(text.encode(), signature) else None
    if len(signature) != 72:
        return None
    timestamp_s = int.from_bytes(signature[:8], "big")
    if timestamp_s > _MAX_TIMESTAMP:
        return None
    message = _cosigned_message(text, timestamp_s)
    return Signed(key, timestamp_s) if key.verifies(message, signature[8:]) else None


def _cosigned_message(text: str, timestamp_s: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp_s}\n{text}".encode()
