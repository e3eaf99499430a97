"""What a file really is, from its bytes: the name and the sender's word for it count for nothing."""

from __future__ import annotations

import json
import re
import warnings
from io import BytesIO

from lxml import etree
from PIL import Image, UnidentifiedImageError

from tongguan.engines.problems import Problem
from tongguan.platform.files.contracts import MAX_PIXELS, Sniffed
from tongguan.platform.files.errors import finding
from tongguan.platform.files.photographs import claims_of

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_PILLOW = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
_MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"msnv"}
_EBML = b"\x1a\x45\xdf\xa3"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UTF8_BOM = b"\xef\xbb\xbf"


def sniff(content: bytes, declared_name: str = "") -> tuple[Sniffed | None, list[Problem]]:
    """The type of these bytes, or (None, problems). Images are decoded whole, within pixel limits; XML and
    JSON are parsed; never raises on input. The declared name only tells CSV from other text."""
    if not content:
        return None, [finding("file.empty")]
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return None, [finding("file.heic")]
    kind = _by_magic(content)
    if kind in _PILLOW:
        return _image(content, kind)
    if kind:
        return Sniffed(kind), []
    return _text(content, declared_name)


def _by_magic(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _MP4_BRANDS:
        return "video/mp4"
    if content.startswith(_EBML) and b"webm" in content[:64]:  # the document type stands in the first element
        return "video/webm"
    found = next((kind for magic, kind in _MAGIC if content.startswith(magic)), "")
    if found == "application/zip" and b"xl/workbook" in content:
        return _XLSX
    return found


def _image(content: bytes, kind: str) -> tuple[Sniffed | None, list[Problem]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=[_PILLOW[kind]]) as image:
                width, height = image.size
                if width * height > MAX_PIXELS or getattr(image, "n_frames", 1) > 1:
                    return None, [finding("file.pixels", width=width, height=height)]
                claims = claims_of(image)
                image.load()
    except Image.DecompressionBombError:
        return None, [finding("file.pixels", width="?", height="?")]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError, RuntimeError) as error:
        return None, [finding("file.damaged", kind=kind, detail=_short(error))]
    return Sniffed(kind, width, height, claims), []


def _text(content: bytes, declared_name: str) -> tuple[Sniffed | None, list[Problem]]:
    text = _decoded(content)
    if text is None or _CONTROL.search(text):
        return None, [finding("file.type", found="binary")]
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<?xml"):
        return _xml(content)
    if start[:1] in ("{", "["):
        try:
            json.loads(text.removeprefix("\ufeff"))
        except (ValueError, RecursionError):
            pass  # a text that only begins like JSON is a text
        else:
            return Sniffed("application/json"), []
    return Sniffed("text/csv" if declared_name.lower().endswith(".csv") else "text/plain"), []


def _xml(content: bytes) -> tuple[Sniffed | None, list[Problem]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(BytesIO(content), parser)
    except etree.XMLSyntaxError as error:
        return None, [finding("file.damaged", kind="application/xml", detail=_short(error))]
    if tree.docinfo.doctype:
        return None, [finding("file.type", found="XML with a DOCTYPE")]
    return Sniffed("application/xml"), []


def _decoded(content: bytes) -> str | None:
    """UTF-8, else GB 18030, which covers what Chinese office programs write."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.removeprefix(_UTF8_BOM).decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:120]
