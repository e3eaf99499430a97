"""A thermocycler: curves of fluorescence for what lies in each well, written as RDML 1.2 or CSV."""

from __future__ import annotations

import io
import math
import random
import zipfile
from collections.abc import Mapping
from datetime import datetime
from xml.sax.saxutils import quoteattr

CYCLES = 45
PLATEAU, CROSSED_AT, GROWTH, NOISE = 3.0, 0.2, 1.95, 0.008
CHANNELS = ("ORF1ab", "N", "IC")
CONTROL_CT = 26.0
INTERNAL_CT = 27.0
"""The internal control of every sample."""

Contents = Mapping[str, Mapping[str, float | None]]
"""By well: the cycle at which each channel crosses the threshold, None where nothing grows."""


def sample(rng: random.Random, ct: float | None) -> dict[str, float | None]:
    """What a sample's well does: both targets near `ct`, or none; the internal control comes."""
    near = (None, None) if ct is None else (ct + rng.gauss(0, 0.25), ct + rng.gauss(0.4, 0.25))
    return {"ORF1ab": near[0], "N": near[1], "IC": INTERNAL_CT + rng.gauss(0, 0.3)}


def positive_control(rng: random.Random) -> dict[str, float | None]:
    """The control that must amplify."""
    return dict.fromkeys(CHANNELS, CONTROL_CT + rng.gauss(0, 0.2))


def blank() -> dict[str, float | None]:
    """The control without template."""
    return dict.fromkeys(CHANNELS)


def curve(rng: random.Random, ct: float | None) -> list[float]:
    """One channel over all cycles: a drifting, noisy level, and growth that crosses the threshold at `ct`."""
    level, drift = rng.uniform(0.6, 1.8), rng.uniform(-0.001, 0.001)
    shape = math.log(GROWTH)
    middle = 0.0 if ct is None else ct + math.log(PLATEAU / CROSSED_AT - 1) / shape
    values = []
    for cycle in range(1, CYCLES + 1):
        grown = 0.0 if ct is None else PLATEAU / (1 + math.exp(-shape * (cycle - middle)))
        values.append(level + drift * cycle + rng.gauss(0, NOISE) + grown)
    return values


def rdml(rng: random.Random, contents: Contents, *, plate: str, started_at: datetime) -> bytes:
    """The run as a zipped RDML 1.2 file."""
    reacts = []
    for place, channels in contents.items():
        number = "ABCDEFGH".index(place[0]) * 12 + int(place[1:])
        data = []
        for target, ct in channels.items():
            points = "".join(
                f"<adp><cyc>{cycle}</cyc><fluor>{value:.4f}</fluor></adp>"
                for cycle, value in enumerate(curve(rng, ct), 1)
            )
            data.append(f"<data><tar id={quoteattr(target)}/>{points}</data>")
        reacts.append(f'<react id="{number}"><sample id="{place}"/>{"".join(data)}</react>')
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rdml version="1.2" xmlns="http://www.rdml.org"><experiment id="e">'
        f"<run id={quoteattr(plate)}><runDate>{started_at.isoformat(timespec='seconds')}</runDate>"
        "<pcrFormat><rows>8</rows><columns>12</columns><rowLabel>ABC</rowLabel><columnLabel>123</columnLabel></pcrFormat>"
        f"{''.join(reacts)}</run></experiment></rdml>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rdml_data.xml", text)
    return out.getvalue()


def table(contents: Contents, *, plate: str, started_at: datetime) -> bytes:
    """The run as the CSV of Ct values that older machines write."""
    lines = [f"Plate,{plate}", f"Run Date,{started_at.isoformat(timespec='seconds')}", "", "Well,Target,Ct"]
    for place, channels in contents.items():
        for target, ct in channels.items():
            lines.append(f"{place},{target},{'Undetermined' if ct is None else f'{ct:.2f}'}")
    return "\n".join(lines).encode()
