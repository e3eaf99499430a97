"""`tongguan rules backtest`: the same declarations as JSON lines, CSV and Parquet give the same result."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tongguan.operations.selection.commands import rules as rules_command

RULES = {
    "rules": [
        {"code": "HEAVY", "probability": "0.5", "condition": {"field": "gross_mass_kg", "op": "gt", "value": 100}},
        {"code": "TOYS", "lane": "review",
         "condition": {"any_line": {"field": "line.hs_code", "op": "starts_with", "value": "9503"}}},
    ]
}  # fmt: skip


def declarations() -> list[dict[str, Any]]:
    return [
        {
            "reference": f"D{n}", "day": f"2026-03-0{n % 3 + 1}", "gross_mass_kg": 50 + 10 * n,
            "inclusion": 0.5, "examined": n % 2 == 0, "finding": n == 8, "recovered_value": 250.0 if n == 8 else 0,
            "items": [{"hs_code": "95030010" if n > 7 else "84713000"}, {"hs_code": "39269090"}],
        }
        for n in range(12)
    ]  # fmt: skip


def as_jsonl(folder: Path) -> Path:
    path = folder / "data.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in declarations()), encoding="utf-8")
    return path


def as_csv(folder: Path) -> Path:
    path = folder / "data.csv"
    rows = [
        {**{k: v for k, v in each.items() if k != "items"}, "line.hs_code": item["hs_code"]}
        for each in declarations() for item in each["items"]
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def as_parquet(folder: Path) -> Path:
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    import pyarrow

    path = folder / "data.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(declarations()), path)
    return path


def ask(folder: Path, data: Path, rules: Any = RULES, *more: str):
    file = folder / "rules.json"
    file.write_text(rules if isinstance(rules, str) else json.dumps(rules), encoding="utf-8")
    return CliRunner().invoke(rules_command, ["backtest", str(file), str(data), *more])


@pytest.mark.parametrize("make", [as_jsonl, as_csv, as_parquet], ids=["jsonl", "csv", "parquet"])
def test_every_form_of_the_data_gives_the_same(make, tmp_path):
    answer = ask(tmp_path, make(tmp_path), RULES, "--json", "--capacity", "3")
    assert answer.exit_code == 0, answer.output
    heavy, toys = json.loads(answer.output)["rules"]
    assert (heavy["declarations"], heavy["hits"], heavy["rate"]["examined"]) == (12, 6, 3)
    assert heavy["rate"]["rate"] == pytest.approx(1 / 3)
    assert heavy["revenue"]["value"] == pytest.approx(500)
    assert [(day["day"], day["hits"], day["load"]) for day in heavy["days"]] == [
        ("2026-03-01", 2, 2.0), ("2026-03-02", 2, 2.0), ("2026-03-03", 2, 2.0),
    ]  # fmt: skip
    assert heavy["overlaps"] == [
        {"code": "TOYS", "both": 4, "of_this": pytest.approx(2 / 3), "of_other": 1.0}
    ]
    assert (toys["hits"], toys["probability"]) == (4, 1.0)
    assert sum(day["added"] for day in toys["days"]) == 4.0


def test_people_read_a_line_a_rule(tmp_path):
    answer = ask(tmp_path, as_jsonl(tmp_path), RULES["rules"][0]["condition"])
    assert answer.exit_code == 0
    assert "hits 6/12" in answer.output


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"rules": [{"code": "A", "condition": {"field": "nope", "op": "eq", "value": 1}}]}, 1),
        ("{", 1),
        ("[]", 1),
    ],
)
def test_faulty_conditions_are_pointed_at(rules, code, tmp_path):
    answer = ask(tmp_path, as_jsonl(tmp_path), rules, "--json")
    assert answer.exit_code == code
    assert json.loads(answer.output)["errors"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", b"{}\n{"), ("a.jsonl", b"[]"), ("a.jsonl", b'{"items": 5}'), ("a.csv", b"a\n\xff"),
        ("a.jsonl", b'{"items": [], "inclusion": 2}'), ("a.xlsx", b""), ("a.parquet", b"PAR1"),
        ("a.jsonl", b'{"items": [1]}'), ("a.jsonl", b"[" * 100_000),
    ],
)  # fmt: skip
def test_unusable_data_is_refused_with_a_reason(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    answer = ask(tmp_path, tmp_path / name)
    assert answer.exit_code == 2, answer.output
    assert name in answer.output
