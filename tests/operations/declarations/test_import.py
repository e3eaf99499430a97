"""Files from outside: everything well-formed is read, the rest is refused with a place, nothing ever crashes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from tongguan.operations.declarations.commands import declarations


def imported(*paths: Path) -> tuple[int, list[dict]]:
    result = CliRunner().invoke(declarations, ["import", "--json", *map(str, paths)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.slow
def test_every_real_message_is_read_or_refused_with_its_place(real_inputs):
    paths = sorted((real_inputs / "data" / "customs_xml").rglob("*.xml"))
    if not paths:
        pytest.skip("needs the real WCO messages in shared/data/customs_xml")
    _, rows = imported(*paths)
    assert [row["file"] for row in rows] == [str(path) for path in paths]
    for path, row in zip(paths, rows, strict=True):
        try:
            etree.parse(str(path))
        except etree.XMLSyntaxError:
            assert not row["accepted"]
            assert row["errors"][0]["line"] > 0
            assert row["errors"][0]["column"] > 0
        else:
            assert row["accepted"], row
            assert row["kind"] not in ("unknown", "")
    kinds = {row["kind"] for row in rows}
    assert {"declaration", "response", "amendment", "cancellation"} <= kinds


HOSTILE = {
    "empty": b"",
    "zeros": b"\x00" * 4096,
    "bomb.xml": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
    "outside.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
    "deep.xml": b"<a>" * 10_000,
    "deep.json": b"[" * 10_000,
    "cut.json": b'{"flow": "I", "items": [',
    "twice.json": b'{"flow": "I", "flow": "E"}',
    "list.json": b"[1, 2]",
    "nan.json": b'{"flow": "I", "gross_mass_kg": NaN}',
    "latin.json": b'{"flow": "\xff"}',
    "ragged.csv": b"flow,note\nI\n",
    "quote.csv": b'flow,note\nI,"x\n',
    "html.xml": b"<html><body>no</body></html>",
    "utf16.xml": "<?xml version='1.0' encoding='utf-16'?><a><b></a>".encode("utf-16"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_are_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    code, (row,) = imported(path)
    assert (code, row["accepted"], row["reference"]) == (1, False, None)
    assert all(error["code"] and error["message"] for error in row["errors"])


@pytest.mark.parametrize(
    ("name", "start"), [("big.xml", b"<a>"), ("big.json", b'{"a":"'), ("big.csv", b"a,b\n")]
)
def test_a_file_of_100_megabytes_is_refused_without_being_read_whole(tmp_path, name, start):
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(start)
        file.truncate(100_000_000)
    code, (row,) = imported(path)
    assert (code, row["accepted"]) == (1, False)


def test_a_missing_file_is_unusable_but_others_are_told(tmp_path):
    good = tmp_path / "good.json"
    good.write_text('{"flow": "I", "trader_reference": "A-1"}')
    code, rows = imported(tmp_path / "none.xml", good)
    assert code == 2
    assert [(row["accepted"], row["reference"]) for row in rows] == [(False, None), (True, "A-1")]
    assert imported(good)[0] == 0


def test_people_get_text_and_a_place(tmp_path):
    path = tmp_path / "cut.xml"
    path.write_bytes(b"<a>\n  <b></a>")
    result = CliRunner().invoke(declarations, ["import", str(path)])
    assert result.exit_code == 1
    assert "2:" in result.stdout
    assert "Traceback" not in result.output
