"""Invented scans: repeatable, decodable, and the anomaly is where the truth says."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tongguan.simulator.scans import ANOMALIES, scan


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(png)).convert("L"), dtype=float)


def test_the_same_seed_gives_the_same_picture():
    assert scan(7).png == scan(7).png
    assert scan(7).png != scan(8).png


@pytest.mark.parametrize("material", ["paper", "machinery"])
@pytest.mark.parametrize("anomaly", sorted(ANOMALIES))
def test_the_anomaly_darkens_its_box_and_nothing_else(material, anomaly):
    with_it, without = scan(3, material, anomaly), scan(3, material)
    x, y, width, height = with_it.box
    changed = pixels(without.png) - pixels(with_it.png)
    inside = changed[y : y + height, x : x + width].mean()
    changed[y : y + height, x : x + width] = 0
    assert inside > 4
    assert abs(changed.mean()) < 0.5


def test_unknown_words_are_refused():
    with pytest.raises(KeyError):
        scan(1, "smoke")
    with pytest.raises(KeyError):
        scan(1, anomaly="ghost")
