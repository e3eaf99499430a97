"""Declarations of a file as columns for learning, in the form of `rules backtest` or as others published theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tongguan.engines.risk_learning import Course, Frame, Row, frame_of
from tongguan.operations.selection.queries.files import (
    Unreadable,
    day_of,
    number_of,
    rows_in,
    says_yes,
    whole,
)
from tongguan.operations.selection.rules import facts_of_declaration, row_of

KOREA: Mapping[str, str] = {
    "Date": "day", "Office ID": "customs_office", "Import Type": "supervision_mode",
    "Mode of Transport": "transport_mode", "Declarant ID": "declarant_code", "Importer ID": "trader_code",
    "Country of Departure": "departure_country", "Declaration ID": "reference", "Fraud": "finding",
    "HS6 Code": "line.hs_code", "Country of Origin": "line.origin_country", "Net Mass": "line.net_mass_kg",
    "Item Price": "line.total_price",
}  # fmt: skip
"""Column names of the synthetic set of Korea Customs (C. Jeong et al., arXiv 2208.02484): inspected items only."""
TRUTH = ("probability", "expected_revenue", "finding", "recovered_value")


@dataclass(frozen=True, slots=True)
class Read:
    """A file's declarations; `references` in the order of the rows; `caveat` what its figures must be read with."""

    frame: Frame
    references: tuple[str, ...]
    caveat: str = ""


def frame_in(path: Path) -> Read:
    """The declarations of a file. Raises Unreadable."""
    rows, courses, references, korean = [], [], [], False
    for record in whole(_renamed(rows_in(path))):
        korean = korean or "_korea" in record
        rows.append(row_of(facts_of_declaration(record, {})))
        courses.append(_course(record))
        references.append(str(record.get("reference") or ""))
    if not rows:
        raise Unreadable("no declarations")
    order = sorted(range(len(rows)), key=lambda n: courses[n].day)
    caveat = "inspected items only, synthesised; no stored chances and no recoveries" if korean else ""
    return Read(frame_of(rows, courses), tuple(references[n] for n in order), caveat)


def _renamed(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if "Importer ID" not in row or "Critical Fraud" not in row:
            yield row
            continue
        named = {ours: row.get(theirs) for theirs, ours in KOREA.items()}
        hs_code = str(named["line.hs_code"] or "").zfill(6)
        price = number_of(named["line.total_price"], 0.0)
        yield {
            **named, "line.hs_code": hs_code, "total_price": price, "currency": "KRW", "examined": True,
            "inclusion": 1, "flow": "I", "_korea": True,
        }  # fmt: skip


def _course(record: Mapping[str, Any]) -> Course:
    day = day_of(record.get("day")).toordinal()
    examined = says_yes(record.get("examined"))
    inclusion = number_of(record.get("inclusion"), 0.0)
    if not 0 <= inclusion <= 1:
        raise Unreadable("an inclusion is not between 0 and 1")
    resolved = day_of(record["resolved_on"]).toordinal() if record.get("resolved_on") else day
    return Course(
        day=day,
        resolved=max(day, resolved),
        examined=examined,
        finding=examined and says_yes(record.get("finding")),
        revenue=number_of(record.get("recovered_value"), 0.0) if examined else 0.0,
        inclusion=inclusion,
        at_random=says_yes(record.get("at_random")),
    )


@dataclass(frozen=True, slots=True)
class Truth:
    """What only the generator knows, in the order of a frame's rows."""

    probability: Any
    expected_revenue: Any


def with_truth(read: Read, path: Path) -> tuple[Frame, Truth]:
    """The frame with every outcome, examined or not, and the true probabilities. Raises Unreadable."""
    known = {
        str(row.get("reference") or ""): [
            float(says_yes(row.get(name))) if name == "finding" else number_of(row.get(name), 0.0)
            for name in TRUTH
        ]
        for row in rows_in(path)
    }
    missing = sum(reference not in known for reference in read.references)
    if missing:
        raise Unreadable(f"the truth of {missing} declarations is missing")
    columns = np.array([known[reference] for reference in read.references], dtype=float)
    everything = np.ones(len(columns), dtype=bool)
    frame = replace(
        read.frame, examined=everything, finding=columns[:, 2] > 0, revenue=columns[:, 3],
        inclusion=np.ones(len(columns)),
    )  # fmt: skip
    return frame, Truth(columns[:, 0], columns[:, 1])


def flat_rows(frame: Frame) -> Iterator[tuple[str, Row, Course]]:
    """(reference, row, course) of each row of a frame, for writing."""
    for number in range(frame.count):
        yield (
            f"G{number:08d}",
            frame.row(number),
            Course(
                int(frame.day[number]), int(frame.resolved[number]), bool(frame.examined[number]),
                bool(frame.finding[number]), float(frame.revenue[number]), float(frame.inclusion[number]),
                bool(frame.at_random[number]),
            ),
        )  # fmt: skip
