"""`tongguan mrz read`: one line a document, in order, whatever is given."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.engines.mrz.test_reading import TD1, TD3
from tongguan.operations.travellers.commands.mrz import mrz


def told(*arguments: str) -> tuple[int, list[dict]]:
    done = CliRunner().invoke(mrz, ["read", *arguments, "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, [json.loads(line) for line in done.output.splitlines()]


def test_text_files_and_texts_in_order(tmp_path):
    (tmp_path / "td3.txt").write_text(TD3)
    code, found = told(str(tmp_path / "td3.txt"), TD1.replace("\n", " "))
    assert code == 0
    assert [(each["layout"], each["valid"]) for each in found] == [("TD3", True), ("TD1", True)]
    assert found[0]["file"] == str(tmp_path / "td3.txt")
    assert found[0]["check_digits"]["composite"] == {"digit": "0", "holds": True}
    assert {"lines", "fields", "candidates", "confidence"} <= set(found[1])


def test_one_that_is_not_valid_is_told_by_the_exit_code():
    code, found = told(TD3, TD3.replace("L898902C3", "L8989O2C3"))
    assert code == 1
    assert [each["valid"] for each in found] == [True, False]
    assert found[1]["candidates"][0]["meant"] == "0"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff" * 5000, b"hello", b"\x89PNG\r\n\x1a\n"])
def test_files_of_anything_get_an_answer(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    code, (found,) = told(str(tmp_path / "x"))
    assert (code, found["valid"]) == (1, False)
    assert found["problems"]


@pytest.mark.parametrize("text", ["", "x" * 5000, "a\0b", "/nowhere/at/all.jpg"])
def test_texts_that_are_no_zone(text):
    code, (found,) = told(text)
    assert code == 1
    assert found["problems"]


def test_in_words():
    done = CliRunner().invoke(mrz, ["read", TD3])
    assert "valid  TD3" in done.output
    assert "ANNA MARIA" in done.output


def test_pictures_of_the_world(real_inputs):
    pytest.importorskip("cv2", reason="reading pictures needs the optional group 'vision'")
    folder = real_inputs / "data" / "mrz" / "passporteye"
    code, found = told(*sorted(map(str, folder.iterdir())))
    assert code == 1
    assert len(found) == 14
    assert sum(each["valid"] for each in found) >= 11
