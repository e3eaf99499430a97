"""Invented scans of containers: a dual-energy transmission picture with its truth, drawn from a seed.

Pure: numpy and Pillow, no clock, no files. Two channels of attenuation (high and low energy) are computed by
Beer–Lambert from blocks of cargo; the picture shows the high-energy transmission as brightness and the ratio of
the two as colour: orange for light organic goods, green for what lies between, blue for metal.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image

WIDTH_PX, HEIGHT_PX = 1200, 480
WALL_PX = 14
MATERIALS = {
    # linear attenuation per path of full depth at high and low energy; shape, not metrology
    "paper": (0.55, 0.62),
    "textile": (0.40, 0.45),
    "plastic": (0.75, 0.84),
    "food": (1.05, 1.19),
    "ceramic": (1.35, 1.72),
    "machinery": (1.70, 2.60),
    "steel": (2.30, 3.70),
}
ANOMALIES = {"dense": (2.4, 4.1), "odd": (1.2, 1.3)}
"""`dense`: a heavy metal mass within the load; `odd`: an organic mass where the load is of another kind."""


@dataclass(frozen=True, slots=True)
class SimulatedScan:
    """A PNG with what is in it: the load's material, and the anomaly's kind and box in pixels, if there is one."""

    png: bytes
    material: str
    anomaly: str = ""
    box: tuple[int, int, int, int] | None = None


def scan(seed: int, material: str = "", anomaly: str = "") -> SimulatedScan:
    """The picture of a container: same seed, same picture. Raises KeyError on an unknown material or anomaly."""
    rng = np.random.default_rng(seed)
    chosen = material or str(rng.choice(sorted(MATERIALS)))
    high = np.zeros((HEIGHT_PX, WIDTH_PX))
    low = np.zeros_like(high)
    _shell(high, low)
    _load(high, low, MATERIALS[chosen], rng)
    box = _hide(high, low, ANOMALIES[anomaly], rng) if anomaly else None
    return SimulatedScan(_png(high, low, rng), chosen, anomaly, box)


def _shell(high: np.ndarray, low: np.ndarray) -> None:
    """Walls with their corrugation, floor, roof and corner posts."""
    for channel, weight in ((high, 0.10), (low, 0.15)):
        channel += weight
        channel[:, ::18] += weight * 0.6
        channel[:WALL_PX] += weight * 5
        channel[-WALL_PX:] += weight * 8
        channel[:, :WALL_PX] += weight * 7
        channel[:, -WALL_PX:] += weight * 7


def _load(high: np.ndarray, low: np.ndarray, strength: tuple[float, float], rng: np.random.Generator) -> None:
    """Stacked blocks of one kind of goods, a little uneven, with gaps between them."""
    wide, tall = int(rng.integers(60, 130)), int(rng.integers(45, 95))
    top = int(HEIGHT_PX * rng.uniform(0.12, 0.45))
    for left in range(WALL_PX + 8, WIDTH_PX - WALL_PX - wide, wide + 4):
        for bottom in range(HEIGHT_PX - WALL_PX - 2, top, -(tall + 3)):
            if rng.random() < 0.04:
                continue
            part = (slice(max(bottom - tall, top), bottom), slice(left, left + wide))
            fullness = rng.normal(1.0, 0.05)
            grain = rng.normal(1.0, 0.02, high[part].shape)
            high[part] += strength[0] * fullness * grain
            low[part] += strength[1] * fullness * grain


def _hide(
    high: np.ndarray, low: np.ndarray, strength: tuple[float, float], rng: np.random.Generator
) -> tuple[int, int, int, int]:
    """Put something into the load; its box (x, y, width, height)."""
    width, height = int(rng.integers(60, 150)), int(rng.integers(50, 120))
    x = int(rng.integers(WALL_PX + 40, WIDTH_PX - WALL_PX - 40 - width))
    y = int(rng.integers(HEIGHT_PX // 2, HEIGHT_PX - WALL_PX - 10 - height))
    rows, columns = np.ogrid[0:height, 0:width]
    round_ = ((rows - height / 2) / (height / 2)) ** 4 + ((columns - width / 2) / (width / 2)) ** 4 <= 1
    part = (slice(y, y + height), slice(x, x + width))
    high[part] += strength[0] * round_
    low[part] += strength[1] * round_
    return x, y, width, height


def _png(high: np.ndarray, low: np.ndarray, rng: np.random.Generator) -> bytes:
    """Transmission with the detector's noise, coloured by the ratio of the energies."""
    photons = 4000.0
    seen = rng.poisson(np.exp(-high) * photons) / photons
    grey = np.clip(np.log1p(seen * 60) / np.log(61), 0, 1)
    ratio = np.clip((low / np.maximum(high, 1e-6) - 1.05) / 0.6, 0, 1)
    stops = np.array([[0.95, 0.55, 0.15], [0.25, 0.62, 0.30], [0.15, 0.32, 0.78]])
    place = ratio * 2
    index = np.minimum(place.astype(int), 1)
    share = (place - index)[..., None]
    colour = stops[index] * (1 - share) + stops[index + 1] * share
    shown = grey[..., None] + (1 - grey[..., None]) * colour * (0.25 + 0.75 * grey[..., None])
    out = BytesIO()
    Image.fromarray((np.clip(shown, 0, 1) * 255).astype(np.uint8), "RGB").save(out, "PNG")
    return out.getvalue()
