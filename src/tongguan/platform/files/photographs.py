"""What a photograph claims about itself, and a small picture of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageOps

THUMBNAIL_PX = 320


def claims_of(image: Image.Image) -> dict[str, str]:
    """Time, place and camera from EXIF 2.3 tags, as texts; what is absent or malformed is left out."""
    try:
        exif = image.getexif()
        detail, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # whatever a hostile tag provokes: no claims, the picture itself is judged elsewhere
        return {}
    found = {
        "taken_at": _taken_at(detail, exif),
        "latitude": _degrees(place, 2, 1, "S", 90),
        "longitude": _degrees(place, 4, 3, "W", 180),
        "camera": _printable(exif.get(ExifTags.Base.Model)),
    }
    return {name: value for name, value in found.items() if value}


def thumbnail(content: bytes, side_px: int = THUMBNAIL_PX) -> bytes:
    """A WebP of at most `side_px` on its longer side, upright, without the original's metadata."""
    with Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as image:
        image.draft("RGB", (side_px, side_px))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((side_px, side_px))
        small = Image.new("RGB", upright.size, "white")
        small.paste(upright.convert("RGB"))
        out = BytesIO()
        small.save(out, "WEBP", quality=80)
        return out.getvalue()


def _taken_at(detail: Mapping[int, Any], exif: Mapping[int, Any]) -> str:
    text = detail.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        taken = datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 (EXIF may give no zone)
    except ValueError:
        return ""
    offset = _printable(detail.get(ExifTags.Base.OffsetTimeOriginal))
    try:
        return datetime.fromisoformat(f"{taken.isoformat()}{offset}").isoformat()
    except ValueError:
        return taken.isoformat()


def _degrees(place: Mapping[int, Any], tag: int, side_tag: int, negative: str, limit: int) -> str:
    parts = place.get(tag)
    if not isinstance(parts, Sequence) or len(parts) != 3:
        return ""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= limit:  # also false for NaN
        return ""
    side = str(place.get(side_tag, "")).strip("\x00 ").upper()
    return f"{-value if side == negative else value:.6f}"


def _printable(value: Any) -> str:
    text = str(value or "").strip("\x00 ")
    return text[:60] if text.isprintable() else ""
