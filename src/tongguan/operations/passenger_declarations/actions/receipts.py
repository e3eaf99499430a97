"""A receipt's content signed, and drawn as the three codes that gates read."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from functools import lru_cache

import zxingcpp

from tongguan.engines.travel_receipts import Colour, Content, document_digest, parts_of, sign
from tongguan.engines.travel_receipts.content import SERIAL_BYTES
from tongguan.operations.passenger_declarations.actions.keys import signing_key
from tongguan.operations.passenger_declarations.queries.forms import whole

_QR, _PDF417, _CODE128 = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.PDF417,
    zxingcpp.BarcodeFormat.Code128,
)


def issued(
    *,
    now: datetime,
    day: date,
    colour: int,
    form: int,
    flight: str,
    travel_date: date,
    document: str,
    leaving: bool,
) -> tuple[Content, str]:
    """A new receipt and its code; its life begins at the server's second."""
    serial = secrets.token_hex(SERIAL_BYTES)
    content = Content(
        serial,
        now.replace(microsecond=0),
        timedelta(hours=whole("receipt_lifetime", day)),
        Colour(colour),
        form,
        flight,
        travel_date,
        document_digest(serial, document),
        leaving,
    )
    return content, sign(content, signing_key())


@lru_cache(maxsize=256)
def drawn(code: str) -> dict[str, list[str]]:
    """The SVG of each code: QR and PDF417 hold the whole, Code 128 a half each."""
    return {
        "qr": [_svg(code, _QR)],
        "pdf417": [_svg(code, _PDF417)],
        "code128": [_svg(half, _CODE128) for half in parts_of(code)],
    }


def _svg(text: str, form: zxingcpp.BarcodeFormat) -> str:
    svg: str = zxingcpp.create_barcode(text, form).to_svg(add_quiet_zones=True)
    return svg[svg.index("<svg") :]
