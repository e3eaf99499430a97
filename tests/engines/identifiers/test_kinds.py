from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines import identifiers as ids

# Published values: standards' worked examples and well-known public numbers.
VALID = [
    ("declaration_number", "531620261000012345", "5316 2026 1 000012345"),
    ("container_number", "CSQU3054383", "CSQU 305438 3"),
    ("container_number", "MWCU6059784", "MWCU 605978 4"),
    ("container_number", "CBHU3202732", "CBHU 320273 2"),
    ("imo_number", "9074729", "IMO 9074729"),
    ("imo_number", "9512161", "IMO 9512161"),
    ("mmsi", "413000000", "413 000000"),
    ("mmsi", "111232506", "111 232506"),
    ("mmsi", "992351000", "992 351000"),
    ("uscc", "914403001922038216", "91 440300 192203821 6"),
    ("uscc", "91330100799655058B", "91 330100 799655058 B"),
    ("customs_enterprise_code", "4403160ABC", "4403160ABC"),
    ("hs_code", "847130", "8471.30"),
    ("hs_code", "84713000", "8471.3000"),
    ("hs_code", "8471300000", "8471.3000.00"),
    ("hs_code", "8471300000101", "8471.3000.00.101"),
    ("country_alpha3", "CHN", "CHN"),
    ("country_alpha2", "GB", "GB"),
    ("bill_number", "COSU6123456780", "COSU6123456780"),
    ("bill_number", "78412345675_HAWB01", "78412345675_HAWB01"),
    ("ucr", "8GB123456789012-REF/01", "8GB123456789012-REF/01"),
]
INVALID = [
    ("declaration_number", "531620262000012345"),
    ("declaration_number", "53162026100001234"),
    ("declaration_number", "٥٣١٦٢٠٢٦١٠٠٠٠١٢٣٤٥"),
    ("container_number", "CSQU3054384"),
    ("container_number", "CSQA3054383"),
    ("imo_number", "9074728"),
    ("mmsi", "813000000"),
    ("uscc", "914403001922038217"),
    ("uscc", "91440300I922038216"),
    ("customs_enterprise_code", "9903160123"),
    ("hs_code", "770110"),
    ("hs_code", "8471301"),
    ("country_alpha3", "XXX"),
    ("country_alpha2", "UK"),
    ("bill_number", "A" * 36),
    ("ucr", "8ZZ123456-1"),
]


@pytest.mark.parametrize(("kind", "value", "shown"), VALID)
def test_published_examples_are_valid_and_shown(kind, value, shown):
    assert ids.ALL[kind].is_valid(value)
    assert ids.ALL[kind].format(value) == shown


@pytest.mark.parametrize(("kind", "value"), INVALID)
def test_wrong_values_are_refused_and_shown_as_they_are(kind, value):
    assert not ids.ALL[kind].is_valid(value)
    assert ids.ALL[kind].format(value) == value


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("container_number", " csqu 305438-3 ", "CSQU3054383"),
        ("imo_number", "IMO 9074729", "9074729"),
        ("hs_code", "8471.30.00.00", "8471300000"),
        ("bill_number", "ｃｏｓｕ-612 3456780", "COSU6123456780"),
        ("uscc", "91 440300 192203821-6", "914403001922038216"),
    ],
)
def test_what_people_type_is_normalised(kind, raw, stored):
    assert ids.ALL[kind].normalize(raw) == stored


@given(st.sampled_from(sorted(ids.ALL)), st.text(max_size=40))
def test_normalising_twice_changes_nothing_and_nothing_raises(kind, raw):
    identifier = ids.ALL[kind]
    once = identifier.normalize(raw)
    identifier.is_valid(raw)
    assert identifier.is_valid(once) in (True, False)
    if identifier.is_valid(once):
        assert identifier.normalize(once) == once
        assert identifier.normalize(identifier.format(once)) == once


@given(st.sampled_from(["CSQU3054383", "MWCU6059784"]), st.integers(4, 10), st.integers(1, 9))
def test_a_changed_digit_of_a_container_number_is_noticed(number, place, step):
    changed = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    # Remainder 10 is written 0, so ISO 6346 itself cannot tell those two apart.
    if ids.CONTAINER_NUMBER.is_valid(changed):
        assert number[10] == "0" or changed[10] == "0"


def test_declaration_numbers_are_made_and_taken_apart():
    number = ids.declaration_number("5316", 2026, "E", 42)
    assert number == "531620260000000042"
    assert ids.split_declaration_number(number) == ("5316", 2026, "E", 42)


def test_countries_go_both_ways():
    assert (ids.to_alpha3("CN"), ids.to_alpha2("CHN")) == ("CHN", "CN")
    assert ids.to_alpha3("EU") is None
    assert len(set(map(ids.to_alpha2, ids.kinds.ALPHA2_BY_ALPHA3))) == 249


def test_organisation_code_inside_a_credit_code():
    assert ids.organisation_check_character("19220382") == "1"
    assert ids.organisation_check_character("79965505") == "8"


@given(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3),
    st.sampled_from("UJZ"),
    st.integers(0, 999999),
)
def test_container_check_digits_equal_the_table_of_the_standard(owner, category, serial):
    """The index in this string is the standard's value of a character: 11, 22 and 33 are left out."""
    values = "0123456789A?BCDEFGHIJK?LMNOPQRSTU?VWXYZ"
    body = f"{owner}{category}{serial:06d}"
    remainder = sum(values.index(char) * 2**place for place, char in enumerate(body)) % 11
    assert ids.container_check_digit(body) == ("0" if remainder == 10 else str(remainder))


@given(st.integers(100_000, 999_999), st.integers(1, 9), st.integers(0, 5))
def test_a_changed_digit_of_a_ship_number_is_noticed_unless_its_weight_hides_it(body, step, place):
    digits = str(body)
    changed = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    difference = (int(changed[place]) - int(digits[place])) * (7 - place)
    same = ids.imo_check_digit(changed) == ids.imo_check_digit(digits)
    assert same == (difference % 10 == 0)
