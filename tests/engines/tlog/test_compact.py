"""Receipts in codes: round trip, RFC 9285's own examples, no input that raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.tlog import Receipt, compact_receipt, expand_receipt
from tongguan.engines.tlog.compact import base45, from_base45


@pytest.mark.parametrize(
    ("plain", "coded"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_the_examples_of_rfc_9285(plain: bytes, coded: str) -> None:
    assert base45(plain) == coded
    assert from_base45(coded) == plain


@given(st.binary(max_size=300))
def test_round_trip(data: bytes) -> None:
    assert from_base45(base45(data)) == data


def test_a_receipt_comes_back_and_fits_the_alphabet_of_codes() -> None:
    receipt = Receipt('{"a":"货"}'.encode(), 3, 9, (b"\x01" * 32, b"\x02" * 32), "x\n9\ny\n\n— x AAAAAAAA\n")
    text = compact_receipt(receipt)
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert expand_receipt(text) == (receipt, [])


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    assert expand_receipt(text)[0] is None
    assert expand_receipt("TGR1:" + text)[0] is None


@pytest.mark.parametrize("text", ["GGW", "A", "AAAA", "::"])
def test_what_is_no_base_45(text: str) -> None:
    assert from_base45(text) is None
