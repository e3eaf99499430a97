"""Machine-readable zones against ICAO Doc 9303's own specimens, and against whatever else may come."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.engines.mrz import check_digit, read_text
from tongguan.engines.mrz.check import ALPHABET
from tongguan.engines.mrz.dates import date_of

TODAY = dt.date(2026, 1, 15)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<<<<<<<<<<<<<<"
MRV_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
MRV_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"
SPECIMENS = {"TD3": TD3, "TD2": TD2, "TD1": TD1, "MRV-A": MRV_A, "MRV-B": MRV_B}
"""Doc 9303 part 4 appendix A, part 6 appendix B, part 5 appendix B, part 7 appendices A and B."""


@pytest.mark.parametrize("layout", SPECIMENS)
def test_the_specimens_of_the_standard_are_valid(layout):
    read = read_text(SPECIMENS[layout], TODAY)
    assert (read.layout, read.valid, read.problems) == (layout, True, ())
    assert (read.fields["surname"], read.fields["given_names"]) == ("ERIKSSON", "ANNA MARIA")
    assert read.fields["sex"] == "F"


def test_the_fields_of_a_passport():
    fields = read_text(TD3, TODAY).fields
    assert fields["number"] == "L898902C3"
    assert fields["birth_date"] == "1974-08-12"
    assert fields["expiry_date"] == "2012-04-15"
    assert (fields["issuer"], fields["nationality"], fields["optional"]) == ("UTO", "UTO", "ZE184226B")


def test_a_long_number_goes_on_in_the_optional_data():
    """Part 5, appendix B, figure B-2: nine characters in the field, the rest and the digit behind a filler."""
    read = read_text(LONG, TODAY)
    assert (read.valid, read.fields["number"]) == (True, "D23145890734")
    assert "optional" not in read.fields


def test_the_check_digit_of_the_standards_example():
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"


def test_other_text_around_the_zone_and_what_scanners_make_of_fillers():
    spoiled = "PASSPORT\n\n " + TD3.replace("\n", " \r\n").replace("<<<<", "««") + "\nsigned"
    assert read_text(spoiled, TODAY).valid


@pytest.mark.parametrize("layout", SPECIMENS)
def test_one_wrong_character_in_a_checked_field_is_never_valid(layout):
    lines = SPECIMENS[layout].splitlines()
    number = read_text(SPECIMENS[layout], TODAY).fields["number"]
    for row, line in enumerate(lines):
        if number not in line:
            continue
        for place in range(line.index(number), line.index(number) + len(number)):
            for char in "0O1I5S8B2Z":
                # Ten values apart is the check digit's known blindness: it cannot tell these.
                if (int(char, 36) - int(line[place], 36)) % 10:
                    wrong = [*lines]
                    wrong[row] = line[:place] + char + line[place + 1 :]
                    assert not read_text("\n".join(wrong), TODAY).valid


def test_a_look_alike_is_shown_and_not_accepted():
    read = read_text(TD3.replace("L898902C3", "L8989O2C3"), TODAY)
    assert not read.valid
    assert {each.name for each in read.checks if not each.holds} == {"number", "composite"}
    assert [(c.read, c.meant, c.place) for c in read.candidates] == [("O", "0", 6)]
    assert read_text("\n".join(read.candidates[0].lines), TODAY).valid


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mrz.empty"),
        ("hello\nworld", "mrz.form"),
        (TD3[:-1], "mrz.form"),
        (TD3.replace("7408122F", "7413122F"), "mrz.date"),
        (TD3.replace("7408122F", "7408122Q"), "mrz.sex"),
        ("A" * 3000, "mrz.too_long"),
        (TD3.replace("ERIKSSON", "ERIKSS&N"), "mrz.character"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, code):
    read = read_text(text, TODAY)
    assert not read.valid
    assert code in [each.code for each in read.problems]
    assert all(each.message.zh and each.message.en for each in read.problems)


@given(
    st.text(max_size=300) | st.lists(st.text(ALPHABET, min_size=28, max_size=46), max_size=4).map("\n".join)
)
def test_no_text_raises_and_every_answer_is_json(text):
    read = read_text(text, TODAY)
    json.dumps(read.as_dict("zh"))
    assert read.layout or read.problems


@given(st.dates(dt.date(1930, 1, 1), TODAY))
def test_a_birth_of_the_last_century_keeps_its_century(born):
    assert date_of(f"{born:%y%m%d}", TODAY, future=False) == born.isoformat()


@pytest.mark.parametrize(
    ("text", "found"),
    [("74<<<<", "1974"), ("7408<<", "1974-08"), ("740000", "1974"), ("<<<<<<", ""), ("740231", None), ("7A0101", None),
     ("260116", "1926-01-16"), ("000229", "2000-02-29")],
)  # fmt: skip
def test_parts_of_dates(text, found):
    assert date_of(text, TODAY, future=False) == found


def test_real_documents_are_read_as_printed(real_inputs):
    truth = json.loads((real_inputs / "data" / "mrz" / "truth.json").read_text())
    for name, lines in truth.items():
        read = read_text("\n".join(lines[key] for key in sorted(lines) if key.startswith("line")), TODAY)
        assert read.layout, name
        assert all(check.holds for check in read.checks) == lines["check_digits_valid_as_printed"], name
