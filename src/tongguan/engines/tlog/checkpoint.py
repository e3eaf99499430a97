"""Checkpoints: a log's signed promise about its first `size` entries. Source: C2SP tlog-checkpoint."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from tongguan.engines.problems import Problem
from tongguan.engines.tlog.findings import finding
from tongguan.engines.tlog.hashing import EMPTY_ROOT, HASH_BYTES
from tongguan.engines.tlog.keys import SigningKey, VerifierKey, decode_base64
from tongguan.engines.tlog.note import Note, Signed, parse_note, sign_note, verify_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Log identity, number of entries, RFC 6962 root; extension lines are signed but mean nothing here."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The note text."""
        lines = [self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint whose log signature holds, the note it came in, and who else signed."""

    checkpoint: Checkpoint
    note: Note
    cosigned: tuple[Signed, ...] = ()


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> Note:
    """The checkpoint as a note signed by the log. Raises ValueError on an impossible checkpoint."""
    parsed, problems = parse_checkpoint(checkpoint.text())
    if parsed != checkpoint:
        raise ValueError(str(problems[0].message) if problems else "a line break inside a checkpoint's line")
    return Note(checkpoint.text()).with_signature(sign_note(checkpoint.text(), key))


def parse_checkpoint(text: str) -> tuple[Checkpoint | None, list[Problem]]:
    """Read a checkpoint's text (no signatures). Never raises on input."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] != "":
        return None, [_malformed("three lines, each ended", None)]
    origin, size_text, root_text, *extensions = lines[:-1]
    if not origin or not all(extensions):
        return None, [_malformed("an empty line", None)]
    if not _SIZE.fullmatch(size_text):
        return None, [_malformed("size", 2)]
    root = decode_base64(root_text)
    if root is None or len(root) != HASH_BYTES:
        return None, [_malformed("root", 3)]
    if size_text == "0" and root != EMPTY_ROOT:
        return None, [_malformed("the root of an empty log", 3)]
    return Checkpoint(origin, int(size_text), root, tuple(extensions)), []


def open_checkpoint(
    data: bytes | str,
    log_key: VerifierKey,
    witness_keys: Sequence[VerifierKey] = (),
    witnesses_required: int = 0,
    origin: str | None = None,
) -> tuple[OpenedCheckpoint | None, list[Problem]]:
    """Read a signed checkpoint and check it: the log's signature, its origin, and a quorum of witnesses.

    `origin` is the log's identity, by default the log key's name. Never raises on input.
    """
    note, problems = parse_note(data)
    if note is None:
        return None, problems
    _, problems = verify_note(note, [log_key])
    if problems:
        return None, problems
    checkpoint, problems = parse_checkpoint(note.text)
    if checkpoint is None:
        return None, problems
    if checkpoint.origin != (origin or log_key.name):
        return None, [finding("checkpoint.origin", origin=checkpoint.origin, line=1)]
    cosigned, problems = verify_note(note, witness_keys)
    # No witness at all is only a problem when witnesses are required; a false cosignature always is.
    problems = [problem for problem in problems if problem.code == "note.bad_signature"]
    # The cosigned message does not hold the witness's name: one key under two names counts once.
    found = len({signed.key.public for signed in cosigned})
    if found < witnesses_required:
        problems.append(finding("checkpoint.witnesses", found=found, required=witnesses_required))
    if problems:
        return None, problems
    return OpenedCheckpoint(checkpoint, note, tuple(cosigned)), []


def _malformed(detail: str, line: int | None) -> Problem:
    return finding("checkpoint.malformed", line=line, detail=detail)
