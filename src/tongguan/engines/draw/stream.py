"""All randomness of a draw, derived from one seed and a label that says what it is for.

Each decision has its own label (`("risk", entry)`), so no decision depends on how many were made before it or
in what order. Whole numbers only: `below` rejects rather than takes a remainder, so it is exactly uniform.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

DOMAIN = "tongguan-draw/1"
"""What all hashes of draws begin with, in every version of the record: a witness's commitment serves in each."""
UNIT = 2**64


def tagged_hash(tag: str, *parts: bytes) -> bytes:
    """SHA-256 over the domain, a purpose and length-prefixed parts: two purposes never share a hash."""
    pieces = (DOMAIN.encode(), tag.encode(), *parts)
    return sha256(b"".join(len(piece).to_bytes(8, "big") + piece for piece in pieces)).digest()


@dataclass(frozen=True, slots=True)
class Stream:
    """The random numbers of one draw; `seed` has 32 bytes."""

    seed: bytes

    def ticket(self, *label: str) -> bytes:
        """32 random bytes for this label, the same for whoever asks."""
        return self._word(0, label)

    def unit(self, *label: str) -> int:
        """A whole number below 2^64, uniform: compared with a probability's threshold."""
        return int.from_bytes(self.ticket(*label)[:8], "big")

    def below(self, bound: int, *label: str) -> int:
        """A whole number in 0…bound−1, exactly uniform. Raises ValueError unless 1 ≤ bound ≤ 2^64."""
        if not 1 <= bound <= UNIT:
            raise ValueError(f"no number below {bound}")
        limit = 2**256 - 2**256 % bound
        attempt = 0
        while (word := int.from_bytes(self._word(attempt, label), "big")) >= limit:
            attempt += 1
        return word % bound

    def _word(self, attempt: int, label: tuple[str, ...]) -> bytes:
        parts = (part.encode() for part in label)
        return tagged_hash("word", self.seed, attempt.to_bytes(8, "big"), *parts)
