"""The log as static files that outside tools can read: paths and bodies of tiles and entry bundles.

Source: C2SP tlog-tiles, sections "Merkle Tree", "Partial Tiles" and "Log entries".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tongguan.engines.tlog.hashing import HASH_BYTES
from tongguan.engines.tlog.store import TILE_HEIGHT, TILE_WIDTH, MissingTile, TileKey, TileStore

MAX_ENTRY_BYTES = 2**16 - 1
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


def tile_path(key: TileKey, width: int = TILE_WIDTH) -> str:
    """Where a hash tile is served; a width under 256 names a partial tile. ValueError if impossible."""
    if not 0 <= key.level < 64:
        raise ValueError(f"no tile at level {key.level}")
    return f"tile/{key.level}/{_index_path(key.index, width)}"


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """Where the bundle with entries 256·index… is served. ValueError on an impossible bundle."""
    return f"tile/entries/{_index_path(index, width)}"


def parse_tile_path(path: str) -> tuple[TileKey | None, int, int] | None:
    """(key, index, width) of a served path, the key None for an entry bundle; None if malformed."""
    match = _PATH.fullmatch(path)
    if not match:
        return None
    kind, digits, partial = match.groups()
    index = int(digits.replace("x", "").replace("/", ""))
    width = int(partial) if partial else TILE_WIDTH
    if partial and not 1 <= width < TILE_WIDTH:
        return None
    key = None if kind == "entries" else TileKey(int(kind), index)
    try:
        canonical = entries_path(index, width) if key is None else tile_path(key, width)
    except ValueError:
        return None
    return (key, index, width) if canonical == path else None


def tiles_of(size: int) -> list[tuple[TileKey, int]]:
    """The rightmost tile of each level of a log of `size` entries and its width; all before it are full."""
    out, level = [], 0
    while count := size >> (TILE_HEIGHT * level):
        out.append((TileKey(level, (count - 1) // TILE_WIDTH), (count - 1) % TILE_WIDTH + 1))
        level += 1
    return out


def tile_body(store: TileStore, key: TileKey, width: int = TILE_WIDTH) -> bytes:
    """The hashes to serve for a tile. Raises `MissingTile` if the store has fewer than `width`."""
    data = store.read_tiles([key]).get(key, b"")
    if len(data) < width * HASH_BYTES:
        raise MissingTile(f"tile {key.level}/{key.index} has fewer than {width} hashes")
    return bytes(data[: width * HASH_BYTES])


def entries_body(entries: Sequence[bytes]) -> bytes:
    """A bundle of up to 256 entries, each behind its length. ValueError on too many or too long."""
    if len(entries) > TILE_WIDTH or any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise ValueError("a bundle holds at most 256 entries of at most 65,535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_entries(body: bytes) -> list[bytes] | None:
    """The entries of a bundle, or None if it is cut or too long. Never raises on input."""
    out, at = [], 0
    while at < len(body):
        end = at + 2 + int.from_bytes(body[at : at + 2], "big")
        if at + 2 > len(body) or end > len(body) or len(out) == TILE_WIDTH:
            return None
        out.append(body[at + 2 : end])
        at = end
    return out


def _index_path(index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= TILE_WIDTH:
        raise ValueError(f"no tile {index} of width {width}")
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == TILE_WIDTH else f"{path}.p/{width}"
