"""The two hashes of an RFC 6962 Merkle tree and the root of a stream of leaves.

Leaves and inner nodes are hashed with different first bytes, so that neither can be passed off as the other.
Source: RFC 6962, section 2.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one log entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return sha256(b"\x01" + left + right).digest()


class RunningRoot:
    """The root of leaves that arrive one by one, in O(log n) memory: enough to reread a whole log."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Take the next leaf hash."""
        peak, size = leaf, self.size
        while size & 1:
            peak = node_hash(self._peaks.pop(), peak)
            size >>= 1
        self._peaks.append(peak)
        self.size += 1

    def root(self) -> bytes:
        """The RFC 6962 root of everything added so far."""
        return fold_right(self._peaks)


def fold_right(peaks: list[bytes]) -> bytes:
    """The root over perfect subtrees of falling size, left to right."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    running = RunningRoot()
    for leaf in leaves:
        running.add(leaf)
    return running.root()
