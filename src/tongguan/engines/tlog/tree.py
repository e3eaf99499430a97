"""Growing an RFC 6962 tree and proving things about it, over a store of tiles.

The tree is a pure function of (store, size): who calls keeps the size, in the same transaction as the tiles.
Every operation reads its tiles in one call. A range of leaves is cut into perfect subtrees (level, index); a
perfect subtree lies inside one tile, so a proof in a log of n entries touches O(log n / 8) tiles twice over.
Source: RFC 6962, sections 2.1.1 and 2.1.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from tongguan.engines.tlog.hashing import HASH_BYTES, fold_right, node_hash
from tongguan.engines.tlog.store import TILE_HEIGHT, TILE_WIDTH, MissingTile, TileKey, TileStore

Range = tuple[int, int]


def append(store: TileStore, size: int, leaves: Sequence[bytes]) -> int:
    """Add leaf hashes to a log of `size` entries; the new size.

    Reads the unfinished tile of each level and writes only tiles that changed: O(len(leaves) + log size).
    Raises `MissingTile` if the store lacks the unfinished tiles of this size, ValueError on a hash of another
    length.
    """
    if any(len(leaf) != HASH_BYTES for leaf in leaves):
        raise ValueError("a leaf hash has 32 bytes")
    if not leaves:
        return size
    edges = store.read_tiles(_edge_keys(size))
    written: dict[TileKey, bytes] = {}
    level, rising = 0, list(leaves)
    while rising:
        start = size >> (TILE_HEIGHT * level)
        tile, width = divmod(start, TILE_WIDTH)
        kept = _hashes(edges, TileKey(level, tile), width) if width else []
        hashes, rising = kept + rising, []
        for offset in range(0, len(hashes), TILE_WIDTH):
            row = hashes[offset : offset + TILE_WIDTH]
            written[TileKey(level, tile + offset // TILE_WIDTH)] = b"".join(row)
            if len(row) == TILE_WIDTH:
                rising.append(_perfect_root(row))
        level += 1
    store.write_tiles(written)
    return size + len(leaves)


def root(store: TileStore, size: int) -> bytes:
    """The root of the first `size` entries."""
    return _roots(store, [(0, size)])[0]


def inclusion_proof(store: TileStore, index: int, size: int) -> list[bytes]:
    """The audit path of entry `index` in the log of `size` entries. Raises ValueError unless index < size."""
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not in a log of {size}")
    siblings: list[Range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            siblings.append((middle, high))
            high = middle
        else:
            siblings.append((low, middle))
            low = middle
    return _roots(store, siblings[::-1])


def consistency_proof(store: TileStore, old_size: int, size: int) -> list[bytes]:
    """The proof that the log of `size` extends the one of `old_size`. Raises ValueError unless old ≤ new."""
    if not 0 <= old_size <= size:
        raise ValueError(f"no log of {size} extends one of {old_size}")
    if old_size in (0, size):
        return []
    parts: list[Range] = []
    low, high, whole = 0, size, True
    while old_size != high:
        middle = low + _split(high - low)
        if old_size <= middle:
            parts.append((middle, high))
            high = middle
        else:
            parts.append((low, middle))
            low, whole = middle, False
    if not whole:
        parts.append((low, high))
    return _roots(store, parts[::-1])


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (which is at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def _perfect_parts(low: int, high: int) -> list[tuple[int, int]]:
    """The perfect subtrees (height, index), left to right, of a range that begins on its own boundary."""
    parts = []
    while low < high:
        height = (high - low).bit_length() - 1
        parts.append((height, low >> height))
        low += 1 << height
    return parts


def _tile_of(height: int, index: int) -> tuple[TileKey, int, int]:
    """The tile that holds a perfect subtree: (key, first hash in it, how many hashes)."""
    level, inner = divmod(height, TILE_HEIGHT)
    first = index << inner
    return TileKey(level, first // TILE_WIDTH), first % TILE_WIDTH, 1 << inner


def _roots(store: TileStore, ranges: list[Range]) -> list[bytes]:
    cut = [[_tile_of(*part) for part in _perfect_parts(low, high)] for low, high in ranges]
    tiles = store.read_tiles({key for parts in cut for key, _, _ in parts})
    return [fold_right([_subtree(tiles, *part) for part in parts]) for parts in cut]


def _subtree(tiles: Mapping[TileKey, bytes], key: TileKey, first: int, count: int) -> bytes:
    data = tiles.get(key, b"")
    if len(data) < (first + count) * HASH_BYTES:
        raise MissingTile(f"tile {key.level}/{key.index} has fewer than {first + count} hashes")
    return _inner_nodes(bytes(data))[count.bit_length() - 1][first // count]


@lru_cache(maxsize=512)
def _inner_nodes(tile: bytes) -> tuple[tuple[bytes, ...], ...]:
    """The perfect subtrees inside a tile, by height. Kept by content, so never stale; some 30 kB each."""
    row = tuple(tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES))
    rows = [row]
    while len(row) > 1:
        row = tuple(node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2))
        rows.append(row)
    return tuple(rows)


def _hashes(tiles: Mapping[TileKey, bytes], key: TileKey, count: int) -> list[bytes]:
    data = tiles.get(key, b"")
    if len(data) < count * HASH_BYTES:
        raise MissingTile(f"tile {key.level}/{key.index} has fewer than {count} hashes")
    return [bytes(data[at * HASH_BYTES : (at + 1) * HASH_BYTES]) for at in range(count)]


def _perfect_root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _edge_keys(size: int) -> list[TileKey]:
    keys, level = [], 0
    while size >> (TILE_HEIGHT * level):
        tile, width = divmod(size >> (TILE_HEIGHT * level), TILE_WIDTH)
        if width:
            keys.append(TileKey(level, tile))
        level += 1
    return keys
