"""Eleven models trained by one command's steps, each for its own goods, registered and measured against chance."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.selection import moved_model, registered_model
from tongguan.engines.risk_learning import (
    PROFILE,
    Settings,
    dumps,
    generate,
    level_at,
    rows_in_scope,
    train,
)
from tongguan.engines.risk_learning import World as GeneratedWorld
from tongguan.operations.selection.models import ModelScore, Outcome, RiskModel, Selection
from tongguan.operations.selection.queries import model_evidence

pytestmark = pytest.mark.django_db
RANDOM, CHANCE = Fraction(3, 10), Fraction(4, 5)
SCOPES = {"ALL": {}} | {f"GOODS-{digit}": {"hs_code": (str(digit),)} for digit in range(10)}


def shadows(world) -> dict[str, tuple[RiskModel, np.ndarray, np.ndarray]]:
    """Each model in shadow with what it says of the later rows (NaN outside its scope), and those it flags."""
    made = generate(GeneratedWorld(rows=40_000, days=300, importers=150, goods=60, base=-3.6), 21)
    later = made.frame.day >= made.frame.day.min() + 260
    past, asked = made.frame.rows(~later), made.frame.rows(later)
    found = {}
    for code, scope in SCOPES.items():
        settings = Settings(code, algorithm=PROFILE, scope=scope, gate_permuted=False)
        model = train(past, settings, {"data_sha256": "d" * 64})
        row = registered_model(world, code, dumps(model))
        row = moved_model(world, row, "risk_officer_2", "shadow")
        said, _revenue = model.score(asked)
        said[~rows_in_scope(asked, model.scope)] = np.nan
        found[code] = (row, said, np.nan_to_num(said) >= level_at(model.levels, 0.05))
    found["truth"] = (None, made.finding[later] > 0, made.revenue[later])
    return found


def examine(models) -> None:
    """The later rows go through a draw of known chances: chance alone, and what the model of all goods flags."""
    _none, finding, revenue = models.pop("truth")
    rng, now = np.random.default_rng(3), timezone.now()
    flagged = models["ALL"][2]
    by_chance = rng.random(len(finding)) < float(RANDOM)
    by_risk = (rng.random(len(finding)) < float(CHANCE)) & flagged
    rows = Selection.objects.bulk_create(
        Selection(
            declaration=f"D{n}", version=1, entered_at=now, decided_at=now - timedelta(hours=1), draw="x",
            lane="inspection" if by_chance[n] or by_risk[n] else "green", by_random=bool(by_chance[n]),
            by_risk=bool(by_risk[n]), random_share=str(RANDOM), risk_share=str(CHANCE if flagged[n] else 0),
            inclusion=str(1 - (1 - RANDOM) * (1 - CHANCE) if flagged[n] else RANDOM),
        )
        for n in range(len(finding))
    )  # fmt: skip
    ModelScore.objects.bulk_create(
        ModelScore(
            selection=rows[n], model=row, probability=said[n], revenue=0, probability_at=0, revenue_at=0,
            quotas=["probability"] if flags[n] else [], chance="0", standing="shadow",
        )
        for row, said, flags in models.values()
        for n in np.flatnonzero(~np.isnan(said))
    )  # fmt: skip
    Outcome.objects.bulk_create(
        Outcome(selection=rows[n], arm="random", finding=bool(finding[n]), recovered_value=revenue[n], at=now)
        for n in np.flatnonzero(by_chance | by_risk)
    )


def test_eleven_models_are_registered_and_measured_against_the_random_arm(world):
    models = shadows(world)
    truth = models["truth"][1]
    examine(models)
    rows = [row for row, _said, _flags in models.values()]
    found = model_evidence(rows, timezone.now() - timedelta(days=2))
    assert len(found) == 11
    for code, (row, said, flags) in models.items():
        evidence = found[row.pk]
        assert evidence.flagged == flags.sum(), code
        own = truth[~np.isnan(said)]
        assert evidence.control.examined > 0.2 * len(own), "chance among the goods that the model is for"
        assert evidence.control.low <= own.mean() <= evidence.control.high
        assert evidence.rate.rate is not None, f"{code} was never measured"
        assert evidence.rate.low <= truth[flags].mean() <= evidence.rate.high, (
            "the truth, seen by nobody in the house"
        )
    assert found[models["ALL"][0].pk].lift.better
    assert sum(found[row.pk].lift.better for row in rows) >= 7
    client = Client()
    client.force_login(world.users["commander"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/selection/models/").content.decode()
    assert all(row.reference in page for row in rows)
