"""Checking proofs without the log: what a receipt's holder, a witness or another agency does.

Neither function raises on a wrong proof, whatever it contains; both say True or False.
Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2 (the verification steps for the RFC 6962 tree).
"""

from __future__ import annotations

from collections.abc import Sequence

from tongguan.engines.tlog.hashing import EMPTY_ROOT, HASH_BYTES, node_hash


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at `index` in the log of `size` entries with this root."""
    if not 0 <= index < size or not _well_formed(proof):
        return False
    here, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(sibling, node)
            while here and not here & 1:
                here >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        here >>= 1
        last >>= 1
    return last == 0 and node == root


def verify_consistency(
    old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the log of `size` with `root` begins with the log of `old_size` with `old_root`."""
    if not 0 <= old_size <= size or not _well_formed(proof):
        return False
    if old_size == size:
        return not proof and old_root == root and (size > 0 or root == EMPTY_ROOT)
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    here, last = old_size - 1, size - 1
    while here & 1:
        here >>= 1
        last >>= 1
    old_node = node = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old_node = node_hash(sibling, old_node)
            node = node_hash(sibling, node)
            while here and not here & 1:
                here >>= 1
                last >>= 1
        else:
            node = node_hash(node, sibling)
        here >>= 1
        last >>= 1
    return last == 0 and old_node == old_root and node == root


def _well_formed(proof: Sequence[bytes]) -> bool:
    return len(proof) <= 64 and all(len(item) == HASH_BYTES for item in proof)
