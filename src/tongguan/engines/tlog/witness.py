"""A witness: another party that remembers what a log has promised and co-signs only what follows from it.

With one honest witness in the quorum a log cannot show different histories to different people.
Sources: C2SP tlog-cosignature; C2SP tlog-witness for the order of the checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tongguan.engines.problems import Problem
from tongguan.engines.tlog.checkpoint import Checkpoint, open_checkpoint
from tongguan.engines.tlog.findings import finding
from tongguan.engines.tlog.hashing import EMPTY_ROOT
from tongguan.engines.tlog.keys import SignatureKind, SigningKey, VerifierKey
from tongguan.engines.tlog.note import NoteSignature, sign_note
from tongguan.engines.tlog.proofs import verify_consistency


@dataclass(frozen=True, slots=True)
class WitnessState:
    """The last checkpoint a witness accepted: what it must keep on disk. `note` is the log's signed text."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    timestamp_s: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class WitnessAnswer:
    """A cosignature, or the reasons for a refusal.

    `evidence` holds two notes signed by the log that cannot both be true; anyone with the log's key can check
    them, so they are to be kept and shown.
    """

    cosignature: NoteSignature | None
    problems: tuple[Problem, ...] = ()
    evidence: tuple[str, str] | None = None


class Witness:
    """One witness of one log. The caller stores `state` after each accepted checkpoint, before it hands out
    the cosignature, and passes it back in after a restart."""

    def __init__(
        self,
        key: SigningKey,
        log_key: VerifierKey,
        state: WitnessState | None = None,
        origin: str | None = None,
    ) -> None:
        """Raises ValueError unless `key` is a cosignature key."""
        if key.kind is not SignatureKind.COSIGNATURE:
            raise ValueError("a witness signs with a cosignature key")
        self._key = key
        self._log_key = log_key
        self._origin = origin
        self.state = state or WitnessState()

    def consider(
        self, signed_checkpoint: bytes | str, proof: Sequence[bytes], timestamp_s: int
    ) -> WitnessAnswer:
        """Co-sign the checkpoint if the proof shows that it extends `state`; otherwise say why not.

        `proof` is the consistency proof from `state.size` to the checkpoint's size; `timestamp_s` is the
        witness's own clock (POSIX seconds). A refusal leaves the state as it was.
        """
        opened, problems = open_checkpoint(signed_checkpoint, self._log_key, origin=self._origin)
        if opened is None:
            return WitnessAnswer(None, tuple(problems))
        checkpoint, note = opened.checkpoint, opened.note
        if timestamp_s < self.state.timestamp_s:
            return WitnessAnswer(None, (finding("witness.clock"),))
        if refusal := self._contradiction(checkpoint, proof):
            forked = refusal.code == "witness.fork"
            return WitnessAnswer(None, (refusal,), (self.state.note, str(note)) if forked else None)
        cosignature = sign_note(note.text, self._key, timestamp_s)
        self.state = WitnessState(checkpoint.size, checkpoint.root, timestamp_s, str(note))
        return WitnessAnswer(cosignature)

    def _contradiction(self, checkpoint: Checkpoint, proof: Sequence[bytes]) -> Problem | None:
        last = self.state
        if checkpoint.size < last.size:
            return finding("witness.older", offered=checkpoint.size, size=last.size)
        if checkpoint.size == last.size and checkpoint.root != last.root:
            return finding("witness.fork", size=last.size)
        if not verify_consistency(last.size, checkpoint.size, last.root, checkpoint.root, proof):
            return finding("witness.inconsistent", size=last.size, offered=checkpoint.size)
        return None
