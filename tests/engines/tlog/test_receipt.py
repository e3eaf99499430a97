"""A receipt stands alone, and every byte of it counts."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.tlog.test_checkpoint import LOG, WITNESSES, Log
from tests.engines.tlog.test_note import codes
from tongguan.engines.tlog import (
    Receipt,
    SigningKey,
    Witness,
    canonical,
    inclusion_proof,
    parse_receipt,
    sign_checkpoint,
    verify_receipt,
)

ENTRIES = [canonical({"declaration": str(number), "decision": "放行"}) for number in range(20)]
BOOK = Log(ENTRIES)


def receipt_of(index: int, size: int = 20) -> Receipt:
    return Receipt(
        ENTRIES[index], index, size, tuple(inclusion_proof(BOOK.store, index, size)), BOOK.signed(size)
    )


def test_every_receipt_verifies_from_its_json_alone() -> None:
    for index in range(20):
        receipt = receipt_of(index)
        assert verify_receipt(receipt.to_json(), [str(LOG.verifier)]).ok
        assert parse_receipt(receipt.to_json()) == (receipt, [])


def test_a_receipt_for_another_entry_or_place_fails() -> None:
    good = receipt_of(3).as_dict()
    for change, code in (
        ({"entry": ENTRIES[4].decode()}, "receipt.not_included"),
        ({"index": 4}, "receipt.not_included"),
        ({"size": 19}, "receipt.size"),
        ({"entry": good["entry"].replace(":", ": ", 1)}, "receipt.not_canonical"),
        ({"checkpoint": BOOK.signed(19)}, "receipt.size"),
        ({"checkpoint": "nothing"}, "note.no_signature"),
        ({"version": "2"}, "receipt.field"),
        ({"index": True}, "receipt.field"),
        ({"extra": 1}, "receipt.field"),
    ):
        verdict = verify_receipt(json.dumps(good | change), [LOG.verifier])
        assert not verdict.ok
        assert code in codes(verdict.problems), change


def test_only_trusted_keys_count() -> None:
    stranger = SigningKey.generate(LOG.name)
    forged = receipt_of(3).as_dict() | {"checkpoint": str(sign_checkpoint(BOOK.checkpoint(20), stranger))}
    assert not verify_receipt(json.dumps(forged), [LOG.verifier]).ok
    assert verify_receipt(json.dumps(forged), [LOG.verifier, stranger.verifier]).ok
    for keys in ([], [WITNESSES[0].verifier], ["broken"]):
        assert not verify_receipt(receipt_of(3), keys).ok


def test_required_witnesses() -> None:
    keys = [LOG.verifier, *(key.verifier for key in WITNESSES)]
    note = sign_checkpoint(BOOK.checkpoint(20), LOG)
    answer = Witness(WITNESSES[1], LOG.verifier).consider(str(note), [], 5)
    receipt = receipt_of(3).as_dict() | {"checkpoint": str(note.with_signature(answer.cosignature))}
    assert verify_receipt(json.dumps(receipt), keys, witnesses_required=1).ok
    verdict = verify_receipt(json.dumps(receipt), keys, witnesses_required=2)
    assert codes(verdict.problems) == ["checkpoint.witnesses"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_flipped_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    raw = bytearray(receipt_of(7).to_json())
    at, bit = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 7))
    raw[at] ^= 1 << bit
    assert not verify_receipt(bytes(raw), [LOG.verifier]).ok


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_any_input_never_raises(data: bytes | str) -> None:
    assert not verify_receipt(data, [LOG.verifier]).ok


ANYTHING = st.none() | st.integers() | st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.text())


@given(
    st.fixed_dictionaries(
        dict.fromkeys(("version", "entry", "index", "size", "proof", "checkpoint"), ANYTHING)
    )
)
def test_wrong_types_never_raise(value: dict[str, object]) -> None:
    assert not verify_receipt(json.dumps(value | {"version": "tongguan-receipt/1"}), [LOG.verifier]).ok


@pytest.mark.parametrize("entry", [b"\xff", b"not json"])
def test_a_receipt_object_with_a_bad_entry(entry: bytes) -> None:
    receipt = Receipt(entry, 0, 20, (), BOOK.signed(20))
    assert "receipt.not_canonical" in codes(verify_receipt(receipt, [LOG.verifier]).problems)
