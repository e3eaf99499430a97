"""Keys → numbers, as sorted arrays with a short tail of additions: compact for a million entries, and cheap to grow."""

from __future__ import annotations

from array import array
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
MAX_TAIL = 20_000
"""Additions kept unsorted and looked through one by one; past it they are sorted in."""
_NONE: Numbers = np.empty(0, np.int32)
_MASK = (1 << 63) - 1


def key_of(*parts: object) -> int:
    """A 63-bit key of this process. Two things may share one: what is found must be compared anyway."""
    return hash(parts) & _MASK


class Postings:
    """A map from keys to several numbers each; numbers of one key come in the order they were added."""

    __slots__ = ("_keys", "_numbers", "_starts", "_tail_keys", "_tail_numbers")

    def __init__(self) -> None:
        self._keys = np.empty(0, np.int64)
        self._starts = np.zeros(1, np.int64)
        self._numbers = _NONE
        self._tail_keys, self._tail_numbers = array("q"), array("i")

    def add(self, key: int, number: int) -> None:
        """One more number of a key."""
        self._tail_keys.append(key)
        self._tail_numbers.append(number)

    def get(self, key: int) -> Numbers:
        """All numbers of a key."""
        return self.get_all((key,))

    def get_all(self, keys: Collection[int]) -> Numbers:
        """The numbers of several keys, one after another, those added last behind."""
        if not keys:
            return _NONE
        if len(self._tail_keys) > MAX_TAIL:
            self.settle()
        wanted = np.fromiter(keys, np.int64, len(keys))
        found: list[Numbers] = []
        if len(self._keys):
            at = self._keys.searchsorted(wanted)
            at = at[self._keys.take(at, mode="clip") == wanted]
            spans = zip(self._starts[at].tolist(), self._starts[at + 1].tolist(), strict=True)
            found = [self._numbers[start:end] for start, end in spans]
        if self._tail_keys:
            hits = np.isin(np.frombuffer(self._tail_keys, np.int64), wanted)
            if hits.any():
                found.append(np.frombuffer(self._tail_numbers, np.int32)[hits])
        return found[0] if len(found) == 1 else np.concatenate(found) if found else _NONE

    def settle(self) -> None:
        """Sort the additions in."""
        if not self._tail_keys:
            return
        counts = np.diff(self._starts)
        keys = np.concatenate([np.repeat(self._keys, counts), np.frombuffer(self._tail_keys, np.int64)])
        numbers = np.concatenate([self._numbers, np.frombuffer(self._tail_numbers, np.int32)])
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        self._numbers = numbers[order]
        first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        self._keys = keys[first]
        self._starts = np.concatenate([first, [len(keys)]]).astype(np.int64)
        self._tail_keys, self._tail_numbers = array("q"), array("i")

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self._keys.nbytes + self._starts.nbytes + self._numbers.nbytes + 12 * len(self._tail_keys)

    def __len__(self) -> int:
        return len(self._numbers) + len(self._tail_keys)
