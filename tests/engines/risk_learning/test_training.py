"""Training: gates that fail, a file that means the same, a ceiling nobody passes, and what a model may claim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tongguan.engines.risk_learning import (
    BOOSTED,
    PROFILE,
    GateFailed,
    Settings,
    TooFew,
    World,
    dumps,
    evaluate,
    generate,
    loads,
    train,
)
from tongguan.engines.risk_learning import learning as learning_module
from tongguan.engines.risk_learning import training as training_module
from tongguan.engines.risk_learning.features import FEATURES

WORLD = World(rows=24_000, days=400, importers=150, goods=60, origins=12)
CUT = 340


@pytest.fixture(scope="module")
def world():
    return generate(WORLD, 5)


def split(made):
    past = made.frame.day < made.frame.day.min() + CUT
    return made.frame.rows(past), ~past


@pytest.fixture(scope="module", params=[BOOSTED, PROFILE])
def model(request, world):
    return train(split(world)[0], Settings("test", algorithm=request.param), {"data_sha256": "x"})


def test_a_model_ranks_unseen_days_between_chance_and_the_ceiling(model, world):
    later = split(world)[1]
    said, _revenue = model.score(world.frame.rows(later))
    true = world.probability[later]
    found = evaluate(said, world.finding[later] > 0, world.revenue[later], truth=true)
    top = np.argsort(-said)[: int(0.05 * len(said))]
    ceiling = np.sort(true)[-len(top) :].mean()
    assert found.auc.low > 0.6
    assert 3 * true.mean() < true[top].mean() <= ceiling
    assert true[top].mean() > 0.6 * ceiling


def test_said_probabilities_are_seen(model, world):
    later = split(world)[1]
    said, revenue = model.score(world.frame.rows(later))
    assert 0.7 < world.finding[later].sum() / said.sum() < 1.4
    assert 0.4 < world.revenue[later].sum() / revenue.sum() < 2.5
    assert model.facts["metrics"]["calibration"]["expected_error"] < 0.03


def test_the_file_means_the_same(model, world):
    content = dumps(model)
    again = loads(content)
    assert dumps(again) == content
    some = world.frame.rows(np.arange(0, 24_000, 700))
    batch, revenue = again.score(some)
    for number in range(some.count):
        one = again.score_one(some.row(number))
        assert one.probability == pytest.approx(batch[number], rel=1e-9)
        assert one.revenue == pytest.approx(revenue[number], rel=1e-9)


def test_training_repeats_to_the_byte(world):
    frame = split(world)[0].rows(np.arange(8_000))
    settings = Settings("test", algorithm=BOOSTED, gate_permuted=False)
    assert dumps(train(frame, settings, {})) == dumps(train(frame, settings, {}))


def test_reasons_name_what_raised_the_score(model, world):
    frame = world.frame
    said, _revenue = model.score(frame)
    row = frame.row(int(np.argmax(said)))
    reasons = model.reasons(row)
    assert reasons
    assert [each.part for each in reasons] == sorted((each.part for each in reasons), reverse=True)
    assert {each.feature for each in reasons} <= set(FEATURES)
    assert all(each.text.zh and each.text.en for each in reasons)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b'{"form": "tongguan risk model 2"}', b"\xff", b"[" * 100_000, b'{"form": 1}'],
)
def test_what_is_no_model_is_refused(content):
    with pytest.raises(ValueError, match=r"."):
        loads(content)


def test_a_damaged_model_is_refused(model):
    import json

    good = json.loads(dumps(model))
    tables = good["tables"]
    for damage in (
        {"algorithm": "magic"}, {"levels": [1.0]}, {"features": ["a"]}, {"tables": {}}, {"calibration": {}},
        {"profile": {"weights": [1], "means": [1], "shift": 0}}, {"trees": None if good["trees"] else "tree"},
        {"profile": {**good["profile"], "shift": float("nan")}},
        {"tables": {**tables, "effects": {**tables["effects"], "goods": {"unknown": [0], "known": {}}}}},
        {"tables": {**tables, "prices": {**tables["prices"], "goods": {"1": [1, 0]}}}},
    ):  # fmt: skip
        damaged = {**good, **damage}
        if damage == {"trees": None}:
            damaged["trees"] = ""
        with pytest.raises(ValueError, match=r"."):
            loads(json.dumps(damaged).encode())


def gate_of(frame, **given) -> str:
    with pytest.raises(GateFailed) as failed:
        train(frame, Settings("test", algorithm=PROFILE, **given), {})
    assert failed.value.gate.text.zh
    return failed.value.gate.code


def test_labels_of_the_targeted_alone_are_refused(world):
    frame = split(world)[0]
    assert gate_of(replace(frame, at_random=np.zeros(frame.count, dtype=bool))) == "random_arm"
    blind = frame.inclusion.copy()
    blind[0] = 0.0
    assert gate_of(replace(frame, inclusion=blind)) == "random_arm", (
        "a choice without a chance was not measured"
    )
    few = frame.at_random & (np.cumsum(frame.at_random) < 150)
    assert gate_of(replace(frame, at_random=few)) == "random_arm"


def twinned(frame):
    """A tenth of the last rows repeat earlier ones."""
    mass, price, goods = (column.copy() for column in (
        frame.numbers["mass_kg"], frame.numbers["price"], frame.text["hs_code"]))  # fmt: skip
    rows = np.arange(frame.count - 3000, frame.count, 4)
    for column in (mass, price, goods):
        column[rows] = column[rows - 15_000]
    return replace(
        frame,
        numbers={**frame.numbers, "mass_kg": mass, "price": price},
        text={**frame.text, "hs_code": goods},
    )


def test_twins_across_windows_are_found_and_can_be_left_out(world):
    frame = twinned(split(world)[0])
    assert gate_of(frame) == "twins"
    assert train(frame, Settings("test", algorithm=PROFILE, drop_twins=True, gate_permuted=False), {}).facts[
        "outcomes"
    ]


def test_a_lookup_table_must_not_win(world, monkeypatch):
    frame = split(world)[0]
    monkeypatch.setattr(
        training_module.gates, "lookup_scores", lambda _earlier, later: later.finding.astype(float)
    )
    assert gate_of(frame) == "lookup"


def test_a_leak_of_a_rows_own_outcome_is_found(world, monkeypatch):
    """Where outcomes are learned from before they are known, permuted labels are learned: the gate must see it."""
    frame = split(world)[0]
    monkeypatch.setattr(learning_module, "resolved_by", lambda frame, day: frame.examined)
    assert gate_of(frame) == "permuted"


def test_too_little_is_refused(world):
    with pytest.raises(TooFew):
        train(world.frame.rows(np.arange(500)), Settings("test", algorithm=PROFILE), {})


def test_a_scope_learns_from_its_own_rows_alone(world):
    frame = split(world)[0]
    goods = sorted({str(code)[:2] for code in frame.text["hs_code"]})
    scope = {"hs_code": tuple(goods[: len(goods) // 2])}
    model = train(frame, Settings("part", algorithm=PROFILE, scope=scope, gate_permuted=False), {})
    assert model.facts["outcomes"] == sum(
        str(code).startswith(scope["hs_code"]) for code in frame.text["hs_code"]
    )


def test_generated_worlds_repeat_and_their_outcomes_follow_the_truth(world):
    again = generate(WORLD, 5)
    assert np.array_equal(again.probability, world.probability)
    assert np.array_equal(again.frame.numbers["price"], world.frame.numbers["price"])
    assert generate(WORLD, 6).finding.sum() != world.finding.sum()
    order = np.argsort(world.probability)
    for part in np.array_split(order, 8):
        said, n = world.probability[part].mean(), len(part)
        assert abs(world.finding[part].mean() - said) < 4.5 * np.sqrt(said * (1 - said) / n) + 1e-9
    ceiling = evaluate(world.probability, world.finding > 0, world.revenue, truth=world.probability)
    assert all(each.to_ceiling.value == pytest.approx(1, abs=1e-9) for each in ceiling.at[2:])
