"""RDML 1.x (Real-time PCR Data Markup Language; Lefever et al., Nucleic Acids Res. 37, 2009, 2065): one run."""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import datetime

from lxml import etree

from tongguan.engines.pcr.plate import COLUMNS, ROWS, WELLS, place_of, read_place
from tongguan.engines.pcr.runs import (
    MOST_BYTES,
    MOST_CHANNELS,
    MOST_CYCLES,
    MOST_LETTERS,
    TEXTS,
    Channel,
    Findings,
    RunFile,
    curve_of,
    moment_of,
    number_of,
    short,
)
from tongguan.engines.xml import parse
from tongguan.engines.xml.leaves import child, child_text, children, local_name

FORM = "rdml"
MOST_MEMBERS = 20


def is_archive(content: bytes) -> bool:
    """Whether these bytes begin as a zip does."""
    return content[:4] == b"PK\x03\x04"


def read_rdml(content: bytes) -> RunFile:
    """Read an RDML file, plain XML or zipped. Never raises on input."""
    found = Findings()
    if is_archive(content):
        unpacked = _unpacked(content)
        if unpacked is None:
            found.add("archive", TEXTS["archive"], "")
            return RunFile(FORM, problems=tuple(found.found))
        content = unpacked
    document, problem = parse(content, "run")
    if document is None:
        return RunFile(FORM, problems=(problem,) if problem else ())
    if local_name(document.root) != "rdml":
        found.add("root", TEXTS["root"], "/", 1)
        return RunFile(FORM, problems=tuple(found.found))
    runs = [
        run for experiment in children(document.root, "experiment") for run in children(experiment, "run")
    ]
    if len(runs) != 1:
        found.add("runs", TEXTS["runs"].filled(count=len(runs)), "/rdml/experiment/run")
        return RunFile(FORM, problems=tuple(found.found))
    return _run(runs[0], found)


def _unpacked(content: bytes) -> bytes | None:
    """The one XML file of an archive, read no further than the limit: the archive's own word for its size counts
    for nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist()[: MOST_MEMBERS + 1] if not each.is_dir()]
            texts = [each for each in members if each.filename.lower().endswith((".xml", ".rdml"))]
            if len(members) > MOST_MEMBERS or len(texts) != 1 or texts[0].flag_bits & 1:
                return None
            with archive.open(texts[0]) as stream:
                data = stream.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return None
    return data if len(data) <= MOST_BYTES else None


def _run(run: etree._Element, found: Findings) -> RunFile:
    shape = child(run, "pcrFormat")
    rows, columns = (child_text(shape, name) if shape is not None else "" for name in ("rows", "columns"))
    if (rows or str(len(ROWS))) != str(len(ROWS)) or (columns or str(COLUMNS)) != str(COLUMNS):
        found.add("format", TEXTS["format"], "/rdml/experiment/run/pcrFormat", run.sourceline)
        return RunFile(FORM, problems=tuple(found.found))
    wells: dict[str, dict[str, Channel]] = {}
    tubes: dict[str, str] = {}
    for react in children(run, "react"):
        identity = react.get("id", "")
        place = _place(identity)
        where = f"/rdml/experiment/run/react[@id='{short(identity)}']"
        if place is None:
            found.add("well", TEXTS["well"].filled(well=short(identity)), where, react.sourceline)
            continue
        sample = child(react, "sample")
        if sample is not None:
            tubes.setdefault(place, sample.get("id", "")[:MOST_LETTERS])
        for data in children(react, "data"):
            _channel(data, place, where, wells, found)
    if not wells:
        found.add("nothing", TEXTS["nothing"], "/rdml/experiment/run")
    return RunFile(FORM, wells, tubes, _moment(run), run.get("id", "")[:MOST_LETTERS], tuple(found.found))


def _place(identity: str) -> str | None:
    """RDML numbers wells from 1 along the rows; some programs write their names."""
    if identity.isascii() and identity.isdecimal() and len(identity) <= 3:
        return place_of(int(identity)) if 1 <= int(identity) <= WELLS else None
    return read_place(identity)


def _moment(run: etree._Element) -> datetime | None:
    return moment_of(child_text(run, "runDate"))


def _channel(
    data: etree._Element,
    place: str,
    where: str,
    wells: dict[str, dict[str, Channel]],
    found: Findings,
) -> None:
    """One `data` element: a target with its points and, where the program called one, its cq."""
    named = child(data, "tar")
    target = (named.get("id", "") if named is not None else "").strip()[:MOST_LETTERS]
    channels = wells.setdefault(place, {})
    if not target:
        found.add("target", TEXTS["target"], where, data.sourceline)
        return
    if target in channels:
        found.add("twice", TEXTS["twice"].filled(well=place, target=short(target)), where, data.sourceline)
        return
    if len(channels) >= MOST_CHANNELS:
        found.add("channels", TEXTS["channels"].filled(well=place), where, data.sourceline)
        return
    points: dict[int, float] = {}
    for point in children(data, "adp"):
        cycle, value = child_text(point, "cyc"), child_text(point, "fluor")
        at, level = number_of(cycle), number_of(value)
        if at is None or not at.is_integer() or not 1 <= at <= MOST_CYCLES:
            found.add("cycle", TEXTS["cycle"].filled(value=short(cycle)), where, point.sourceline)
        elif level is None:
            found.add(
                "fluorescence", TEXTS["fluorescence"].filled(value=short(value)), where, point.sourceline
            )
        else:
            points[int(at)] = level
    curve = curve_of(points)
    if points and curve is None:
        found.add("gap", TEXTS["gap"].filled(well=place, target=short(target)), where, data.sourceline)
    called = child_text(data, "cq")
    ct = number_of(called)
    if called and ct is None and called.lower() not in ("nan", "inf"):
        found.add("ct", TEXTS["ct"].filled(value=short(called)), where, data.sourceline)
    channels[target] = Channel(curve or (), ct if ct is not None and ct > 0 else None)
