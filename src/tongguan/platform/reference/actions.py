"""Writes: load what is shipped, edit with an effective date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tongguan.engines.problems import Problem, Text
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotFound, Refused, require
from tongguan.platform.reference.contracts import Loaded
from tongguan.platform.reference.enums import Origin, Status
from tongguan.platform.reference.importing import OVERLAP, changed
from tongguan.platform.reference.kinds import own_kind
from tongguan.platform.reference.loading import upsert
from tongguan.platform.reference.models import Code, CodeList, DatedRow, Parameter, Rate
from tongguan.platform.reference.reading import rows_of, value_problem
from tongguan.platform.reference.shipped import files, list_names

EDITABLE = {
    "code": ("zh", "en", "attributes", "source", "status"),
    "parameter": ("zh", "en", "value", "unit", "source", "status"),
    "rate": ("percent", "source", "status"),
}
MODELS: dict[str, type[DatedRow]] = {"code": Code, "parameter": Parameter, "rate": Rate}


@transaction.atomic
def load_shipped() -> list[Loaded]:
    """Bring the shipped rows into the database; rows that an administrator edited or imported stay as they are.

    Raises ValueError where a shipped file has a problem: a release with one is broken.
    """
    for code, zh, en in list_names():
        CodeList.objects.update_or_create(code=code, defaults={"zh": zh, "en": en})
    done = []
    code_rows: list[Mapping[str, Any]] = []
    for name, data in files().items():
        kind = own_kind(name)
        rows, problems = rows_of(data, kind)
        if problems:
            raise ValueError(f"{name}: {problems[0].pointer} {problems[0].message.en}")
        if kind.table == "code":
            code_rows += [{**row.values, "list_id": name.removeprefix("codes/")} for row in rows]
        else:
            written = upsert(kind.table, [row.values for row in rows], Origin.SHIPPED).written
            done.append(Loaded(kind.table, len(rows), written))
    done.insert(0, Loaded("code", len(code_rows), upsert("code", code_rows, Origin.SHIPPED).written))
    if any(loaded.written for loaded in done):
        counts = {loaded.table: loaded.written for loaded in done}
        record(actor=SYSTEM, action="reference.loaded", subject=("reference", "shipped"), data=counts)
    changed()
    return done


@transaction.atomic
def edit(
    *, actor: Actor, table: str, row_id: int, effective_from: date, changes: Mapping[str, Any]
) -> DatedRow:
    """Let a row hold differently from a day on: the old row ends the day before, a new one begins.

    With the day the row itself began, the row is corrected in place. Refuses a day outside the row's validity.
    """
    require(actor, "reference.edit")
    model = MODELS[table]
    old = model.objects.select_for_update().filter(pk=row_id).first()
    if old is None:
        raise NotFound(Text(zh="参数行", en="reference row"))
    _check(old, effective_from, changes, EDITABLE[table])
    before = {name: getattr(old, name) for name in changes}
    if old.valid_from == effective_from:
        new = old
    else:
        new = model.objects.get(pk=row_id)
        new.pk, new._state.adding = None, True
        new.valid_from = effective_from
        old.valid_to, old.origin = effective_from - timedelta(days=1), Origin.EDITED
        old.save(update_fields=["valid_to", "origin"])
    for name, value in changes.items():
        setattr(new, name, value)
    new.origin = Origin.EDITED
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError as error:
        raise Refused(OVERLAP) from error
    record(
        actor=actor,
        action="reference.edited",
        subject=(f"reference_{table}", str(new.pk)),
        data={"row": str(old), "effective_from": effective_from, "before": before, "after": dict(changes)},
    )
    publish("reference.changed", f"reference:{table}:{old}", {"table": table, "row": new.pk})
    changed()
    return new


@transaction.atomic
def edit_parameter(*, actor: Actor, code: str, effective_from: date, value: str, source: str) -> DatedRow:
    """Let a legal number have another value from a day on: `edit` of the row in force on that day, by its code.

    The new row is a house's decision, unverified until a person says otherwise. NotFound where none is in force.
    """
    rows = Parameter.objects.filter(code=code)
    started = rows.filter(Q(valid_from=None) | Q(valid_from__lte=effective_from))
    row = started.filter(Q(valid_to=None) | Q(valid_to__gte=effective_from)).first()
    if row is None:
        raise NotFound(Text(zh=f"参数 {code}", en=f"parameter {code}"))
    changes = {"value": value, "source": source, "status": Status.UNVERIFIED}
    return edit(actor=actor, table="parameter", row_id=row.pk, effective_from=effective_from, changes=changes)


def _check(old: DatedRow, day: date, changes: Mapping[str, Any], editable: Sequence[str]) -> None:
    problems = [
        Problem(
            "reference.not_editable",
            Text(zh="不可修改此项", en="this column cannot be changed"),
            pointer=name,
        )
        for name in changes
        if name not in editable
    ]
    if (old.valid_from and day < old.valid_from) or (old.valid_to and day > old.valid_to):
        told = Text(zh="生效日不在该行有效期内", en="the effective day is outside the validity of this row")
        problems.append(Problem("reference.effective_from", told, pointer="effective_from"))
    if not str(changes.get("source", old.source)).strip():
        told = Text(zh="须注明出处", en="a source must be named")
        problems.append(Problem("reference.no_source", told, pointer="source"))
    if changes.get("status", old.status) not in Status.values:
        told = Text(zh="未知状态", en="unknown status")
        problems.append(Problem("reference.status", told, pointer="status"))
    if isinstance(old, Parameter) and "value" in changes:
        wrong = value_problem(old.kind, str(changes["value"]))
        problems += [Problem("reference.value", wrong, pointer="value")] if wrong else []
    if problems:
        raise Refused(*problems)
