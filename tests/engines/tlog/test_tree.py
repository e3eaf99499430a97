"""The tree and its proofs: reference vectors, and the recursive definition as the oracle."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.tlog import slow
from tongguan.engines.tlog import (
    EMPTY_ROOT,
    MemoryStore,
    MissingTile,
    TileKey,
    append,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The eight leaves, their roots and proofs of the Certificate Transparency reference implementation
# (google/certificate-transparency, merkle_tree_test; transparency-dev/merkle, testonly/constants).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CONSISTENCY = {
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def store_of(leaves: list[bytes]) -> MemoryStore:
    store = MemoryStore()
    append(store, 0, leaves)
    return store


def test_reference_vectors() -> None:
    assert EMPTY_ROOT.hex() == ROOTS[0]
    leaves = [leaf_hash(leaf) for leaf in LEAVES]
    assert leaves[0].hex() == ROOTS[1]
    store = store_of(leaves)
    assert [root(store, size).hex() for size in range(9)] == ROOTS
    for (index, size), path in INCLUSION.items():
        assert [item.hex() for item in inclusion_proof(store, index, size)] == path
    for (old, size), path in CONSISTENCY.items():
        assert [item.hex() for item in consistency_proof(store, old, size)] == path


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=6), st.data())
def test_any_batches_give_the_recursive_definition(batches: list[int], data: st.DataObject) -> None:
    leaves = hashes(sum(batches))
    store, size = MemoryStore(), 0
    for batch in batches:
        size = append(store, size, leaves[size : size + batch])
    assert root(store, size) == slow.tree_hash(leaves) == root_of(leaves)
    if not size:
        return
    at = data.draw(st.integers(1, size))
    old = data.draw(st.integers(1, at))
    index = data.draw(st.integers(0, at - 1))
    assert root(store, at) == slow.tree_hash(leaves[:at])
    assert inclusion_proof(store, index, at) == slow.path(index, leaves[:at])
    assert consistency_proof(store, old, at) == slow.proof(old, leaves[:at])


def test_every_proof_up_to_40_verifies_and_no_other_place_does() -> None:
    leaves = hashes(40)
    store = store_of(leaves)
    roots = [root(store, size) for size in range(41)]
    for size in range(1, 41):
        for index in range(size):
            path = inclusion_proof(store, index, size)
            assert verify_inclusion(leaves[index], index, size, path, roots[size])
            assert not verify_inclusion(leaves[index], (index + 1) % (size + 1), size, path, roots[size])
            assert not verify_inclusion(
                leaves[index], index, size, [*path, path[0] if path else b""], roots[size]
            )
        for old in range(size + 1):
            path = consistency_proof(store, old, size)
            assert verify_consistency(old, size, roots[old], roots[size], path)
            if old not in (0, size):
                assert not verify_consistency(old, size, roots[old - 1], roots[size], path)
                assert not verify_consistency(old, size, roots[old], roots[size], path[:-1])


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 600), st.data())
def test_a_flipped_bit_anywhere_in_a_proof_is_noticed(size: int, data: st.DataObject) -> None:
    leaves = hashes(size)
    store = store_of(leaves)
    top = root(store, size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(store, index, size)
    parts = [leaves[index], top, *path]
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = (int.from_bytes(parts[which], "big") ^ (1 << bit)).to_bytes(32, "big")
    assert not verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(
    st.integers(-1, 2**70),
    st.integers(-1, 2**70),
    st.binary(max_size=33),
    st.lists(st.binary(max_size=40), max_size=70),
)
def test_nonsense_proofs_are_false_and_never_raise(
    here: int, size: int, some: bytes, proof: list[bytes]
) -> None:
    top = leaf_hash(b"another")
    assert verify_inclusion(some, here, size, proof, top) is False
    assert verify_consistency(here, size, some, top, proof) is False


def test_forked_logs_have_no_consistency_proof() -> None:
    leaves = hashes(300)
    honest, forked = store_of(leaves), store_of([*leaves[:99], leaf_hash(b"altered"), *leaves[100:]])
    proof = consistency_proof(forked, 200, 300)
    assert verify_consistency(200, 300, root(forked, 200), root(forked, 300), proof)
    assert not verify_consistency(200, 300, root(honest, 200), root(forked, 300), proof)


class CountingStore(MemoryStore):
    def __init__(self) -> None:
        super().__init__()
        self.read = self.written = self.calls = 0

    def read_tiles(self, keys):
        found = super().read_tiles(list(keys))
        self.read += len(found)
        self.calls += 1
        return found

    def write_tiles(self, tiles) -> None:
        self.written += len(tiles)
        super().write_tiles(tiles)


def test_a_small_batch_on_a_large_log_touches_few_tiles() -> None:
    store = CountingStore()
    size = append(store, 0, [leaf_hash(b"")] * 200_000)
    store.read = store.written = store.calls = 0
    append(store, size, hashes(600))
    assert store.calls == 1
    assert store.read <= 3
    assert store.written <= 600 // 256 + 2 + 2
    store.read = store.calls = 0
    inclusion_proof(store, 777, size)
    assert store.calls == 1
    assert store.read <= 6


def test_a_failed_append_is_redone_over_what_it_left() -> None:
    leaves = hashes(700)
    store = store_of(leaves[:300])
    append(store, 300, hashes(650)[300:])
    assert append(store, 300, leaves[300:]) == 700
    assert root(store, 700) == slow.tree_hash(leaves)


def test_a_damaged_store_says_so() -> None:
    store = store_of(hashes(300))
    del store.tiles[TileKey(0, 1)]
    with pytest.raises(MissingTile):
        root(store, 300)
    with pytest.raises(MissingTile):
        append(store, 300, hashes(1))


def test_misuse_is_refused() -> None:
    store = store_of(hashes(3))
    with pytest.raises(ValueError, match="not in a log"):
        inclusion_proof(store, 3, 3)
    with pytest.raises(ValueError, match="extends"):
        consistency_proof(store, 4, 3)
    with pytest.raises(ValueError, match="32 bytes"):
        append(store, 3, [b"short"])


def test_an_inner_node_does_not_pass_for_a_leaf() -> None:
    leaves = hashes(8)
    store = store_of(leaves)
    path = inclusion_proof(store, 0, 8)
    assert not verify_inclusion(node_hash(leaves[0], path[0]), 0, 8, path[1:], root(store, 8))
    assert not verify_inclusion(root(store, 8), 0, 8, [], root(store, 8))
