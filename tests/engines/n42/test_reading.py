"""N42.42 documents: counts agree with another reader on real files; hostile ones are problems."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongguan.engines.n42 import read_n42

SMALL = (
    '<RadInstrumentData xmlns="http://physics.nist.gov/N42/2011/N42"><RadMeasurement id="m">'
    "<MeasurementClassCode>Foreground</MeasurementClassCode><RealTimeDuration>PT1M2.5S</RealTimeDuration>"
    '<Spectrum id="s"><LiveTimeDuration>PT60S</LiveTimeDuration><ChannelData compressionCode="CountedZeroes">'
    "3 0 5 7 30</ChannelData></Spectrum><DoseRate><DoseRateValue>0.12</DoseRateValue></DoseRate>"
    "</RadMeasurement></RadInstrumentData>"
)


def test_a_small_one() -> None:
    document, problems = read_n42(SMALL.encode())
    assert problems == []
    assert [(s.counts, s.live_s, s.real_s) for s in document.spectra] == [(40, 60.0, 62.5)]
    assert document.dose_nsv_h == pytest.approx(120)


def test_real_files_agree_with_another_reader(real_inputs: Path) -> None:
    """Sums of counts over all records, as SandiaSpecUtils reads them, where that reader adds no records of its own."""
    folder = real_inputs / "data" / "radiation"
    if not (folder / "truth.json").is_file():
        pytest.skip("needs radiation files beside the repository")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["files"]
    compared, same, unread = 0, 0, []
    for path in sorted(folder.rglob("*.n42*")) + sorted(folder.rglob("*.N42*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        known = truth.get(str(path.relative_to(folder)))
        if known is None or len(data) > 1_000_000:
            continue
        document, _problems = read_n42(data)
        if document is None:
            unread.append(path.name)
            continue
        compared += 1
        same += (
            abs(sum(s.counts for s in document.spectra) - known["gamma_counts"])
            <= 1 + 1e-6 * known["gamma_counts"]
        )
    assert unread == []
    assert compared >= 15
    assert same == compared, f"{same} of {compared}"


@settings(max_examples=150)
@given(
    st.integers(0, len(SMALL)),
    st.integers(0, 40),
    st.sampled_from(["", "<", "&x;", "9" * 30, "\x00", "é", "-1 ", "]]>"]),
)
def test_no_bytes_raise(at: int, length: int, junk: str) -> None:
    read_n42((SMALL[:at] + junk + SMALL[at + length :]).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a>" * 5000,
        SMALL.replace("3 0 5 7 30", "1e999 3").encode(),
        SMALL.replace("3 0 5 7 30", "-4").encode(),
        b"x" * 1_000_001,
    ],
)
def test_hostile_documents_are_problems(data: bytes) -> None:
    document, problems = read_n42(data)
    assert problems
    assert document is None or not document.spectra
