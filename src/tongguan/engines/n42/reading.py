"""The measurements of an N42.42 document. Names of elements are taken without their namespace: both editions, and the
vendors' mixtures of them, are read by the same few rules."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from tongguan.engines.problems import Problem, Text
from tongguan.engines.xml import parse

MOST_BYTES = 1_000_000
MOST_CHANNELS = 70_000
MOST_COUNT = 10**12
DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?)?\Z")
ROOT = re.compile(rb"<[A-Za-z_][\w.:-]{0,80}")
PREFIX = re.compile(rb"(?:</?|\s)([A-Za-z_][\w.-]{0,30}):[A-Za-z_]")
DECLARED = re.compile(rb"xmlns:([A-Za-z_][\w.-]{0,30})\s*=")
MOST_PREFIXES = 20
FAMILY = "n42"
NOTHING = Text(zh="没有 γ 测量值", en="holds no gamma measurement")
BAD = Text(zh="{name} 不是数值", en="{name} is not what it should be")


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The counts of one detector in one measurement, and for how long it counted."""

    counts: float
    live_s: float
    real_s: float
    background: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says: its gamma spectra (or gross counts), and the highest dose rate in nSv/h."""

    spectra: tuple[Spectrum, ...]
    dose_nsv_h: float | None = None

    @property
    def foreground(self) -> tuple[Spectrum, ...]:
        """What was measured, without what the instrument kept as its background."""
        return tuple(each for each in self.spectra if not each.background) or self.spectra


def read_n42(data: bytes) -> tuple[Document | None, list[Problem]]:
    """The document, or None and why. Never raises."""
    if len(data) > MOST_BYTES:
        return None, [Problem("n42.too_large", Text(zh="文件过大", en="the document is too large"))]
    parsed, problem = parse(data, FAMILY)
    if parsed is None and (declared := _with_prefixes(data)) != data:
        parsed, problem = parse(declared, FAMILY)
    if parsed is None:
        return None, [problem] if problem else []
    problems: list[Problem] = []
    neutron = _neutron_detectors(parsed.root)
    spectra = [
        spectrum
        for measurement in _named(parsed.root, "RadMeasurement", "Measurement")
        for spectrum in _spectra(measurement, neutron, problems)
    ]
    doses = [
        value * 1000  # µSv/h
        for element in _named(parsed.root, "DoseRateValue")
        if (value := _number(element, problems)) is not None
    ]
    if not spectra and not doses:
        return None, [*problems, Problem("n42.nothing", NOTHING)]
    return Document(tuple(spectra), max(doses, default=None)), problems


def _with_prefixes(data: bytes) -> bytes:
    """The document with the prefixes declared that it uses without saying so: much of what tools of the field write has
    such extensions."""
    root = ROOT.search(data)
    if root is None:
        return data
    known = set(DECLARED.findall(data))
    missing = sorted(set(PREFIX.findall(data)) - known - {b"xml", b"xmlns"})[:MOST_PREFIXES]
    added = b"".join(b' xmlns:%s="urn:undeclared:%s"' % (prefix, prefix) for prefix in missing)
    return data[: root.end()] + added + data[root.end() :]


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _named(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (each for each in element.iter() if _local(each) in names)


def _neutron_detectors(root: etree._Element) -> frozenset[str]:
    found = set()
    for detector in _named(root, "RadDetectorInformation"):
        kinds = [(each.text or "").strip() for each in _named(detector, "RadDetectorCategoryCode")]
        if any(kind == "Neutron" for kind in kinds):
            found.add(str(detector.get("id", "")))
    return frozenset(found)


def _spectra(
    measurement: etree._Element, neutron: frozenset[str], problems: list[Problem]
) -> Iterator[Spectrum]:
    classes = [(each.text or "").strip() for each in _named(measurement, "MeasurementClassCode")]
    real_s = _seconds(measurement, problems, "RealTimeDuration", "RealTime", "SampleRealTime")
    found = list(_named(measurement, "Spectrum"))
    if not found:
        found = [
            each
            for each in _named(measurement, "GrossCounts")
            if str(each.get("radDetectorInformationReference", "")) not in neutron
        ]
    for element in found:
        counts = _counts(element, problems)
        if counts is None:
            continue
        own_real_s = _seconds(element, problems, "RealTimeDuration", "RealTime", "SampleRealTime")
        live_s = _seconds(element, problems, "LiveTimeDuration", "LiveTime")
        background = "Background" in classes or "background" in str(element.get("Type", "")).lower()
        known_s = own_real_s or real_s or live_s
        yield Spectrum(counts, live_s or known_s, known_s, background)


def _counts(element: etree._Element, problems: list[Problem]) -> float | None:
    for data in _named(element, "ChannelData", "CountData"):
        words = (data.text or "").split()
        if len(words) > MOST_CHANNELS:
            problems.append(Problem("n42.channels", BAD.filled(name=_local(data)), _local(data)))
            return None
        compressed = "CountedZeroes" in (data.get("compressionCode", ""), data.get("Compression", ""))
        total, skip = 0.0, False
        for word in words:
            try:
                value = float(word)
            except ValueError:
                value = math.nan
            if not 0 <= value <= MOST_COUNT:
                problems.append(Problem("n42.count", BAD.filled(name=_local(data)), _local(data)))
                return None
            if skip:  # how many channels of zero follow, not a count
                skip = False
                continue
            total += value
            skip = compressed and value == 0
        return total
    return None


def _seconds(element: etree._Element, problems: list[Problem], *names: str) -> float:
    for child in element:
        if _local(child) in names:
            text = (child.text or "").strip()
            found = DURATION.match(text)
            if found and text != "P":
                days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
                return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
            problems.append(Problem("n42.duration", BAD.filled(name=_local(child)), _local(child)))
    return 0.0


def _number(element: etree._Element, problems: list[Problem]) -> float | None:
    try:
        value = float((element.text or "").strip())
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST_COUNT:
        problems.append(Problem("n42.dose", BAD.filled(name=_local(element)), _local(element)))
        return None
    return value
