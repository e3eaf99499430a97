"""Faces by dlib's network (128 numbers a face) with the weights of face-recognition-models: both optional, in the
vision extra. Nothing of a face is kept: pictures in, one word and a distance out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

SAME_BELOW, OTHER_FROM = 0.5, 0.6
"""The network's authors take 0.6 for the border of one person and two; what lies closely below it is left to people."""
LEAST_FACE_PX = 70
LEAST_SHARPNESS = 12.0
MOST_PIXELS = 12_000_000
WORK_PX = 900
BEHIND = 4
"""A face of less than this part of the area of the largest is of somebody behind, or no face."""


class Outcome(StrEnum):
    """What is said of two pictures."""

    SAME = "same"
    OTHER = "other"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome; the distance where two faces were found; why it abstains: `not_installed`, `not_a_picture`,
    `no_face`, `several_faces`, `small`, `blurred`, `close`."""

    outcome: Outcome
    distance: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """The 128 numbers of the one face in a picture; None, and why, where it is not to be judged."""

    numbers: NDArray[np.float64] | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Models:
    dlib: Any
    detector: Any
    landmarks: Any
    network: Any


@cache
def _folder() -> Path | None:
    spec = find_spec("face_recognition_models")
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = Path(places[0]) / "models" if places else None
    return found if found and found.is_dir() and find_spec("dlib") else None


def available() -> bool:
    """Whether the vision extra is installed."""
    return _folder() is not None


@cache
def _models() -> _Models:
    import dlib

    folder = _folder()
    assert folder is not None
    return _Models(
        dlib,
        dlib.get_frontal_face_detector(),
        dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat")),
        dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat")),
    )


def compare(first: bytes, second: bytes) -> Comparison:
    """Compare two pictures. Never raises."""
    one = face_in(first)
    return judge(one, one if one.numbers is None else face_in(second))


def judge(first: Face, second: Face) -> Comparison:
    """Whether two faces are one person's."""
    if first.numbers is None or second.numbers is None:
        return Comparison(Outcome.ABSTAIN, why=first.why or second.why)
    distance = float(np.linalg.norm(first.numbers - second.numbers))
    if distance < SAME_BELOW:
        return Comparison(Outcome.SAME, distance)
    if distance >= OTHER_FROM:
        return Comparison(Outcome.OTHER, distance)
    return Comparison(Outcome.ABSTAIN, distance, "close")


def face_in(data: bytes) -> Face:
    """The face in a JPEG or PNG. Never raises."""
    if not available():
        return Face(None, "not_installed")
    pixels = _pixels(data)
    if pixels is None:
        return Face(None, "not_a_picture")
    models = _models()
    faces = sorted(models.detector(pixels, 0), key=lambda each: each.area(), reverse=True)
    if not faces:
        return Face(None, "no_face")
    box = faces[0]
    if len(faces) > 1 and faces[1].area() * BEHIND > box.area():
        return Face(None, "several_faces")
    if min(box.width(), box.height()) < LEAST_FACE_PX:
        return Face(None, "small")
    top, left = max(0, box.top()), max(0, box.left())
    if _sharpness(pixels[top : box.bottom(), left : box.right()]) < LEAST_SHARPNESS:
        return Face(None, "blurred")
    shape = models.landmarks(pixels, box)
    return Face(np.array(models.network.compute_face_descriptor(pixels, shape, 1)))


def _pixels(data: bytes) -> np.ndarray[Any, Any] | None:
    """The picture upright in RGB, no larger than needed; None for what is none, or a bomb."""
    try:
        picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        if picture.width * picture.height > MOST_PIXELS:
            return None
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        Image.DecompressionBombError,
    ):
        return None
    upright.thumbnail((WORK_PX, WORK_PX))
    return np.ascontiguousarray(np.asarray(upright))


def _sharpness(pixels: np.ndarray[Any, Any]) -> float:
    """The variance of the Laplacian of a face: small where it is blurred."""
    grey = pixels.mean(axis=2)
    if min(grey.shape) < 3:
        return 0.0
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float((around - 4 * grey[1:-1, 1:-1]).var())
