"""The shell: a fee without any database, a quote of a file, a file of measures."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.factories.declarations import valid
from tongguan.engines.declaration import to_json
from tongguan.operations.duties.commands import commands

VERBS = {command.name: command for command in commands}


def ran(verb, *given):
    return CliRunner().invoke(VERBS[verb], list(given))


def late(*given):
    found = ran("fee", "late", *given, "--json")
    return found.exit_code, json.loads(found.stdout.splitlines()[0])


def test_the_fee_needs_no_database():
    code, out = late("--value", "100000", "--entered", "2026-11-02", "--accepted", "2026-11-19")
    assert code == 0
    assert {name: out[name] for name in ("amount", "days", "from", "to")} == {
        "amount": 150, "days": 3, "from": "2026-11-17", "to": "2026-11-19"
    }  # fmt: skip
    assert out["steps"][-1]["formula"] == "⌊V × r × days⌋"
    code, out = late("--value", "33000", "--entered", "2026-11-02", "--accepted", "2026-11-19")
    assert (code, out["amount"]) == (0, 0)
    code, out = late("--value", "33000", "--entered", "2026-11-02", "--accepted", "2026-11-03")
    assert (code, out["amount"], out["from"], out["to"]) == (0, 0, None, None)


@pytest.mark.parametrize(
    ("option", "value", "pointer"),
    [("--value", "x", "/value"), ("--value", "-1", "/value"), ("--value", "1e5", "/value"),
     ("--entered", "2026-13-01", "/entered"), ("--accepted", "today", "/accepted"),
     ("--accepted", "2026-10-01", "/accepted"), ("--accepted", "2001-01-01", "/accepted"),
     ("--calendar", "US", "/calendar"), ("--arrived", "2026-11-05", "/arrived"), ("--exempt", "none", "/exempt")],
)  # fmt: skip
def test_wrong_input_is_told_in_both_languages(option, value, pointer):
    given = {"--value": "1000", "--entered": "2026-11-02", "--accepted": "2026-11-19"} | {option: value}
    code, out = late(*(word for pair in given.items() for word in pair))
    assert code == 2
    assert out["errors"][0]["pointer"] == pointer
    assert out["errors"][0]["zh"]
    assert out["errors"][0]["en"]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["duty", "duties"])
def test_a_file_is_quoted(world, tmp_path, verb):
    file = tmp_path / "entry.json"
    file.write_bytes(to_json(valid(world, 3)))
    found = ran(verb, "quote", str(file), "--on", "2026-11-22", "--json")
    out = json.loads(found.stdout)
    assert found.exit_code == 0, out["errors"]
    line = out["lines"][0]
    assert {"line_number", "hs_code", "dutiable_value", "taxes", "steps"} <= set(line)
    assert {"kind", "rate", "rate_percent", "amount", "source", "verified"} <= set(line["taxes"][0])
    assert {"zh", "en", "name", "formula", "operands", "amount", "source"} <= set(line["steps"][0])
