"""The tree's hashes in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from tongguan.engines.tlog import TileKey
from tongguan.platform.ledger.models import LedgerTile


class DatabaseTiles:
    """Tiles as rows: one query to read, one upsert to write."""

    def read_tiles(self, keys: Iterable[TileKey]) -> Mapping[TileKey, bytes]:
        """The tiles that are there."""
        wanted = Q(pk__in=[])
        by_level: dict[int, list[int]] = {}
        for level, index in keys:
            by_level.setdefault(level, []).append(index)
        for level, indexes in by_level.items():
            wanted |= Q(level=level, index__in=indexes)
        rows = LedgerTile.objects.filter(wanted).values_list("level", "index", "hashes")
        return {TileKey(level, index): bytes(hashes) for level, index, hashes in rows}

    def write_tiles(self, tiles: Mapping[TileKey, bytes]) -> None:
        """Insert or replace."""
        LedgerTile.objects.bulk_create(
            [LedgerTile(level=key.level, index=key.index, hashes=data) for key, data in tiles.items()],
            update_conflicts=True,
            unique_fields=["level", "index"],
            update_fields=["hashes"],
        )


class RememberedTiles(DatabaseTiles):
    """Tiles read once: for many proofs under one checkpoint, in one request."""

    def __init__(self) -> None:
        self._known: dict[TileKey, bytes] = {}

    def read_tiles(self, keys: Iterable[TileKey]) -> Mapping[TileKey, bytes]:
        """The tiles that are there; only what was not asked before costs a query."""
        wanted = list(keys)
        unknown = [key for key in wanted if key not in self._known]
        if unknown:
            self._known.update(super().read_tiles(unknown))
        return {key: self._known[key] for key in wanted if key in self._known}
