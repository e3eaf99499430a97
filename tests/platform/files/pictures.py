"""Pictures made for the tests."""

from __future__ import annotations

from io import BytesIO

from PIL import ExifTags, Image


def photograph(width: int = 64, height: int = 48, kind: str = "JPEG") -> bytes:
    """A plain picture without claims."""
    out = BytesIO()
    Image.new("RGB", (width, height), (200, 80, 20)).save(out, kind)
    return out.getvalue()


def claiming() -> bytes:
    """A photograph whose EXIF gives time, zone, place (south and west) and camera."""
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Hafenkamera 1"
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.DateTimeOriginal] = "2026:05:04 13:02:01"
    detail[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[1], place[2] = "S", (10.0, 30.0, 0.0)
    place[3], place[4] = "W", (20.0, 15.0, 36.0)
    out = BytesIO()
    Image.new("RGB", (32, 32), "blue").save(out, "JPEG", exif=exif)
    return out.getvalue()
