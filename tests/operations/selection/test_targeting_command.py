"""`tongguan targeting`: generate, train, evaluate from the shell; Korea's set and the flaw of its figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from tongguan.engines.risk_learning import World, generate, loads
from tongguan.operations.selection.commands.targeting import targeting
from tongguan.operations.selection.queries import frame_in

SIZE = ("--rows", "9000", "--days", "300", "--importers", "60", "--seed", "4")


def said(*given: str, code: int = 0) -> dict[str, Any]:
    answer = CliRunner().invoke(targeting, [*given, "--json"])
    assert answer.exit_code == code, answer.output
    return json.loads(answer.output)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """Declarations and their truth, and the first three quarters of them to learn from."""
    folder = tmp_path_factory.mktemp("targeting")
    found = {name: folder / name for name in ("all.csv", "truth.csv", "past.csv", "model.json")}
    said("generate", str(found["all.csv"]), "--truth", str(found["truth.csv"]), *SIZE)
    lines = found["all.csv"].read_text(encoding="utf-8").splitlines(keepends=True)
    found["past.csv"].write_text("".join(lines[:6751]), encoding="utf-8")
    told = said("train", str(found["past.csv"]), "--out", str(found["model.json"]), "--algorithm", "profile")
    assert told["metrics"]["gates"]
    return found


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_every_form_holds_what_was_generated(name, tmp_path):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    path = tmp_path / name
    told = said(
        "generate", str(path), "--rows", "400", "--days", "90", "--importers", "50", "--random-share", "0.3",
        "--risk-share", "0.5", "--seed", "2",
    )  # fmt: skip
    made = generate(World(rows=400, days=90, importers=50, random_share=0.3, risk_share=0.5), 2).frame
    read = frame_in(path).frame
    assert (told["rows"], told["examined"]) == (400, int(made.examined.sum()))
    for column in ("day", "examined", "finding", "at_random"):
        assert np.array_equal(getattr(read, column), getattr(made, column)), column
    assert np.array_equal(read.resolved[read.examined], made.resolved[made.examined])
    assert np.allclose(read.inclusion, made.inclusion)
    assert np.allclose(read.revenue, made.revenue)
    for field in ("trader_code", "hs_code", "origin_country", "departure_country", "currency"):
        assert np.array_equal(read.text[field], made.text[field]), field
    for field in ("price", "mass_kg", "price_per_kg", "net_share", "package_count", "line_count"):
        assert np.allclose(read.numbers[field], made.numbers[field], rtol=1e-6), field


def test_truth_stands_apart_and_only_evaluate_asks_for_it(files):
    header = files["all.csv"].read_text(encoding="utf-8").splitlines()[0]
    assert "probability" not in header
    plain = said("evaluate", str(files["model.json"]), str(files["all.csv"]))
    full = said(
        "evaluate", str(files["model.json"]), str(files["all.csv"]), "--truth", str(files["truth.csv"])
    )
    assert plain["left_out_as_seen"] == full["left_out_as_seen"] >= 6750
    assert plain["evaluation"]["auc"]["value"] == pytest.approx(full["evaluation"]["auc"]["value"])
    assert [each["to_ceiling"] for each in plain["evaluation"]["at"]] == [None] * 4
    for each in full["evaluation"]["at"]:
        assert 0.2 < each["to_ceiling"]["value"] < 1.25
        assert each["precision"]["low"] <= each["precision"]["value"] <= each["precision"]["high"]


def test_a_model_is_not_judged_on_what_it_learned_from(files):
    answer = CliRunner().invoke(targeting, ["evaluate", str(files["model.json"]), str(files["past.csv"])])
    assert answer.exit_code == 2
    assert "no finding later" in answer.output


def test_a_file_tells_what_it_was_made_of(files):
    model = loads(files["model.json"].read_bytes())
    assert len(model.facts["data_sha256"]) == 64
    assert model.facts["code_version"]
    assert model.facts["random_arm"] is True
    assert b"__reduce__" not in files["model.json"].read_bytes()
    assert files["model.json"].read_bytes().startswith(b'{"algorithm":"profile"')


def test_people_read_tables(files, tmp_path):
    out = tmp_path / "m.json"
    answer = CliRunner().invoke(
        targeting, ["train", str(files["past.csv"]), "--out", str(out), "--algorithm", "profile"]
    )
    assert answer.exit_code == 0
    assert "gate permuted" in answer.output
    answer = CliRunner().invoke(
        targeting, ["evaluate", str(out), str(files["all.csv"]), "--truth", str(files["truth.csv"])]
    )
    assert "of the ceiling" in answer.output


def test_labels_of_the_targeted_alone_are_refused_and_nothing_is_written(files, tmp_path):
    text = files["past.csv"].read_text(encoding="utf-8").splitlines()
    place = text[0].split(",").index("at_random")
    rows = [
        text[0],
        *(
            ",".join("False" if n == place else cell for n, cell in enumerate(row.split(",")))
            for row in text[1:]
        ),
    ]
    data, out = tmp_path / "targeted.csv", tmp_path / "m.json"
    data.write_text("\n".join(rows), encoding="utf-8")
    assert said("train", str(data), "--out", str(out), code=1)["refused"]["gate"] == "random_arm"
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""), ("a.csv", b"reference,inclusion\nA,7"), ("a.csv.gz", b"\x1f\x8bnot gzip"), ("a.xml", b"<a/>"),
        ("a.gz", b""), ("a.jsonl", b"{"),
    ],
)  # fmt: skip
def test_unusable_data_is_refused_with_a_reason(name, content, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    answer = CliRunner().invoke(targeting, ["train", str(path), "--out", str(tmp_path / "m.json")])
    assert answer.exit_code == 2, answer.output


@pytest.mark.parametrize("scope", ["nothing=1", "flow", "flow="])
def test_an_unknown_scope_is_refused(files, scope, tmp_path):
    given = ["train", str(files["past.csv"]), "--out", str(tmp_path / "m.json"), "--scope", scope]
    assert CliRunner().invoke(targeting, given).exit_code == 2


def test_koreas_set_is_caught_by_the_gates_and_its_flaw_stands_beside_its_figures(real_inputs, tmp_path):
    folder, out = real_inputs / "data" / "declarations", tmp_path / "korea.json"
    learn, test = folder / "df_syn_train_eng.csv.gz", folder / "df_syn_valid_eng.csv.gz"
    if not learn.exists():
        pytest.skip("needs Korea Customs' synthetic declarations")
    train = ("train", str(learn), "--out", str(out), "--algorithm", "profile")
    assert said(*train, code=1)["refused"]["gate"] == "random_arm"
    twins = said(*train, "--without-random-arm", code=1)["refused"]
    assert (twins["gate"], twins["seen"] > 0.7) == ("twins", True)
    model = said(*train, "--without-random-arm", "--drop-twins")
    assert not model["random_arm"]
    found = said("evaluate", str(out), str(test), "--against", str(learn))
    assert found["twins"]["share"] > 0.8
    assert found["twins"]["lookup_wins"]
    assert found["twins"]["without"]["auc"]["high"] < 0.7, "what is left is near chance"
    assert "inspected items only" in " ".join(found["caveats"])
    shown = CliRunner().invoke(targeting, ["evaluate", str(out), str(test), "--against", str(learn)]).output
    assert "it beats the model: these figures show no skill" in shown
