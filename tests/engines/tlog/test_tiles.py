"""Served paths and bodies, with the examples of C2SP tlog-tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.tlog.test_tree import hashes, store_of
from tongguan.engines.tlog import (
    MissingTile,
    TileKey,
    entries_body,
    entries_path,
    parse_entries,
    parse_tile_path,
    tile_body,
    tile_path,
    tiles_of,
)


def test_the_specifications_examples() -> None:
    assert tile_path(TileKey(0, 1234067)) == "tile/0/x001/x234/067"
    assert entries_path(7, 3) == "tile/entries/007.p/3"
    assert tiles_of(70_000) == [(TileKey(0, 273), 112), (TileKey(1, 1), 17), (TileKey(2, 0), 1)]
    assert tiles_of(256) == [(TileKey(0, 0), 256), (TileKey(1, 0), 1)]
    assert tiles_of(0) == []


@given(st.integers(0, 63), st.integers(0, 10**15), st.integers(1, 256))
def test_paths_round_trip(level: int, index: int, width: int) -> None:
    assert parse_tile_path(tile_path(TileKey(level, index), width)) == (TileKey(level, index), index, width)
    assert parse_tile_path(entries_path(index, width)) == (None, index, width)


@pytest.mark.parametrize(
    "path",
    ["tile/0/1", "tile/00/001", "tile/64/001", "tile/0/x000/001", "tile/0/001.p/0", "tile/0/001.p/256",
     "tile/0/001.p/01", "tile/0/../001", "tile/0/001\n", "tile/0/\u0661\u0661\u0661", ""],
)  # fmt: skip
def test_other_spellings_are_no_paths(path: str) -> None:
    assert parse_tile_path(path) is None


def test_bodies() -> None:
    leaves = hashes(300)
    store = store_of(leaves)
    assert tile_body(store, TileKey(0, 1), 44) == b"".join(leaves[256:])
    with pytest.raises(MissingTile):
        tile_body(store, TileKey(0, 1))


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_entry_bundles_round_trip(entries: list[bytes]) -> None:
    assert parse_entries(entries_body(entries)) == entries


@given(st.binary(max_size=600))
def test_any_bytes_as_a_bundle_never_raise(body: bytes) -> None:
    entries = parse_entries(body)
    assert entries is None or entries_body(entries) == body


def test_bundle_limits() -> None:
    with pytest.raises(ValueError, match="256"):
        entries_body([b"x" * 65_536])
    assert parse_entries(b"\x00\x00" * 257) is None
