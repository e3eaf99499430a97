"""Imports of kinds: columns are data, every wrong row is told, validity follows on, repeating changes nothing."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date

import pytest
from click.testing import CliRunner

from tongguan.platform.permissions.interface import SYSTEM, NotFound
from tongguan.platform.reference import interface as reference
from tongguan.platform.reference.commands import reference as command
from tongguan.platform.reference.models import Code, CodeList

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
NEW_YEAR = date(2026, 1, 1)
HS8 = (
    "hs8,name_zh,name_en,unit1_code,unit1,unit2_code,unit2,source\n"
    "02023000,冻去骨牛肉,Boneless beef,09,千克,?,?,S\n"
    "01012100,改良种用马,Live horses,09,千克,01,头,S\n"
    "0101,太短,short,09,千克,?,?,S\n"
    "01012900,其他马,Other horses,09,千克,01,匹匹,S\n"
)


@pytest.fixture(autouse=True)
def _loaded(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0
    reference.load_shipped()
    reference.forget()
    yield
    reference.forget()


def taken(text: str | bytes, kind: str = "hs8", **how):
    data = text.encode() if isinstance(text, str) else text
    return reference.import_file(actor=SYSTEM, kind=kind, data=data, how=reference.Import(**how))


def test_a_kind_renames_translates_and_tells_what_it_cannot_take():
    done, problems = taken(HS8, valid_from=NEW_YEAR)
    assert (done.read, done.written, done.ended, done.refused) == (2, 2, 1, 2)
    assert [(p.code, p.pointer, p.line) for p in problems] == [
        ("reference.code", "4/hs8", 4),
        ("reference.name", "5/unit2", 5),
    ]
    horses = reference.commodity("0101210000", DAY)
    assert (horses.name.zh, horses.name.en) == ("改良种用马", "Live horses")
    assert horses.attributes == {"first_unit": "035", "second_unit": _code_of("头")}
    assert reference.commodity("01012100", date(2025, 12, 31)) is None


def _code_of(name: str) -> str:
    return next(code for code, value in reference.codes("unit", DAY).items() if value.name.zh == name)


def test_rows_of_before_end_and_stay_ended_after_the_next_release():
    before = reference.commodity("02023000", DAY).name.en
    taken(HS8, valid_from=NEW_YEAR)
    reference.load_shipped()
    assert reference.commodity("02023000", DAY).name.en == "Boneless beef" != before
    assert reference.commodity("02023000", date(2025, 12, 31)).name.en == before


def test_the_same_file_again_changes_nothing():
    taken(HS8, valid_from=NEW_YEAR)
    rows = list(Code.objects.order_by("pk").values())
    done, problems = taken(HS8, valid_from=NEW_YEAR)
    assert (done.read, done.written, done.ended, len(problems)) == (2, 0, 0, 2)
    assert list(Code.objects.order_by("pk").values()) == rows


def test_with_all_or_nothing_one_wrong_row_keeps_all_out():
    done, problems = taken(HS8, valid_from=NEW_YEAR, all_or_nothing=True)
    assert (done.read, done.written, done.ended) == (2, 0, 0)
    assert problems
    assert reference.commodity("01012100", DAY) is None


def test_a_whole_list_ends_what_it_lacks_but_only_when_every_row_is_good():
    held = len(reference.codes("commodity", DAY))
    taken(HS8, valid_from=NEW_YEAR, whole=True)
    assert len(reference.codes("commodity", DAY)) == held + 1
    good = "".join(HS8.splitlines(keepends=True)[:3])
    done, problems = taken(good, valid_from=NEW_YEAR, whole=True)
    assert (problems, done.ended) == ([], held - 1)
    assert set(reference.codes("commodity", DAY)) == {"02023000", "01012100"}
    assert len(reference.codes("commodity", date(2025, 12, 31))) == held


def test_a_row_that_would_overlap_a_later_one_is_named_and_nothing_is_taken():
    taken(HS8, valid_from=NEW_YEAR)
    done, problems = taken(HS8, valid_from=date(2025, 6, 1))
    assert (done.written, done.ended) == (0, 0)
    assert [(p.code, p.line) for p in problems[2:]] == [("reference.overlap", 2), ("reference.overlap", 3)]
    assert reference.commodity("01012100", date(2025, 6, 1)) is None


def test_a_row_stated_twice_is_told_and_the_first_stands():
    done, problems = taken("code,zh,source\n901,甲,S\n901,乙,S\n", "unit")
    assert (done.written, [(p.code, p.line) for p in problems]) == (1, [("reference.doubled", 3)])
    assert reference.codes("unit", DAY)["901"].name.zh == "甲"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_found_or_held_to(encoding):
    data = "code,zh,source\n901,卷筒,S\n".encode(encoding)
    for packed in (data, gzip.compress(data)):
        assert taken(packed, "unit")[1] == []
        assert reference.codes("unit", DAY)["901"].name.zh == "卷筒"
    told = "gb18030" if encoding == "gb18030" else "utf-8"
    assert taken(data, "unit", encoding=told)[1] == []
    if encoding == "gb18030":
        assert [p.code for p in taken(data, "unit", encoding="utf-8")[1]] == ["reference.encoding"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (gzip.compress(b"code,zh\n")[:-4], "reference.packed"),
        (b"\x1f\x8bnot packed at all", "reference.packed"),
        (gzip.compress(b"x" * 60_000_000), "reference.too_large"),
        (b"code,zh,source\n901\n", "reference.empty"),
        (b"code,zh,source\n901,a,S,more\n", "reference.row_length"),
        (b"code,zh,name_zh,source\n901,a,b,S\n", "reference.columns"),
    ],
)
def test_damaged_files_and_ragged_rows_are_told(data, code):
    done, problems = taken(data, "unit")
    assert done.written == 0
    assert code in {problem.code for problem in problems}


def test_english_names_complete_what_is_there():
    taken(HS8, valid_from=NEW_YEAR)
    english = '"CODES","DESCRIPTION","YEAR",\n01012100,"Pure-bred horses",2026,\n99999999,"Nothing",2026,\n'
    done, problems = taken(english, "hs8_en", valid_from=NEW_YEAR)
    assert (done.written, [(p.code, p.pointer) for p in problems]) == (1, [("reference.not_there", "3/code")])
    horses = reference.commodity("01012100", DAY)
    assert (horses.name.zh, horses.name.en) == ("改良种用马", "Pure-bred horses")
    assert horses.attributes["first_unit"] == "035"


def test_a_described_kind_brings_its_list_and_others_must_be_there():
    assert not CodeList.objects.filter(code="edi_flag").exists()
    assert taken("code,name_zh,source\n1,普通报关,S\n", "edi_flag")[0].written == 1
    assert reference.lists()["edi_flag"].zh == "报关转关标志"
    with pytest.raises(NotFound):
        taken("code,zh,source\n1,a,S\n", "no_such_list")


def test_the_shell_counts_and_writes_the_refused_rows(tmp_path):
    path, errors = tmp_path / "hs8.csv", tmp_path / "errors.csv"
    path.write_bytes(HS8.encode("gb18030"))
    given = ["import", "hs8", str(path), "--from", "2026-01-01", "--errors", str(errors), "--json"]
    result = CliRunner().invoke(command, given)
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    counts = {name: told[name] for name in ("read", "written", "ended", "refused", "taken")}
    assert counts == {"read": 2, "written": 2, "ended": 1, "refused": 2, "taken": True}
    rows = list(csv.DictReader(errors.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["line"], row["column"], row["code"]) for row in rows] == [
        ("4", "hs8", "reference.code"),
        ("5", "unit2", "reference.name"),
    ]
    assert CliRunner().invoke(command, [*given, "--all-or-nothing"]).exit_code == 2
    assert CliRunner().invoke(command, ["import", "hs8", str(path), "--whole"]).exit_code == 2
    kinds = json.loads(CliRunner().invoke(command, ["kinds", "--json"]).stdout)
    assert {"hs8", "unit", "country", "customs_office"} <= {kind["kind"] for kind in kinds}


REAL = {
    "container_spec": "container_spec", "countries_customs": "country", "currency": "currency",
    "countries_statistics_3digit": "country_statistics", "customs_districts": "customs_office",
    "declaration_receipt_status": "declaration_receipt", "declaration_type": "declaration_type",
    "edi_flag": "edi_flag", "entry_type": "entry_type", "filing_list_type": "filing_list_type",
    "levy_nature": "levy_nature", "manifest_receipt_status": "manifest_receipt", "units": "unit",
    "operation_type": "operation_type", "package_type": "package_type", "transit_type": "transit_type",
    "registration_province": "registration_province", "statistics_trade_regime": "trade_regime",
    "supervision_mode": "supervision_mode", "transaction_mode": "transaction_mode", "transport_mode": "transport_mode",
}  # fmt: skip
WRONG_ROWS = {"declaration_type": 1, "filing_list_type": 1, "countries_statistics_3digit": 1}
"""A row without a code, one without a name, one with a zero byte: in the files as they are."""


def test_every_published_table_is_taken(real_inputs):
    for name, kind in REAL.items():
        data = (real_inputs / "codes" / f"{name}.csv").read_bytes()
        for text in (data, data.decode("utf-8-sig").encode("gb18030")):
            done, problems = taken(text, kind, valid_from=NEW_YEAR)
            assert len(problems) == WRONG_ROWS.get(name, 0), (name, problems[:3])
            assert done.read == len(list(csv.DictReader(data.decode("utf-8-sig").splitlines()))) - len(
                problems
            )


@pytest.mark.slow
def test_the_published_commodity_lists_of_three_years_follow_each_other(real_inputs):
    found = {}
    for year in (2021, 2022, 2023):
        for kind, language in (("hs8", "zh"), ("hs8_en", "en")):
            data = (real_inputs / "data" / "hs" / f"china_{language}-hs8-{year}.csv.gz").read_bytes()
            whole = kind == "hs8"
            how = {"valid_from": date(year, 1, 1), "source": "GACC statistics", "whole": whole}
            done, problems = taken(data, kind, **how)
            # The English exports have a few lines with a quote that nobody doubled: told by line, the others taken.
            assert {problem.code for problem in problems} <= ({"reference.csv"} if not whole else set())
            assert len(problems) == done.refused <= 10
            found[year, kind] = done.read
    assert found[2023, "hs8"] == 8957
    assert found[2023, "hs8_en"] > 8940
    assert len(reference.codes("commodity", date(2021, 6, 1))) == found[2021, "hs8"]
    assert len(reference.codes("commodity", DAY)) == 8957
    assert reference.commodity("01012100", DAY).name.en == "Live pure-bred breeding horses"
    again = (real_inputs / "codes" / "hs8_2023.csv").read_bytes()
    assert taken(again, valid_from=date(2023, 1, 1))[1] == []
