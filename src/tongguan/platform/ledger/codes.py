"""Receipts as QR codes."""

from __future__ import annotations

from io import BytesIO

import segno


def qr_svg(text: str) -> str | None:
    """The text as SVG, or None if no QR code holds it."""
    try:
        drawn = segno.make(text, error="l", micro=False)
    except segno.DataOverflowError:
        return None
    out = BytesIO()
    drawn.save(out, kind="svg", scale=3, border=4, xmldecl=False)
    return out.getvalue().decode()
