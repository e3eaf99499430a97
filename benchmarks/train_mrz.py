"""Trains the reader of machine-readable zones on lines it draws itself: no picture of a document is used.

    python benchmarks/train_mrz.py [--steps 3000] [--out src/tongguan/engines/mrz/reader.npz]

Needs torch, opencv-python-headless below 5, Pillow and Debian's fonts-ocr-b. Lines of the zone's alphabet are drawn
in OCR-B (a tenth in other fixed-pitch fonts), spoiled as cameras and scanners spoil them, and every second column of
the strip is labelled with the character whose middle it is, or with none. What was held out is printed at the end.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from torch import nn

from tongguan.engines.mrz.check import ALPHABET
from tongguan.engines.mrz.network import HEIGHT_PX as HEIGHT
from tongguan.engines.mrz.network import PITCH_PX as PITCH
from tongguan.engines.mrz.network import STRIDE_PX as STRIDE
from tongguan.engines.mrz.network import normal

NONE = len(ALPHABET)
FONTS = ("/usr/share/fonts/opentype/ocr-b/OCRB.otf",)
OTHERS = tuple(
    str(path)
    for name in ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf", "NotoSansMono-Regular.ttf")
    for path in Path("/usr/share/fonts").rglob(name)
)
_loaded: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}


class Reader(nn.Module):
    """A strip of 28 rows → for every second column the logits of 37 characters and of none."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Conv2d(1, 16, 3, padding=1)
        self.b = nn.Conv2d(16, 32, 3, padding=1)
        self.c = nn.Conv2d(32, 64, (7, 7), padding=(0, 3))
        self.d = nn.Conv2d(64, NONE + 1, 1)

    def forward(self, strips: torch.Tensor) -> torch.Tensor:
        """(n, 1, 28, w) → (n, 38, w / 2)."""
        x = nn.functional.max_pool2d(torch.relu(self.a(strips)), 2)
        x = nn.functional.max_pool2d(torch.relu(self.b(x)), (2, 1))
        return self.d(torch.relu(self.c(x))).squeeze(2)


def text_of(rng: random.Random) -> str:
    """A line such as documents have: letters with fillers, digits, or all mixed."""
    kind, length = rng.random(), rng.choice((30, 36, 44))
    if kind < 0.25:
        return "".join(rng.choice(ALPHABET) for _ in range(length))
    if kind < 0.6:
        names = "<".join(
            "".join(rng.choice(ALPHABET[:26]) for _ in range(rng.randint(2, 9))) for _ in range(4)
        )
        return (rng.choice("PIVAC") + "<" + names + "<" * length)[:length]
    body = "".join(rng.choice(ALPHABET[26:36] * 3 + ALPHABET[:26]) for _ in range(rng.randint(12, length)))
    return (body + "<" * length)[:length]


