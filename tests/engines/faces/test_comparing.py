"""Faces: three photographs are a smoke test, no measure of accuracy; hostile pictures never raise."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from tongguan.engines.faces import Outcome, available, compare, comparing


@pytest.fixture
def faces(real_inputs: Path) -> Path:
    folder = real_inputs / "data" / "faces"
    if not available():
        pytest.skip("needs the vision extra: dlib-bin and face-recognition-models")
    if not folder.is_dir():
        pytest.skip("needs photographs of faces beside the repository")
    return folder


def test_without_the_extra_it_abstains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "available", lambda: False)
    found = compare(b"", b"")
    assert (found.outcome, found.why) == (Outcome.ABSTAIN, "not_installed")


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8\xff", b"GIF89a" + b"\0" * 40, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"x" * 999]
)
def test_what_is_no_picture_is_no_error(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "available", lambda: True)
    assert compare(data, data).why == "not_a_picture"


def test_one_person_and_two(faces: Path) -> None:
    one, again, other = (
        (faces / name).read_bytes() for name in ("obama2.jpg", "obama_small.jpg", "astronaut.png")
    )
    assert compare(one, again).outcome is Outcome.SAME
    assert compare(one, other).outcome is Outcome.OTHER
    assert compare(again, other).outcome is Outcome.OTHER


def test_a_poor_picture_is_not_judged(faces: Path) -> None:
    good = (faces / "obama2.jpg").read_bytes()
    picture = Image.open(io.BytesIO(good)).convert("RGB")
    for poor, why in (
        (picture.filter(ImageFilter.GaussianBlur(12)), {"blurred", "no_face"}),
        (picture.resize((90, 90 * picture.height // picture.width)), {"small", "no_face"}),
        (Image.new("RGB", (300, 300), "grey"), {"no_face"}),
    ):
        out = io.BytesIO()
        poor.save(out, "PNG")
        found = compare(good, out.getvalue())
        assert found.outcome is Outcome.ABSTAIN
        assert found.why in why
