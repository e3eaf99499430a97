"""Where a log keeps its hashes: tiles of up to 256 hashes, addressed by (level, index).

A tile at level 0 holds leaf hashes; one at level L holds the roots of full tiles at level L − 1, which is the
layout of C2SP tlog-tiles. A tile only ever grows at its right end, so any store with an upsert will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT


class TileKey(NamedTuple):
    """Level from the leaves up, index from the left."""

    level: int
    index: int


class MissingTile(LookupError):
    """The store does not hold hashes that a log of this size must have: the store is damaged."""


class TileStore(Protocol):
    """What the tree asks of a database; each method is called at most once per operation."""

    def read_tiles(self, keys: Iterable[TileKey]) -> Mapping[TileKey, bytes]:
        """The hashes of these tiles, concatenated (32 bytes each); absent tiles are left out."""

    def write_tiles(self, tiles: Mapping[TileKey, bytes]) -> None:
        """Insert or replace these tiles."""


class MemoryStore:
    """Tiles in a dictionary: for tests, tools and logs read from a folder."""

    def __init__(self) -> None:
        self.tiles: dict[TileKey, bytes] = {}

    def read_tiles(self, keys: Iterable[TileKey]) -> Mapping[TileKey, bytes]:
        return {key: self.tiles[key] for key in keys if key in self.tiles}

    def write_tiles(self, tiles: Mapping[TileKey, bytes]) -> None:
        self.tiles.update(tiles)
