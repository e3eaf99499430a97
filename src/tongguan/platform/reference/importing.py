"""Writes: import a file of one kind. Good rows go in together, every other row is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, NotFound, require
from tongguan.platform.reference.contracts import Loaded
from tongguan.platform.reference.enums import Origin
from tongguan.platform.reference.kinds import Kind, kind_of
from tongguan.platform.reference.loading import Overlap, upsert
from tongguan.platform.reference.models import Code, CodeList
from tongguan.platform.reference.queries import codes, forget
from tongguan.platform.reference.reading import KEYS, Given, Row, rows_of

OVERLAP = Problem(
    "reference.overlap",
    Text(
        zh="同一代码的有效期不得重叠",
        en="one code cannot hold twice on the same day: the validity overlaps another row",
    ),
    pointer="valid_from",
)
NOT_THERE = Text(zh="代码表中没有此代码，无从补充", en="the list has no such code to complete")


@dataclass(frozen=True, slots=True)
class Import:
    """How a file is taken: source and validity of rows that state none, encoding (`auto`, `utf-8`, `gb18030`).

    With `valid_from` the rows of before end the day before it. `whole` says the file is the whole list: codes it does
    not have end too. With `all_or_nothing` one wrong row keeps every row out.
    """

    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    encoding: str = "auto"
    whole: bool = False
    all_or_nothing: bool = False


def import_file(
    *, actor: Actor, kind: str, data: bytes, how: Import = Import()
) -> tuple[Loaded, Sequence[Problem]]:
    """Read a CSV of one kind (see `kinds()`), of one list in the house's columns, or of `parameters` or `rates`.

    Wrong rows are told and left out; good ones are written together or, on overlapping validity, not at all.
    """
    require(actor, "reference.edit")
    found = kind_of(kind)
    _there(found)
    names = {table: _by_name(table, how.valid_from) for table in found.names_of.values()}
    given = Given(how.source, how.valid_from, how.valid_to, how.encoding, names)
    rows, problems = rows_of(data, found, given)
    if found.completes:
        rows, problems = _completed(found, rows, problems)
    refused = len({problem.line for problem in problems})
    nothing = Loaded(found.table, len(rows), 0, refused=refused)
    if problems and how.all_or_nothing:
        return nothing, problems
    try:
        return _write(actor, found, rows, how, refused), problems
    except Overlap as overlap:
        return nothing, [*problems, *_told(rows, found, overlap)]
    except IntegrityError:
        return nothing, [*problems, OVERLAP]


@transaction.atomic
def _write(actor: Actor, kind: Kind, rows: Sequence[Row], how: Import, refused: int) -> Loaded:
    listed = {"list_id": kind.list} if kind.table == "code" else {}
    values = [row.values | listed for row in rows]
    whole = how.whole and not refused and bool(rows)
    written = upsert(kind.table, values, Origin.IMPORTED, succeeds=how.valid_from, whole=whole)
    done = Loaded(kind.table, len(rows), written.written, written.ended, refused)
    kept = {"read": done.read, "written": done.written, "ended": done.ended, "refused": refused}
    record(actor=actor, action="reference.imported", subject=("reference", kind.list), data=kept)
    publish("reference.changed", f"reference:{kind.list}", {"list": kind.list, "written": done.written})
    changed()
    return done


def _there(kind: Kind) -> None:
    """The list a kind writes to; a described kind brings its own where it is not there yet."""
    if kind.table != "code" or CodeList.objects.filter(code=kind.list).exists():
        return
    if kind.name.en == kind.kind:
        raise NotFound(Text(zh=f"代码表 {kind.list}", en=f"code list {kind.list}"))
    CodeList.objects.create(code=kind.list, zh=kind.name.zh, en=kind.name.en)


def _by_name(table: str, day: date | None) -> dict[str, str]:
    """Chinese name → code of a list on a day; of two codes of one name the first."""
    found = codes(table, day or timezone.localdate())
    return {value.name.zh: code for code, value in reversed(found.items())}


def _completed(
    kind: Kind, rows: Sequence[Row], problems: Sequence[Problem]
) -> tuple[list[Row], list[Problem]]:
    """Rows filled with what the row of the same code and first day says already."""
    there = {
        (row.code, row.valid_from): row
        for row in Code.objects.filter(list_id=kind.list, code__in=[row.values["code"] for row in rows])
    }
    full, told = [], list(problems)
    for row in rows:
        old = there.get((row.values["code"], row.values["valid_from"]))
        if old is None:
            told.append(Problem("reference.not_there", NOT_THERE, f"{row.line}/code", line=row.line))
            continue
        own: dict[str, Any] = {
            name: value for name, value in row.values.items() if value and name != "status"
        }
        attributes = old.attributes | row.values["attributes"]
        old_values = {name: getattr(old, name) for name in ("zh", "en", "source", "status", "valid_to")}
        full.append(replace(row, values=row.values | old_values | own | {"attributes": attributes}))
    return full, told


def _told(rows: Sequence[Row], kind: Kind, overlap: Overlap) -> list[Problem]:
    """The rows of a file that would hold on a day on which another row of the same key holds."""
    column = KEYS[kind.table][0]
    found = [
        replace(OVERLAP, pointer=f"{row.line}/{column}", line=row.line)
        for row in rows
        if tuple(row.values[name] for name in KEYS[kind.table]) in overlap.keys
    ]
    return found or [OVERLAP]


def changed() -> None:
    """Let this process forget what it remembers, now and when the transaction is through."""
    forget()
    transaction.on_commit(forget)
