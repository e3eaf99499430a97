"""What the product ships: the CSV files of `data/`, and the countries and currencies of the CLDR through babel."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from babel import Locale, __version__
from babel.core import get_global
from babel.numbers import get_currency_precision

DATA = Path(__file__).resolve().parent / "data"
LIST_INDEX = DATA / "lists.csv"
NOT_IN_ISO_3166 = frozenset(["ASC", "BUR", "CPT", "DDR", "DGA", "FXX", "TAA", "TMP", "YMD", "ZAR"])
"""Withdrawn and exceptionally reserved codes, which the CLDR still knows as aliases."""
USER_ASSIGNED = (("AAA", "AAZ"), ("QMM", "QZZ"), ("XAA", "XZZ"), ("ZZA", "ZZZ"))
CLDR = f"Unicode CLDR through Babel {__version__}; codes of "


def list_names() -> list[tuple[str, str, str]]:
    """(code, zh, en) of every shipped list."""
    with LIST_INDEX.open(encoding="utf-8", newline="") as file:
        return [(row["code"], row["zh"], row["en"]) for row in csv.DictReader(file)]


def files() -> dict[str, bytes]:
    """CSV text by name: `codes/<list>`, `parameters`, `rates`."""
    found = {f"codes/{path.stem}": path.read_bytes() for path in sorted((DATA / "codes").glob("*.csv"))} | {
        f"{name}": (DATA / f"{name}.csv").read_bytes() for name in ("parameters", "rates")
    }
    on_the_form = found["codes/country"]
    stated = {line.split(",", 1)[0] for line in on_the_form.decode().splitlines()}
    generated = [row for row in countries() if row[0] not in stated]
    found["codes/country"] = on_the_form + _csv(generated, ())
    found["codes/currency"] = _csv(currencies(), ("code", "zh", "en", "minor_digits", "source", "status"))
    return found


def countries() -> list[tuple[str, ...]]:
    """(code, zh, en, alpha2, source, status) of the ISO 3166-1 alpha-3 codes.

    The form uses them since August 2018; where it names one otherwise, `data/codes/country.csv` says so.
    """
    zh, en = Locale("zh", script="Hans").territories, Locale("en").territories
    found = []
    for alpha3, alpha2 in sorted(get_global("territory_aliases").items()):
        first = alpha2[0]
        if len(alpha3) != 3 or not alpha3.isalpha() or len(alpha2) != 1 or len(first) != 2:
            continue
        if alpha3 in NOT_IN_ISO_3166 or any(low <= alpha3 <= high for low, high in USER_ASSIGNED):
            continue
        if first not in zh or first not in en:
            continue
        found.append((alpha3, zh[first], en[first], first, CLDR + "ISO 3166-1", "verified"))
    return found


def currencies() -> list[tuple[str, ...]]:
    """ISO 4217 codes that are tender somewhere today, with their number of decimals."""
    today = date.today().timetuple()[:3]  # noqa: DTZ011
    tender = {
        code
        for entries in get_global("territory_currencies").values()
        for code, _start, end, is_tender in entries
        if is_tender and (end is None or tuple(end) >= today)
    }
    zh, en = Locale("zh", script="Hans").currencies, Locale("en").currencies
    return [
        (code, zh[code], en[code], str(get_currency_precision(code)), CLDR + "ISO 4217", "verified")
        for code in sorted(tender)
        if code in zh and code in en
    ]


def _csv(rows: list[tuple[str, ...]], header: tuple[str, ...]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if header:
        writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()
