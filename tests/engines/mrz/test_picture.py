"""Zones read from pictures: drawn ones at any angle and size, photographs of specimens, and what is no zone at all."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.engines.mrz.test_reading import LONG, TD1, TD2, TD3

pytest.importorskip("cv2", reason="reading pictures needs the optional group 'vision'")

from tongguan.engines.mrz import picture
from tongguan.engines.mrz.picture import read_picture

TODAY = dt.date(2026, 1, 15)
OCR_B = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")
"""Debian's fonts-ocr-b."""


def drawn(text: str, size: int = 40) -> Image.Image:
    """A page with some other print above the zone."""
    if not OCR_B.is_file():
        pytest.skip("needs Debian's fonts-ocr-b")
    lines, font, pitch = text.splitlines(), ImageFont.truetype(str(OCR_B), size), size * 0.73
    wide = int(pitch * (len(lines[0]) + 6))
    page = Image.new("L", (wide, int(wide * 0.7)), 225)
    pen = ImageDraw.Draw(page)
    for row, words in enumerate(("PASSPORT PASSEPORT", "Surname / Nom", "Given names / Prenoms")):
        pen.text((wide * 0.35, wide * (0.08 + 0.09 * row)), words, fill=60, font=font)
    for row, line in enumerate(lines):
        for place, char in enumerate(line):
            at = (pitch * (place + 3.5), wide * 0.7 - size * 2 * (len(lines) - row))
            pen.text(at, char, fill=40, font=font, anchor="mm")
    return page


def packed(page: Image.Image, form: str = "PNG") -> bytes:
    kept = io.BytesIO()
    page.save(kept, form)
    return kept.getvalue()


@pytest.mark.parametrize("text", [TD1, TD2, TD3, LONG])
@pytest.mark.parametrize("degrees", [0, 7, -23, 90, 180, 200])
def test_a_drawn_zone_is_read_at_any_angle(text, degrees):
    page = drawn(text).rotate(degrees, expand=True, fillcolor=225, resample=Image.Resampling.BICUBIC)
    read = read_picture(packed(page), TODAY)
    assert read.reading.lines == tuple(text.splitlines())
    assert read.reading.valid
    assert read.confidence > 0.8


@pytest.mark.parametrize("wide", [300, 420, 700, 3000])
def test_small_and_large_scans(wide):
    page = drawn(TD3)
    page = page.resize((wide, page.height * wide // page.width), Image.Resampling.LANCZOS)
    read = read_picture(packed(page, "JPEG"), TODAY)
    assert read.reading.lines == tuple(TD3.splitlines())


def test_tilted_towards_the_camera():
    page = drawn(TD3)
    wide, tall = page.size
    # The upper edge is further away: corners of the source in the order of Pillow's QUAD.
    corners = (-60, -40, 20, tall + 15, wide - 10, tall + 30, wide + 90, -70)
    smooth = Image.Resampling.BICUBIC
    page = page.transform(page.size, Image.Transform.QUAD, corners, resample=smooth, fillcolor=225)
    assert read_picture(packed(page), TODAY).reading.lines == tuple(TD3.splitlines())


def test_a_wrong_check_digit_in_a_picture_stays_wrong():
    spoiled = TD3.replace("L898902C36", "L898902C34")
    read = read_picture(packed(drawn(spoiled)), TODAY).reading
    assert read.lines == tuple(spoiled.splitlines())
    assert not read.valid


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "mrz.no_picture"),
        (b"GIF89a but not really", "mrz.no_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "mrz.no_picture"),
        (packed(Image.new("L", (5, 5))), "mrz.not_found"),
        (packed(Image.new("L", (800, 600), 200)), "mrz.not_found"),
    ],
)
def test_what_is_no_zone_is_said(content, code):
    read = read_picture(content, TODAY)
    assert [each.code for each in read.reading.problems] == [code]
    assert not read.reading.valid
    json.dumps(read.as_dict("zh"))


def test_a_picture_that_grows_beyond_limits_is_refused(monkeypatch):
    monkeypatch.setattr(picture, "MAX_PIXELS", 10_000)
    read = read_picture(packed(Image.new("1", (200, 100))), TODAY).reading
    assert [each.code for each in read.problems] == ["mrz.picture_too_large"]


def test_noise_and_stripes_are_never_valid():
    rng = np.random.default_rng(3)
    for _number in range(4):
        noise = rng.integers(0, 255, (400, 600), dtype=np.uint8)
        stripes = np.full((400, 600), 220, np.uint8)
        for row in (300, 340):
            stripes[row : row + 14, 40:560] = rng.integers(0, 255, (14, 520), dtype=np.uint8)
        for each in (noise, stripes):
            assert not read_picture(packed(Image.fromarray(each)), TODAY).reading.valid


def test_specimens_of_the_world(real_inputs):
    """Two of the fourteen cannot validate as printed. Eleven or more are valid and exact, none is valid and wrong."""
    folder = real_inputs / "data" / "mrz"
    truth = json.loads((folder / "truth.json").read_text())
    exact, wrong = [], []
    for name, lines in truth.items():
        read = read_picture((folder / "passporteye" / name).read_bytes(), TODAY).reading
        printed = tuple(lines[key] for key in sorted(lines) if key.startswith("line"))
        if read.valid:
            (exact if read.lines == printed else wrong).append(name)
    assert not wrong
    assert len(exact) >= 11, exact
