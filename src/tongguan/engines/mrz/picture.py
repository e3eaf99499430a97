"""A machine-readable zone read from a picture: found at any angle, straightened, read place by place, then checked.

Nothing is repaired: a reading is valid only if every check digit holds for the characters that were seen.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image

from tongguan.engines.mrz import messages
from tongguan.engines.mrz.decoding import Line, decode, expected
from tongguan.engines.mrz.finding import Grey, LineBox, find_zones
from tongguan.engines.mrz.layout import LAYOUTS, Layout
from tongguan.engines.mrz.network import HEIGHT_PX, PITCH_PX, Floats, read_strip
from tongguan.engines.mrz.reading import Reading, read_text
from tongguan.engines.problems import Problem

MAX_BYTES, MAX_PIXELS = 30_000_000, 40_000_000
MOST_ZONES = 4
MARGIN = 3
"""Characters of paper on both sides of a line."""
LEAST_CONFIDENCE, LEAST_CHARACTER = 0.5, 0.25
"""Of the whole zone, and of each of its characters."""
LONGEST_PX = 2400


@dataclass(frozen=True, slots=True)
class PictureReading:
    """What a picture says: the reading of its lines, and the geometric mean of the characters' probabilities."""

    reading: Reading
    confidence: float = 0.0

    def as_dict(self, language: str = "en") -> dict[str, object]:
        """JSON-ready."""
        return {**self.reading.as_dict(language), "confidence": round(self.confidence, 3)}


def read_picture(content: bytes, today: dt.date | None = None) -> PictureReading:
    """Read the zone of a picture (JPEG, PNG, …, at most 30 MB and 40 million pixels); never raises."""
    grey = _grey(content)
    if isinstance(grey, Problem):
        return PictureReading(Reading(problems=(grey,)))
    best: tuple[float, Layout, tuple[Line, ...]] | None = None
    for zone in find_zones(grey)[:MOST_ZONES]:
        for upright in (zone, _turned(zone)):
            for layout in _layouts(len(zone)):
                found = _decoded(grey, upright, layout)
                score = sum(line.score for line in found) / len(found)
                if best is None or score > best[0]:
                    best = (score, layout, found)
        if best is not None and best[0] > math.log(0.8):
            break
    if best is None:
        return PictureReading(Reading(problems=(Problem("mrz.not_found", messages.NOT_FOUND),)))
    _score, _layout, lines = best
    sure = [max(each, 1e-6) for line in lines for each in line.probabilities]
    confidence = math.exp(sum(map(math.log, sure)) / len(sure))
    if confidence < LEAST_CONFIDENCE:
        return PictureReading(Reading(problems=(Problem("mrz.unreadable", messages.UNREADABLE),)), confidence)
    reading = read_text("\n".join(line.text for line in lines), today)
    return PictureReading(replace(reading, problems=(*reading.problems, *_doubts(lines))), confidence)


def _doubts(lines: tuple[Line, ...]) -> list[Problem]:
    """Characters that the reader itself does not believe: check digits cover not every place, and one in ten slips
    passes them by chance, so that no zone with such a character is valid."""
    return [
        Problem(
            "mrz.uncertain",
            messages.UNCERTAIN.filled(char=line.text[place], share=f"{sure:.0%}"),
            f"/lines/{row}",
            row + 1,
            place + 1,
        )
        for row, line in enumerate(lines)
        for place, sure in enumerate(line.probabilities)
        if sure < LEAST_CHARACTER
    ]


def _grey(content: bytes) -> Grey | Problem:
    """The brightest of the colours of each pixel: coloured print and guides fade, black ink stays."""
    if len(content) > MAX_BYTES:
        return Problem("mrz.picture_too_large", messages.PICTURE_TOO_LARGE)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return Problem("mrz.picture_too_large", messages.PICTURE_TOO_LARGE)
            picture.thumbnail((LONGEST_PX, LONGEST_PX))
            plain = Image.new("RGB", picture.size, "white")
            shown = picture.convert("RGBA")
            plain.paste(shown, mask=shown.getchannel("A"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Problem("mrz.no_picture", messages.NO_PICTURE)
    if min(plain.size) < 20:
        return Problem("mrz.not_found", messages.NOT_FOUND)
    return np.asarray(plain).max(axis=2)


def _layouts(height: int) -> list[Layout]:
    """One for each width: visas differ from passports only in what is checked, which their first letter decides."""
    return [each for each in LAYOUTS if each.height == height and not each.code.startswith("MRV")]


def _turned(zone: tuple[LineBox, ...]) -> tuple[LineBox, ...]:
    """The same zone, had the picture been taken upside down."""
    return tuple(LineBox(a.x, a.y, a.length, a.height, a.angle + math.pi) for a in reversed(zone))


def _decoded(grey: Grey, zone: tuple[LineBox, ...], layout: Layout) -> tuple[Line, ...]:
    return tuple(
        decode(read_strip(_strip(grey, line, layout.width)), expected(layout, number))
        for number, line in enumerate(zone)
    )


def _strip(grey: Grey, line: LineBox, count: int) -> Floats:
    """The line laid flat, `count` characters of the reader's pitch between margins, its ink in the middle rows."""
    tall, wide = 2 * HEIGHT_PX, (count + 2 * MARGIN) * PITCH_PX
    scale = count * PITCH_PX / line.length
    shrunk = 1.0
    if scale < 0.5:  # halve until sampling loses nothing
        shrunk = 2.0 ** math.floor(math.log2(1 / scale))
        grey = cv2.resize(grey, None, fx=1 / shrunk, fy=1 / shrunk, interpolation=cv2.INTER_AREA).astype(
            np.uint8
        )
    across, down = math.cos(line.angle) / (scale * shrunk), math.sin(line.angle) / (scale * shrunk)
    x, y = line.x / shrunk, line.y / shrunk
    back = np.array(
        [
            [across, -down, x - across * wide / 2 + down * tall / 2],
            [down, across, y - down * wide / 2 - across * tall / 2],
        ],
        np.float32,
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    strip = cv2.warpAffine(grey, back, (wide, tall), flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float32
    )
    top = (tall - HEIGHT_PX) // 2
    ink = np.clip(np.percentile(strip, 80) - strip, 0, None)[:, MARGIN * PITCH_PX : -MARGIN * PITCH_PX].sum(
        axis=1
    )
    near = ink[top : top + HEIGHT_PX]
    middle = top + float((near * np.arange(HEIGHT_PX)).sum() / max(near.sum(), 1e-6))
    start = int(np.clip(round(middle - HEIGHT_PX / 2 + 0.5), 0, tall - HEIGHT_PX))
    return strip[start : start + HEIGHT_PX]
