"""Lists: brought in whole or by the entry; each change is a revision, and what rested on entries gone ends with it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.engines.screening import Entry, read_list
from tongguan.engines.screening.countries import country
from tongguan.engines.screening.dates import parse_date
from tongguan.engines.screening.documents import Document, tidy_number
from tongguan.operations.travellers.actions.hits import end_hits, hold_entries
from tongguan.operations.travellers.actions.reopening import reopen
from tongguan.operations.travellers.contracts import Imported
from tongguan.operations.travellers.enums import Ended, HitState, ListKind
from tongguan.operations.travellers.models import Hit, ListEntry, ListSource, ListState, ListVersion
from tongguan.operations.travellers.module import LISTS
from tongguan.operations.travellers.rules.identity import content_digest
from tongguan.operations.travellers.rules.stored import entry_stored
from tongguan.platform.audit.interface import record
from tongguan.platform.events.interface import publish
from tongguan.platform.permissions.interface import Actor, NotFound, Refused, require
from tongguan.platform.privacy.interface import blind_index
from tongguan.platform.reference.interface import parameter

FORMATS = {ListKind.CONTACTS: "csv", ListKind.CSV: "csv", ListKind.OFAC: "ofac", ListKind.FTM: "ftm"}
MOST_REJECTS = 2_000
FUTURE = Text(zh="名单日期在未来", en="the list is of a day to come")
NOBODY = Text(zh="文件中没有可用的人员，名单未变", en="the file names nobody usable; the list stays as it is")
SHRUNK = Text(
    zh="文件仅含原名单 {share}% 的人员，确认后方可替换",
    en="the file holds but {share} % of the list; confirm to replace it",
)
REASON = Text(zh="请填写移除原因", en="say why it is removed")
UNREADABLE = Text(zh="无法读取", en="cannot be read")
LEAST_SHARE = 0.5
Row = tuple[str, str, dict[str, Any], dt.date | None, dt.date | None]


@transaction.atomic
def create_source(
    *, actor: Actor, code: str, title_zh: str, title_en: str = "", kind: ListKind | str, consequence: int = 5
) -> ListSource:
    """A new list, empty. Raises Refused where the code is taken or a field is wrong."""
    require(actor, LISTS)
    wrong = Text(zh="代码已用或不合规", en="the code is taken or is none")
    if not code.replace("-", "").isalnum() or not code.isascii() or len(code) > 40 or not title_zh.strip():
        raise Refused(Problem("list.code", wrong, "/code"))
    if kind not in ListKind.values or not 1 <= consequence <= 10:
        raise Refused(Problem("list.kind", wrong, "/kind"))
    values = {
        "title_zh": title_zh.strip()[:100],
        "title_en": (title_en.strip() or title_zh.strip())[:100],
        "kind": kind,
        "consequence": consequence,
    }
    source, made = ListSource.objects.get_or_create(code=code.lower(), defaults=values)
    if not made:
        raise Refused(Problem("list.code", wrong, "/code"), status=409)
    record(
        actor=actor, action="travellers.list_created", subject=("list", source.code), data={"kind": str(kind)}
    )
    return source


def import_list(
    *,
    actor: Actor,
    code: str,
    content: bytes,
    of_date: dt.date | None = None,
    whole: bool = True,
    confirmed: bool = False,
) -> Imported:
    """Bring a file into a list: `whole` replaces it, else its rows are added. Bad rows are told one by one.

    The same file for the same day again changes nothing. A whole file that would take away half of the list must be
    `confirmed`; one that names nobody is refused. Raises NotFound, NotAllowed, Refused.
    """
    require(actor, LISTS)
    found = ListSource.objects.filter(code=code).first()
    if found is None:
        raise NotFound(Text(zh="名单", en="list"))
    today = timezone.localdate()
    if of_date is not None and of_date > today:
        raise Refused(Problem("list.future_date", FUTURE, "/of_date"))
    window = int(parameter("travellers.contact_window", today))
    read = read_list(content, today, FORMATS[ListKind(found.kind)], window)
    if not read.entries:
        raise Refused(Problem("list.nobody", NOBODY, "/file"), *read.rejects[:50])
    rows = _rows(read.entries)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        source, revision = _locked(code)
        return _replace(
            actor, source, revision, rows, digest, of_date or today, read.rejects, whole, confirmed
        )


def _rows(entries: Iterable[Entry]) -> list[Row]:
    """Each entry once under its key: its reference where the list has one, else what it says."""
    seen: dict[str, str] = {}
    out = []
    for entry in entries:
        held = entry_stored(entry)
        days = [str(entry.valid_from or ""), str(entry.valid_to or "")]
        digest = content_digest({**held, "days": days}, "travellers.entry")
        named = entry.reference and not entry.reference.startswith("row ")
        key = blind_index(entry.reference, "travellers.entry_key") if named else digest
        if key in seen:
            if seen[key] == digest:
                continue
            key = digest
        if key in seen:
            continue
        seen[key] = digest
        out.append((key, digest, held, entry.valid_from, entry.valid_to))
    return out


def _locked(code: str) -> tuple[ListSource, int]:
    """The list, and the revision this change gets: changes of all lists come one after another."""
    state, _made = ListState.objects.get_or_create(pk=1)
    state = ListState.objects.select_for_update(no_key=True).get(pk=1)
    source = ListSource.objects.select_for_update(no_key=True).filter(code=code).first()
    if source is None:
        raise NotFound(Text(zh="名单", en="list"))
    state.revision += 1
    state.save(update_fields=["revision"])
    return source, state.revision


def _replace(
    actor: Actor,
    source: ListSource,
    revision: int,
    rows: list[Row],
    content_sha256: str,
    of_date: dt.date,
    rejects: list[Problem],
    whole: bool,
    confirmed: bool,
) -> Imported:
    held = {row.key: row for row in source.entries.filter(ended=None).defer("data")}
    wanted = {row[0] for row in rows}
    gone = [row for key, row in held.items() if key not in wanted] if whole else []
    if whole and not confirmed and len(held) >= 10 and len(wanted & held.keys()) < LEAST_SHARE * len(held):
        share = round(100 * len(wanted & held.keys()) / len(held))
        raise Refused(Problem("list.shrunk", SHRUNK.filled(share=share), "/confirmed"), status=409)
    changed = [held[row[0]] for row in rows if row[0] in held and held[row[0]].digest != row[1]]
    fresh = [row for row in rows if row[0] not in held or held[row[0]].digest != row[1]]
    version = ListVersion(
        source=source,
        revision=revision,
        content_sha256=content_sha256,
        of_date=of_date,
        received_by=actor.user_id,
        added=len(fresh) - len(changed),
        changed=len(changed),
        removed=len(gone),
        kept=len(rows) - len(fresh),
        rejected=len(rejects),
        rejects=[problem.stored() for problem in rejects[:MOST_REJECTS]],
    )
    version.save()
    replaced = {row.key for row in changed}
    _begin(source, [row for row in fresh if row[0] not in replaced], revision)
    _end(actor, gone, revision, Ended.ENTRY_REMOVED)
    _end(actor, changed, revision, Ended.ENTRY_CHANGED)
    _begin(source, [row for row in fresh if row[0] in replaced], revision)
    if whole or source.of_date is None or of_date > source.of_date:
        source.of_date = of_date
        source.save(update_fields=["of_date"])
    counts = {name: getattr(version, name) for name in ("added", "changed", "removed", "kept", "rejected")}
    facts = {**counts, "revision": revision, "content_sha256": content_sha256, "of": of_date}
    record(actor=actor, action="travellers.list_changed", subject=("list", source.code), data=facts)
    publish(
        "travellers.list_changed",
        f"list:{source.code}",
        {"list": source.code, "revision": revision, **counts},
    )
    return Imported(revision=revision, rejects=tuple(rejects), **counts)


def _begin(source: ListSource, rows: list[Row], revision: int) -> None:
    entries = (
        ListEntry(
            source=source, key=key, digest=digest, data=held, valid_from=first, valid_to=last, begun=revision
        )
        for key, digest, held, first, last in rows
    )
    ListEntry.objects.bulk_create(entries, batch_size=2_000)


def _end(actor: Actor, entries: list[ListEntry], revision: int, why: Ended) -> None:
    """Entries end; their open hits with them; confirmed ones of people still relevant are to be looked at again."""
    keys = [entry.pk for entry in entries]
    if not keys:
        return
    hold_entries(alone=True)
    ListEntry.objects.filter(pk__in=keys).update(ended=revision)
    hits = Hit.objects.filter(entry_id__in=keys).select_related(
        "source", "alert", "passenger", "flight", "entry"
    )
    end_hits(hits.filter(state=HitState.OPEN), why, actor=actor)
    if why is Ended.ENTRY_REMOVED:
        reopen(hits.filter(state=HitState.CONFIRMED), actor=actor)


def entry_of_fields(
    *,
    reference: str,
    name: str = "",
    birth_date: str = "",
    nationality: str = "",
    number: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    reason: str = "",
) -> Entry:
    """An entry as a person types it; a first day alone counts for the window. Refused where a field says nothing."""
    today = timezone.localdate()
    birth = parse_date(birth_date, today) if birth_date else None
    nation, tidy = country(nationality), tidy_number(number)
    wrong = {
        "/birth_date": birth_date and birth is None,
        "/nationality": nationality and not nation,
        "/number": number and not tidy,
    }
    if any(wrong.values()):
        raise Refused(*(Problem("list.unreadable", UNREADABLE, at) for at, bad in wrong.items() if bad))
    if valid_from and valid_to is None:
        valid_to = valid_from + dt.timedelta(days=int(parameter("travellers.contact_window", today)))
    return Entry(
        reference=reference,
        names=(name,) if name else (),
        births=(birth,) if birth else (),
        nationalities=(nation,) if nation else (),
        documents=(Document(tidy, nation, "P"),) if tidy else (),
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
    )


@transaction.atomic
def add_entry(*, actor: Actor, code: str, entry: Entry) -> Imported:
    """One more entry of a list, such as a close contact; the days default to the window. Raises as `import_list`."""
    require(actor, LISTS)
    today = timezone.localdate()
    problems = _entry_problems(entry, today)
    if problems:
        raise Refused(*problems)
    source, revision = _locked(code)
    return _replace(actor, source, revision, _rows([entry]), "", source.of_date or today, [], False, True)


def _entry_problems(entry: Entry, today: dt.date) -> list[Problem]:
    out = []
    if not entry.names and not entry.documents:
        text = Text(zh="须有姓名或证件号码", en="give a name or a document number")
        out.append(Problem("list.empty_row", text, "/names"))
    if entry.valid_from and entry.valid_from > today:
        text = Text(zh="生效日期在未来", en="the first day is to come")
        out.append(Problem("list.future", text, "/valid_from"))
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        text = Text(zh="失效早于生效", en="it ends before it begins")
        out.append(Problem("list.backwards", text, "/valid_to"))
    return out


@transaction.atomic
def remove_entry(*, actor: Actor, code: str, entry_id: int, reason: str) -> Imported:
    """Take one entry off a list, with the reason; exactly its hits end. Raises NotFound, Refused without a reason."""
    require(actor, LISTS)
    if not reason.strip():
        raise Refused(Problem("list.reason", REASON, "/reason"))
    source, revision = _locked(code)
    entry = source.entries.filter(pk=entry_id, ended=None).first()
    if entry is None:
        raise NotFound(Text(zh="名单条目", en="entry"))
    ListVersion.objects.create(
        source=source, revision=revision, content_sha256="", received_by=actor.user_id, removed=1
    )
    _end(actor, [entry], revision, Ended.ENTRY_REMOVED)
    facts: Mapping[str, Any] = {"entry": entry.pk, "revision": revision, "reason": reason.strip()[:500]}
    record(actor=actor, action="travellers.entry_removed", subject=("list", source.code), data=facts)
    publish(
        "travellers.list_changed",
        f"list:{source.code}",
        {"list": source.code, "revision": revision, "removed": 1},
    )
    return Imported(revision, 0, 0, 1, 0, 0)
