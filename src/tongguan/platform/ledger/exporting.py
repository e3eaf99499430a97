"""The ledger as a folder of static files that outside tools read (C2SP tlog-tiles)."""

from __future__ import annotations

from pathlib import Path

from tongguan.engines.tlog import TileKey, entries_body, entries_path, tile_path
from tongguan.engines.tlog.store import TILE_HEIGHT, TILE_WIDTH
from tongguan.engines.tlog.tiles import MAX_ENTRY_BYTES
from tongguan.platform.ledger.enums import KeyPurpose
from tongguan.platform.ledger.keys import keys_of
from tongguan.platform.ledger.models import LedgerLeaf, LedgerTile
from tongguan.platform.ledger.queries import full_note, latest_checkpoint


class EntryTooLong(ValueError):
    """An audit entry is longer than the layout's 65,535 bytes; export the tiles alone."""


def export(folder: Path, with_entries: bool = False) -> int:
    """Write checkpoint, keys and tiles, and with `with_entries` the audit bodies; how many files.

    The checkpoint is written last, so a reader never sees one whose tiles are not there yet.
    """
    latest = latest_checkpoint()
    if latest is None:
        return 0
    files = _tiles(folder, latest.size) + (_entries(folder, latest.size) if with_entries else 0)
    keys = "".join(f"{key}\n" for purpose in KeyPurpose.values for key in keys_of(purpose))
    _write(folder / "keys", keys.encode())
    _write(folder / "checkpoint", str(full_note(latest)).encode())
    return files + 2


def _tiles(folder: Path, size: int) -> int:
    written = 0
    for tile in LedgerTile.objects.order_by("level", "index").iterator(chunk_size=200):
        count = size >> (TILE_HEIGHT * tile.level)
        width = min(TILE_WIDTH, count - tile.index * TILE_WIDTH)
        if width > 0:
            path = tile_path(TileKey(tile.level, tile.index), width)
            _write(folder / path, bytes(tile.hashes)[: width * 32])
            written += 1
    return written


def _entries(folder: Path, size: int) -> int:
    written = 0
    for first in range(0, size, TILE_WIDTH):
        rows = LedgerLeaf.objects.filter(index__gte=first, index__lt=min(first + TILE_WIDTH, size))
        bodies = [bytes(body) for body in rows.order_by("index").values_list("entry__body", flat=True)]
        if any(len(body) > MAX_ENTRY_BYTES for body in bodies):
            raise EntryTooLong
        _write(folder / entries_path(first // TILE_WIDTH, len(bodies)), entries_body(bodies))
        written += 1
    return written


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
