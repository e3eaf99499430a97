"""A receipt's code says what was signed, and nothing else is believed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.travel_receipts import (
    DIGITS,
    Colour,
    Content,
    Reason,
    ReceiptKey,
    Refusals,
    Refused,
    document_digest,
    document_key,
    from_digits,
    joined,
    judge,
    parts_of,
    public_keys,
    read_refusals,
    sign,
)

KEY = ReceiptKey(bytes(range(32)))
OTHER = ReceiptKey(bytes(32))
NOW = dt.datetime(2026, 11, 30, 4, 0, 7, tzinfo=dt.UTC)
DOCUMENT = document_key("UTO", "E00000001")
SECOND = dt.timedelta(seconds=1)


def content(serial: str = "0123456789ab", **changed: object) -> Content:
    told = {
        "serial": serial, "issued_at": NOW, "lifetime": dt.timedelta(hours=24), "colour": Colour.GREEN, "form": 1,
        "flight": "MU5101", "travel_date": NOW.date(), "document": document_digest(serial, DOCUMENT),
    }  # fmt: skip
    return Content(**(told | changed))  # type: ignore[arg-type]


CODE = sign(content(), KEY)
TRUSTED = (KEY.public,)


@given(
    st.binary(min_size=6, max_size=6),
    st.integers(1_577_836_800, 4_000_000_000),
    st.sampled_from(Colour),
    st.integers(0, 65535),
    st.from_regex(r"[0-9A-Z]{0,8}", fullmatch=True),
    st.dates(dt.date(2020, 1, 1), dt.date(2190, 1, 1)),
    st.booleans(),
)
def test_what_was_signed_comes_back(serial, issued, colour, form, flight, day, leaving):
    told = content(
        serial.hex(), issued_at=dt.datetime.fromtimestamp(issued, dt.UTC), colour=colour, form=form, flight=flight,
        travel_date=day, leaving=leaving,
    )  # fmt: skip
    code = sign(told, KEY)
    assert len(code) == DIGITS
    assert judge(code, TRUSTED, told.issued_at).content == told


@pytest.mark.parametrize("place", range(DIGITS))
def test_one_character_altered_is_refused_at_every_place(place):
    for digit in "0123456789":
        if digit != CODE[place]:
            altered = CODE[:place] + digit + CODE[place + 1 :]
            assert not judge(altered, TRUSTED, NOW).valid, (place, digit)


@given(st.text(max_size=600))
def test_any_text_is_judged_and_never_valid(text):
    assert not judge(text, TRUSTED, NOW).valid


@given(st.lists(st.integers(0, DIGITS - 1), min_size=2, max_size=12, unique=True), st.data())
def test_several_characters_altered_are_refused(places, data):
    chars = list(CODE)
    for place in places:
        chars[place] = data.draw(st.sampled_from("0123456789"))
    if "".join(chars) != CODE:
        assert not judge("".join(chars), TRUSTED, NOW).valid


def test_it_counts_for_24_hours_from_the_second_it_was_issued():
    last = NOW + dt.timedelta(hours=24)
    assert judge(CODE, TRUSTED, last - SECOND).valid
    assert judge(CODE, TRUSTED, last + SECOND).reason is Reason.EXPIRED
    assert judge(CODE, TRUSTED, NOW - dt.timedelta(minutes=6)).reason is Reason.NOT_YET
    assert judge(CODE, TRUSTED, NOW - dt.timedelta(minutes=4)).valid, "a gate's clock may be a little behind"


def test_another_persons_document_is_refused():
    assert judge(CODE, TRUSTED, NOW, DOCUMENT).valid
    assert judge(CODE, TRUSTED, NOW, document_key("UTO", "E00000002")).reason is Reason.OTHER_PERSON
    assert judge(CODE, TRUSTED, NOW, document_key("uto", "e0000 0001")).valid, "as people write it"
    assert judge(CODE, TRUSTED, NOW, "").reason is Reason.OTHER_PERSON


def test_other_keys_are_not_trusted():
    assert judge(CODE, (OTHER.public,), NOW).reason is Reason.UNKNOWN_KEY
    forged = sign(content(), OTHER)
    assert judge(forged, TRUSTED, NOW).reason is Reason.UNKNOWN_KEY
    assert judge(forged, (KEY.public, OTHER.public), NOW).valid
    same_mark = content().packed(KEY.mark)
    from tongguan.engines.travel_receipts import to_digits

    pretended = to_digits(same_mark + OTHER.signature(same_mark))
    assert judge(pretended, TRUSTED, NOW).reason is Reason.ALTERED


def test_a_list_of_refused_receipts_is_heeded_and_itself_signed():
    listed = Refusals(NOW, {"0123456789ab": Refused.USED, "aaaaaaaaaaaa": Refused.SUPERSEDED})
    told = listed.signed(KEY)
    assert read_refusals(told, TRUSTED) == Refusals(NOW.replace(microsecond=0), listed.serials)
    assert judge(CODE, TRUSTED, NOW, refusals=listed).reason is Reason.USED
    replaced = sign(content("aaaaaaaaaaaa"), KEY)
    assert judge(replaced, TRUSTED, NOW, refusals=listed).reason is Reason.SUPERSEDED
    assert read_refusals(told | {"used": ""}, TRUSTED) is None, "who takes an entry out is found"
    assert read_refusals(told, (OTHER.public,)) is None
    for hostile in (None, [], {}, {"at": 1}, {**told, "signature": "zz"}, {**told, "at": "yesterday"}):
        assert read_refusals(hostile, TRUSTED) is None


def test_two_halves_make_the_code_in_either_order():
    first, second = parts_of(CODE)
    assert joined(first, second) == joined(second, first) == CODE
    assert joined(first, first) is None
    assert joined(first, second[:-1]) is None


def test_a_code_may_be_broken_by_blanks_and_is_one_number():
    assert from_digits(f" {CODE[:100]}\n{CODE[100:]} ") == from_digits(CODE)
    assert from_digits("9" * DIGITS) is None
    assert from_digits("٣" * DIGITS) is None, "digits of other scripts are none"
    assert from_digits(CODE[:-1]) is None


def test_nothing_of_the_document_is_read_off_two_receipts():
    one, two = content("000000000001"), content("000000000002")
    assert one.document != two.document


def test_keys_are_read_from_text():
    assert public_keys(f"# ours\n{KEY.public.hex()}  # now\n\n{OTHER.public.hex()}\n") == (
        KEY.public,
        OTHER.public,
    )
    for bad in ("", "zz", KEY.public.hex()[:-2]):
        with pytest.raises(ValueError, match=r"."):
            public_keys(bad)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="flight"):
        sign(content(flight="MU 5101"), KEY)
    with pytest.raises(ValueError, match=r"."):
        sign(content(lifetime=dt.timedelta(days=90)), KEY)
    assert KEY.seed.hex() not in repr(KEY)
