"""Where a picture has long thin lines of dark print that lie together like a machine-readable zone; at any angle."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

WORKING_PX = 1000
"""The longer side of the picture that is searched."""
CLOSINGS_PX = (9, 15, 23, 35)
"""What joins the characters of a line, from small to large print."""
LEAST_ASPECT, MOST_ASPECT = 14.0, 70.0
"""Thirty wide characters to forty-four narrow ones, with what blurs them."""
LEAST_SHARE, LEAST_FILL = 0.22, 0.45
MOST_ANGLES, ALIKE_DEGREES = 2, 3.0


@dataclass(frozen=True, slots=True)
class LineBox:
    """A line of print in pixels of the picture: its middle, its length and height, its direction in radians."""

    x: float
    y: float
    length: float
    height: float
    angle: float


def find_zones(grey: Grey) -> list[tuple[LineBox, ...]]:
    """Groups of three lines one above the other, then of two, the longest first; each from top to bottom."""
    factor = WORKING_PX / max(grey.shape)
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    small = cv2.GaussianBlur(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=way), (3, 3), 0)
    found: list[tuple[LineBox, ...]] = []
    for angle in _angles(small):
        for closing in CLOSINGS_PX:
            found.extend(_groups(_lines(small, angle, closing)))
    found.sort(key=lambda group: (-len(group), -sum(line.length for line in group)))
    kept: list[tuple[LineBox, ...]] = []
    for group in found:
        if not any(_same(group, other) for other in kept):
            kept.append(group)
    return [tuple(_scaled(line, 1 / factor) for line in group) for group in kept]


def _angles(small: Grey) -> list[float]:
    """The directions of the longest prints, in radians: round closings join characters at any angle."""
    longest: dict[float, float] = {}
    for closing in (CLOSINGS_PX[1], CLOSINGS_PX[2]):
        for line in _outlined(
            _ink(small, closing), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (closing,) * 2), 6.0
        ):
            near = math.radians(ALIKE_DEGREES)
            angle = next(
                (a for a in longest if abs(math.remainder(a - line.angle, math.pi)) < near), line.angle
            )
            longest[angle] = longest.get(angle, 0.0) + line.length
    return sorted(longest, key=lambda angle: -longest[angle])[:MOST_ANGLES] or [0.0]


def _lines(small: Grey, angle: float, closing: int) -> list[LineBox]:
    """Lines of print of about one direction: laid flat, so that what joins characters never joins lines."""
    tall, wide = small.shape
    across, down = abs(math.cos(angle)), abs(math.sin(angle))
    size = (int(wide * across + tall * down), int(wide * down + tall * across))
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), math.degrees(angle), 1.0)
    turn[:, 2] += (size[0] - wide) / 2, (size[1] - tall) / 2
    flat = cv2.warpAffine(small, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    back = cv2.invertAffineTransform(turn)
    lines = []
    for line in _outlined(_ink(flat, closing), np.ones((3, closing), np.uint8), LEAST_ASPECT):
        x, y = back @ (line.x, line.y, 1.0)
        lines.append(LineBox(float(x), float(y), line.length, line.height, line.angle + angle))
    return lines


def _ink(picture: Grey, closing: int) -> Grey:
    """What is darker than its surroundings, as black on white turned round."""
    dark = cv2.morphologyEx(picture, cv2.MORPH_BLACKHAT, np.ones((closing + 4,) * 2, np.uint8))
    return cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1].astype(np.uint8)


def _outlined(ink: Grey, joining: Grey, least_aspect: float) -> list[LineBox]:
    """Long full shapes of the ink once it is joined."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, joining)
    outlines, tree = cv2.findContours(joined, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline, parent in zip(outlines, tree[0, :, 3] if outlines else (), strict=True):
        if parent >= 0:  # the edge of a hole
            continue
        (x, y), (wide, tall), degrees = cv2.minAreaRect(outline)
        if wide < tall:
            wide, tall, degrees = tall, wide, degrees + 90
        full = cv2.contourArea(outline) >= LEAST_FILL * wide * tall
        if (
            tall > 3
            and least_aspect * tall <= wide <= MOST_ASPECT * tall
            and wide >= LEAST_SHARE * max(ink.shape)
            and full
        ):
            found.append(LineBox(x, y, wide, tall, math.remainder(math.radians(degrees), math.pi)))
    return found


def _scaled(line: LineBox, factor: float) -> LineBox:
    return LineBox(line.x * factor, line.y * factor, line.length * factor, line.height * factor, line.angle)


def _groups(lines: list[LineBox]) -> Iterator[tuple[LineBox, ...]]:
    """Neighbours of one direction, length and margin."""
    beside = [(a, b) for a, b in itertools.permutations(lines, 2) if _follows(a, b)]
    for a, b in beside:
        thirds = [c for upper, c in beside if upper is b]
        for c in thirds:
            yield (a, b, c)
        yield (a, b)


def _follows(a: LineBox, b: LineBox) -> bool:
    """Whether b is the next line below a, seen along a's direction."""
    turn = math.remainder(b.angle - a.angle, math.pi)
    if abs(turn) > math.radians(4) or not 0.85 < b.length / a.length < 1.18:
        return False
    if not 0.6 < b.height / a.height < 1.7:
        return False
    across, down = math.cos(a.angle), math.sin(a.angle)
    along = (b.x - a.x) * across + (b.y - a.y) * down
    below = (b.y - a.y) * across - (b.x - a.x) * down
    return abs(along) < 0.08 * a.length and below > max(a.height, b.height) and below < 0.12 * a.length


def _same(a: tuple[LineBox, ...], b: tuple[LineBox, ...]) -> bool:
    return len(a) == len(b) and all(
        math.hypot(one.x - two.x, one.y - two.y) < one.height / 2
        and abs(one.length - two.length) < one.height
        for one, two in zip(a, b, strict=True)
    )
