"""Documents: typesetting, signing and checking a record, beside pyHanko's own validator; and drawing a chart.

The peer of the check reads the file as a PDF; `seal.py` reads the signature alone and refuses more. Both must say yes
to the good file; of the files with one changed bit each says how many it lets pass. Run:

    python benchmarks/documents.py --store
"""

from __future__ import annotations

import io
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil
from measuring import told

ROUNDS = 30
CHANGED = 400
ROWS = 40


def main(*, store: bool) -> None:
    """Processor milliseconds of this process, medians of ROUNDS; nothing here needs a database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongguan.config.settings")
    import django

    django.setup()
    told({"benchmark": "documents", **documents(), **charts()}, store=store)


def documents() -> dict[str, Any]:
    """Typesetting, signing, and the two checks."""
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from tongguan.platform.documents.interface import render
    from tongguan.platform.documents.keys import _made, _read
    from tongguan.platform.documents.seal import check_seal
    from tongguan.platform.documents.signing import sign

    pair = _read(_made())
    data = record()
    before = resident_mb()
    draft = render("documents/record.typ", data)
    set_ms = median_ms(lambda: render("documents/record.typ", data))
    pdf = sign(draft, pair, location="https://customs.example.org")
    root = Certificate.load(pair[1].public_bytes(Encoding.DER))

    def peer(content: bytes) -> bool:
        signature = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
        context = ValidationContext(trust_roots=[root], allow_fetching=False)
        return bool(validate_pdf_signature(signature, context).bottom_line)

    if not (check_seal(pdf, [pair[1]]).ok and peer(pdf)):
        raise SystemExit("a good file was refused")
    rng = random.Random(11)
    passed = {"seal": 0, "pyhanko": 0}
    for _n in range(CHANGED):
        changed = bytearray(pdf)
        changed[rng.randrange(len(pdf))] ^= 1 << rng.randrange(8)
        passed["seal"] += check_seal(bytes(changed), [pair[1]]).ok
        try:
            passed["pyhanko"] += peer(bytes(changed))
        except Exception:
            continue
    return {
        "pdf_bytes": len(pdf),
        "typeset_ms": set_ms,
        "sign_ms": median_ms(lambda: sign(draft, pair, location="https://customs.example.org")),
        "check_ms": median_ms(lambda: check_seal(pdf, [pair[1]])),
        "pyhanko_check_ms": median_ms(lambda: peer(pdf)),
        "changed_bits": CHANGED,
        "passed": passed,
        "typeset_resident_mb": resident_mb() - before,
    }


def charts() -> dict[str, Any]:
    """The drawing process: its start with the first chart, later ones, each another so that none is remembered."""
    from tongguan.platform.charts.drawing import _DRAWER
    from tongguan.platform.charts.interface import Surface, draw

    def spec(number: int) -> dict[str, Any]:
        values = [{"step": f"环节{n}", "hours": number + n} for n in range(8)]
        encoding = {
            "y": {"field": "step", "type": "nominal"},
            "x": {"field": "hours", "type": "quantitative"},
        }
        return {"width": 600, "data": {"values": values}, "mark": "bar", "encoding": encoding}

    before = once_ms(lambda: draw(spec(0), Surface.PAGE))
    drawer = psutil.Process(_DRAWER._process.pid)  # type: ignore[union-attr]
    first_s = sum(drawer.cpu_times()[:2])
    here = [once_ms(lambda n=n: draw(spec(n), Surface.PAGE)) for n in range(1, ROUNDS)]
    later_s = sum(drawer.cpu_times()[:2]) - first_s
    return {
        "first_chart_ms": round(1000 * first_s),
        "chart_ms": round(1000 * later_s / len(here), 1),
        "chart_in_caller_ms": [before, round(statistics.median(here), 1)],
        "drawer_resident_mb": drawer.memory_info().rss >> 20,
    }


def record() -> dict[str, Any]:
    """A record of one table."""
    from tongguan.engines.problems import Text

    heads = [Text(zh="税种", en="Tax"), Text(zh="金额", en="Amount")]
    rows = [[f"第{n}项 关税", f"{n * 270}.00"] for n in range(ROWS)]
    section = {"title": Text(zh="税款", en="Duties"), "heads": heads, "rows": rows, "numbers": [1]}
    return {"title": Text(zh="税款单据", en="Bill"), "sections": [section]}


def median_ms(work: Callable[[], object]) -> float:
    """Processor milliseconds, the median of ROUNDS."""
    return round(statistics.median(once_ms(work) for _round in range(ROUNDS)), 1)


def once_ms(work: Callable[[], object]) -> float:
    """Processor milliseconds of all threads of this process."""
    start = time.process_time()
    work()
    return round(1000 * (time.process_time() - start), 1)


def resident_mb() -> int:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(store="--store" in sys.argv)