def strip_of(rng: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """One spoiled strip (28, w) from 0 to 1, dark on light, and the label of every second column."""
    text = text_of(rng)
    size = rng.choice((40, 48, 56))
    path = rng.choice(OTHERS) if OTHERS and rng.random() < 0.12 else rng.choice(FONTS)
    font = _loaded.setdefault((path, size), ImageFont.truetype(path, size))
    pitch = size * rng.uniform(0.68, 0.78)
    margin, tall = pitch * rng.uniform(1.5, 3), int(pitch * 3)
    wide = int(pitch * len(text) + 2 * margin)
    paper, ink = rng.randint(150, 255), rng.randint(0, 90)
    picture = Image.new("L", (wide, tall), paper)
    draw = ImageDraw.Draw(picture)
    middles = [margin + pitch * (place + 0.5) for place in range(len(text))]
    for middle, char in zip(middles, text, strict=True):
        draw.text((middle, tall / 2), char, fill=ink, font=font, anchor="mm")
    if rng.random() < 0.25:  # a line above or below, as on forms and in guides of scanning apps
        row = tall / 2 + rng.choice((-1, 1)) * pitch * rng.uniform(1.0, 1.4)
        draw.line((0, row, wide, row + rng.uniform(-4, 4)), fill=rng.randint(0, 200), width=rng.randint(1, 5))
    strip = spoiled(np.asarray(picture, np.float32), rng, paper)
    # To the reader's pitch, a little off, and to its height with the line a little off the middle.
    scale = PITCH / pitch * rng.uniform(0.93, 1.07)
    columns = int(wide * scale) // 2 * 2
    shift = rng.uniform(-2.0, 2.0)
    turn = np.array([[scale, 0, 0], [0, scale, HEIGHT / 2 - tall / 2 * scale + shift]], np.float32)
    tilt = np.tan(np.radians(rng.uniform(-0.5, 0.5)))
    turn[1, 0] = tilt
    turn[1, 2] -= tilt * wide / 2
    strip = cv2.warpAffine(
        strip, turn, (columns, HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    labels = np.full(columns // STRIDE, NONE, np.int64)
    for middle, char in zip(middles, text, strict=True):
        place = middle * scale / STRIDE
        near = round(place - 0.25)
        for column in (near - 1, near, near + 1):
            away = abs(column + 0.25 - place)
            if 0 <= column < len(labels):
                if away <= 1.0:
                    labels[column] = ALPHABET.index(char)
                elif away <= 1.6 and labels[column] == NONE:
                    labels[column] = -100
    return normal(strip), labels


def spoiled(strip: np.ndarray, rng: random.Random, paper: int) -> np.ndarray:
    """What printing, lenses and compression do to a line."""
    tall, wide = strip.shape
    noise = np.random.default_rng(rng.getrandbits(32))
    if rng.random() < 0.4:
        kernel = np.ones((rng.choice((2, 3)),) * 2, np.uint8)
        strip = cv2.erode(strip, kernel) if rng.random() < 0.6 else cv2.dilate(strip, kernel)
    if rng.random() < 0.6:  # a printed background
        coarse = noise.normal(
            0,
            rng.uniform(3, 30),
            (max(2, tall // rng.choice((4, 8, 20))), max(2, wide // rng.choice((6, 12, 40)))),
        )
        strip = strip + cv2.resize(coarse.astype(np.float32), (wide, tall), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.3:
        strip = strip + np.linspace(-1, 1, wide, dtype=np.float32) * rng.uniform(-40, 40)
    if rng.random() < 0.2:
        strip = strip + 25 * np.sin(np.arange(wide) * rng.uniform(0.05, 0.6) + rng.random() * 6).astype(
            np.float32
        )
    factor = rng.choice((1.0, rng.uniform(0.15, 0.6), rng.uniform(0.15, 0.3)))
    if factor < 1:  # a small scan
        small = cv2.resize(
            strip, (max(8, int(wide * factor)), max(4, int(tall * factor))), interpolation=cv2.INTER_AREA
        )
        if rng.random() < 0.5:
            quality = [cv2.IMWRITE_JPEG_QUALITY, rng.randint(25, 90)]
            packed = cv2.imencode(".jpg", np.clip(small, 0, 255).astype(np.uint8), quality)[1]
            small = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE).astype(np.float32)
        strip = cv2.resize(small, (wide, tall), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.5:
        strip = cv2.GaussianBlur(strip, (0, 0), rng.uniform(0.5, 4.0))
    if rng.random() < 0.15:
        trail = np.zeros((9, 9), np.float32)
        cv2.line(trail, (0, rng.randint(0, 8)), (8, rng.randint(0, 8)), 1.0)
        strip = cv2.filter2D(strip, -1, trail / trail.sum())
    return strip + noise.normal(0, rng.uniform(0, 14), strip.shape).astype(np.float32)


def batch_of(rng: random.Random, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Strips cut or filled to one width."""
    wide = 320
    strips, labels = (
        np.zeros((count, 1, HEIGHT, wide), np.float32),
        np.full((count, wide // STRIDE), -100, np.int64),
    )
    for row in range(count):
        strip, label = strip_of(rng)
        start = rng.randrange(0, max(1, strip.shape[1] - wide)) // STRIDE * STRIDE
        part = strip[:, start : start + wide]
        strips[row, 0, :, : part.shape[1]] = part
        cut = label[start // STRIDE : (start + wide) // STRIDE].copy()
        cut[:6] = cut[-6:] = -100  # what the edge cuts has no label
        labels[row, : len(cut)] = cut
    return torch.from_numpy(strips), torch.from_numpy(labels)


def main() -> None:
    """Train, save, print what was held out."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--steps", type=int, default=3000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", default="src/tongguan/engines/mrz/reader.npz")
    given = options.parse_args()
    torch.manual_seed(given.seed)
    torch.set_num_threads(1)
    rng, model = random.Random(given.seed), Reader()
    optimiser = torch.optim.AdamW(model.parameters(), 2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=given.steps)
    loss_of, began = nn.CrossEntropyLoss(label_smoothing=0.02), time.process_time()
    for step in range(1, given.steps + 1):
        strips, labels = batch_of(rng, 16)
        loss = loss_of(model(strips), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 200 == 0 or step == given.steps:
            print(f"{step:5d}  loss {loss.item():.3f}  {time.process_time() - began:.0f} CPU-s", flush=True)
            keep(model, given)
    model.eval()
    held = random.Random(given.seed + 10_000)
    right = counted = 0
    with torch.no_grad():
        for _ in range(20):
            strips, labels = batch_of(held, 16)
            told = model(strips).argmax(1)
            seen = (labels >= 0) & (labels != NONE)
            right, counted = right + int((told == labels)[seen].sum()), counted + int(seen.sum())
    print(f"held out: {right / counted:.4f} of {counted} labelled columns")


def keep(model: Reader, given: argparse.Namespace) -> None:
    """The weights as half precision; the shapes say everything else."""
    weights = {name: value.detach().numpy().astype(np.float16) for name, value in model.state_dict().items()}
    np.savez_compressed(given.out, **weights)


if __name__ == "__main__":
    main()
