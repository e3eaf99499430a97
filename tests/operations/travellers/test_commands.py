"""`tongguan screen` and `tongguan names compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tongguan.operations.travellers.commands import names, screen_verb

MANIFEST = """UNA:+.? '
UNB+UNOA:4+AIR+CUSTOMS+261130:0600+1'
UNH+1+PAXLST:D:02B:UN:IATA'
BGM+745'
TDT+20+TG101'
NAD+FL+++LOVEL:IMRAN:'
ATT+2++M'
DTM+329:710304'
NAT+2+GBR'
DOC+P+L898902C3'
LOC+91+GBR'
NAD+FL+++WU:MEI MRS:'
DTM+329:880807'
NAT+2+CHN'
DOC+P+E1234567O'
LOC+91+CHN'
NAD+FL+++TBA:TBA:'
CNT+42:3'
UNT+17+1'
UNZ+1+1'
"""
WATCHLIST = """id,name,birth_date,nationality,passport_number,valid_from,valid_to
C1,Imran Lovell,1971-03-04,GBR,,2026-11-20,2026-12-10
C2,Somebody Else,1990-01-01,CHN,E12345670,2026-11-20,
C3,Imran Lovel,1971-03-04,GBR,,2026-10-01,
C4,,,,,,
C5,Nobody Yet,,,,2027-01-01,
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    manifest, watchlist = tmp_path / "flight.edi", tmp_path / "contacts.csv"
    manifest.write_text(MANIFEST, encoding="utf-8")
    watchlist.write_text(WATCHLIST, encoding="utf-8")
    return str(manifest), str(watchlist)


def run(*args: str) -> tuple[int, list[dict]]:
    result = CliRunner().invoke(screen_verb, [*args, "--on", "2026-11-30", "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_for_each_traveller_with_decision_and_reasons(files):
    code, lines = run("--travellers", files[0], "--watchlist", files[1])
    assert code == 0
    assert [line["decision"] for line in lines] == ["match", "possible", "possible"]
    assert lines[0]["hits"][0]["entry"] == "C1"
    assert any("same day" in reason for reason in lines[0]["hits"][0]["reasons"])


def test_entries_past_their_days_do_not_count(files):
    _, lines = run("--travellers", files[0], "--watchlist", files[1])
    assert "C3" not in {hit["entry"] for line in lines for hit in line["hits"]}


def test_a_document_one_slip_away_is_shown_and_not_cleared(files):
    _, lines = run("--travellers", files[0], "--watchlist", files[1])
    assert lines[1]["hits"][0]["entry"] == "C2"
    assert "one slip away" in lines[1]["hits"][0]["reasons"][0]


def test_who_has_no_name_is_not_cleared(files):
    _, lines = run("--travellers", files[0], "--watchlist", files[1])
    assert {"traveller.no_name", "screening.no_name"} <= {problem["code"] for problem in lines[2]["problems"]}


def test_bad_rows_go_to_the_rejects(files, tmp_path):
    rejects = tmp_path / "rejects.jsonl"
    run("--travellers", files[0], "--watchlist", files[1], "--rejects", str(rejects))
    rows = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert [(row["code"], row["line"]) for row in rows] == [("list.empty_row", 5), ("list.future", 6)]


def test_a_stale_list_is_said_for_everybody(files):
    _, lines = run(
        "--travellers", files[0], "--watchlist", files[1], "--list-date", "2026-11-01", "--max-age", "7"
    )
    assert all("list.stale" in {problem["code"] for problem in line["problems"]} for line in lines)


def test_a_file_without_travellers_exits_2(files):
    assert run("--travellers", files[1], "--watchlist", files[1])[0] == 0
    empty = Path(files[0]).with_name("empty.csv")
    empty.write_bytes(b"")
    assert run("--travellers", str(empty), "--watchlist", files[1]) == (2, [])


def test_a_table_for_people(files):
    result = CliRunner().invoke(
        screen_verb,
        ["--travellers", files[0], "--watchlist", files[1], "--on", "2026-11-30", "--language", "zh"],
    )
    assert "LOVEL IMRAN" in result.stdout
    assert "国籍相同" in result.stdout


def test_names_compared_in_order_of_the_file(tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        "note,name1,name2\n,Bob Smith,Robert Smith\n,,Anna\n,王小明,Wang Xiaoming\n,Ann Lee,Tom Fox\n"
    )
    result = CliRunner().invoke(names, ["compare", "--pairs", str(pairs), "--json"])
    scores = [json.loads(line)["score"] for line in result.stdout.splitlines()]
    assert [score >= 0.5 for score in scores] == [True, False, True, False]


def test_two_names_on_the_command_line():
    result = CliRunner().invoke(names, ["compare", "Mao Tse-tung", "毛泽东", "--json"])
    assert json.loads(result.stdout)["score"] > 0.5
    assert CliRunner().invoke(names, ["compare", "Mao"]).exit_code == 2
