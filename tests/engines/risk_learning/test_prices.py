"""A price's place: centres are found though some hide below them; unknown goods have none."""

from __future__ import annotations

import numpy as np

from tongguan.engines.risk_learning import World, generate
from tongguan.engines.risk_learning.prices import (
    centres,
    grouped,
    log_price,
    place_of,
    places_of,
    price_table,
)


def test_undervaluation_stands_apart_though_it_drags_the_mean():
    rng = np.random.default_rng(1)
    made = generate(World(rows=20_000, days=200, goods=40, origins=8), 2)
    frame = made.frame
    hidden = rng.random(frame.count) < 0.15  # a seventh of all at two thirds below
    frame.numbers["price_per_kg"][hidden] *= 0.35
    groups = grouped(frame)
    day = int(frame.day.max()) + 1
    found = centres(frame, groups, log_price(frame), np.ones(frame.count, dtype=bool), day)
    table = price_table(found, groups)
    place = places_of(frame, table)
    assert abs(np.median(place[~hidden])) < 0.25, "the honest lie about the centre"
    assert np.median(place[hidden]) < -2.5
    naive = (
        log_price(frame)
        - np.array(
            [log_price(frame)[frame.text["hs_code"] == g].mean() for g in np.unique(frame.text["hs_code"])]
        )[groups["goods"].codes]
    )
    assert np.median(naive[~hidden]) > 0.1, "a plain mean would be dragged"
    for number in range(0, frame.count, 997):
        assert place_of(frame.row(number), table) == place[number]
    assert np.isnan(place_of({"hs_code": "0000000000", "price_per_kg": 3.0}, table))
    assert np.isnan(place_of({}, table))


def test_a_pair_seen_once_stands_by_its_goods_and_origin():
    frame = generate(World(rows=6_000, days=100, goods=30, origins=6), 3).frame
    groups = grouped(frame)
    day = int(frame.day.max()) + 1
    whole = centres(frame, groups, log_price(frame), np.ones(frame.count, dtype=bool), day)
    pair = groups["pair"].codes
    without = pair != pair[0]
    found = centres(frame, groups, log_price(frame), without, day)
    assert found.pair[pair[0]] == 0
    expected = [
        each.goods[groups["goods"].codes[0]] + each.origin[groups["origin"].codes[0]]
        for each in (whole, found)
    ]
    assert abs(expected[0] - expected[1]) < 0.2
