"""The public selection algorithm that the house's own draw is measured against.

Source: RFC 3797, section 4 (algorithm, MD5) and section 6 (worked example, the conformance test). The house's
draws use `stream` and SHA-256; this one is kept to recompute draws that others publish in this form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def key_string(sources: Iterable[Sequence[int]]) -> str:
    """The key from the public random sources: each source's numbers sorted and closed by '.', then '/'."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def select(key: str, pool_size: int, count: int) -> list[int]:
    """The numbers (from 1) of the `count` selected of `pool_size`, in the order of their selection.

    Raises ValueError unless 0 ≤ count ≤ pool_size < 65,536, the range of the algorithm's two-byte index.
    """
    if not 0 <= count <= pool_size < 2**16:
        raise ValueError(f"cannot select {count} of {pool_size}")
    waiting = list(range(1, pool_size + 1))
    chosen = []
    for index in range(count):
        border = index.to_bytes(2, "big")
        digest = hashlib.md5(border + key.encode() + border, usedforsecurity=False).digest()
        chosen.append(waiting.pop(int.from_bytes(digest, "big") % len(waiting)))
    return chosen
