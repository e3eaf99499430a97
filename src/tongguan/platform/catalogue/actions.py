"""Writes: publish a version, end an entry, subscribe, watch freshness."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.platform.alerts.interface import Evidence, Severity, Source, raise_alert
from tongguan.platform.audit.interface import canonical, record
from tongguan.platform.catalogue.contracts import Version, kind_of
from tongguan.platform.catalogue.models import Entry, EntryVersion, Subscription
from tongguan.platform.catalogue.module import EDIT
from tongguan.platform.catalogue.queries import allowed_kind, stale
from tongguan.platform.catalogue.rules import text_of, tokens
from tongguan.platform.events.interface import publish
from tongguan.platform.notifications.interface import notify
from tongguan.platform.permissions.interface import Actor, Refused, require

MOST_BYTES = 1_000_000


@transaction.atomic
def publish_version(
    *,
    actor: Actor,
    kind: str,
    key: str,
    title: Text,
    content: Mapping[str, Any],
    source: str,
    valid_from: date,
    valid_to: date | None = None,
) -> Version:
    """State what an entry is from a day on (to a day). What was known before stays readable as of its time.

    Where the new days overlap what was believed so far, the old belief ends now and its remaining days are stated
    anew beside the new version. The same statement again changes nothing but confirms that it is fresh. Raises
    Refused for an unknown kind, a content its kind finds wrong, or one over 1 MB; subscribers are told.
    """
    require(actor, EDIT)
    declared = allowed_kind(actor, kind)
    _check(declared.check(content) if declared.check else [], key, source, content, valid_from, valid_to)
    now = timezone.now()
    entry, _created = Entry.objects.get_or_create(kind=kind, key=key, defaults={"updated_at": now})
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    now = max(now, entry.updated_at + timedelta(microseconds=1)) if entry.versions_made else now
    entry.updated_at = now
    entry.stale_at = now + declared.greatest_age if declared.greatest_age else None
    believed = list(EntryVersion.objects.select_for_update().filter(entry=entry, known_to__isnull=True))
    same = next((v for v in believed if _says(v, title, content, source, valid_from, valid_to)), None)
    if same is not None:
        entry.save()
        same.entry = entry
        record(
            actor=actor,
            action="catalogue.confirmed",
            subject=_subject(entry),
            data={"kind": kind, "key": key},
        )
        return same.contract()
    for old in believed:
        _give_way(old, valid_from, valid_to, now)
    entry.versions_made += 1
    entry.save()
    new = _state(entry, entry.versions_made, title, content, source, valid_from, valid_to, now)
    facts = {"kind": kind, "key": key, "number": new.number, "valid_from": valid_from, "valid_to": valid_to}
    record(
        actor=actor, action="catalogue.published", subject=_subject(entry), data={**facts, "source": source}
    )
    publish("catalogue.changed", f"catalogue:{entry.pk}", {"kind": kind, "key": key, "number": new.number})
    _tell_subscribers(actor, entry, new)
    return new.contract()


def _check(
    found: list[Problem], key: str, source: str, content: Mapping[str, Any], first: date, last: date | None
) -> None:
    problems = list(found)
    if not key.strip() or len(key) > 120:
        problems.append(
            Problem("catalogue.key", Text(zh="标识为空或过长", en="no key, or too long"), pointer="key")
        )
    if not source.strip() or len(source) > 300:
        told = Text(zh="须注明出处", en="a source must be named")
        problems.append(Problem("catalogue.source", told, pointer="source"))
    if last is not None and last < first:
        told = Text(zh="止期早于起期", en="the last day is before the first")
        problems.append(Problem("catalogue.days", told, pointer="valid_to"))
    try:
        large = len(canonical(content)) > MOST_BYTES
    except (TypeError, ValueError, RecursionError):
        told = Text(zh="内容须为不含浮点数的 JSON", en="content must be JSON without floats")
        problems.append(Problem("catalogue.content", told, pointer="content"))
    else:
        if large:
            told = Text(zh="内容超过 1 MB", en="the content exceeds 1 MB")
            problems.append(Problem("catalogue.too_large", told, pointer="content"))
    if problems:
        raise Refused(*problems)


def _says(v: EntryVersion, title: Text, content: Any, source: str, first: date, last: date | None) -> bool:
    return (v.title, v.content, v.source, v.valid_from, v.valid_to) == (
        title,
        dict(content),
        source,
        first,
        last,
    )


def _give_way(old: EntryVersion, first: date, last: date | None, now: datetime) -> None:
    """End the belief in `old` if it speaks of the new version's days; restate the days before and after them."""
    if (old.valid_to is not None and old.valid_to < first) or (last is not None and old.valid_from > last):
        return
    EntryVersion.objects.filter(pk=old.pk).update(known_to=now)
    rest = []
    if old.valid_from < first:
        rest.append((old.valid_from, first - timedelta(days=1)))
    if last is not None and (old.valid_to is None or old.valid_to > last):
        rest.append((last + timedelta(days=1), old.valid_to))
    for begin, end in rest:
        _state(old.entry, old.number, old.title, old.content, old.source, begin, end, now)


def _state(
    entry: Entry,
    number: int,
    title: Text,
    content: Any,
    source: str,
    first: date,
    last: date | None,
    now: datetime,
) -> EntryVersion:
    text = text_of([entry.key, title.zh, title.en, dict(content)])
    return EntryVersion.objects.create(
        entry=entry,
        number=number,
        title_zh=title.zh[:300],
        title_en=title.en[:300],
        content=dict(content),
        source=source.strip(),
        valid_from=first,
        valid_to=last,
        known_from=now,
        search_text=text,
        search_tokens=" ".join(tokens(text)),
    )


def _subject(entry: Entry) -> tuple[str, str]:
    return "catalogue", str(entry.pk)


def _tell_subscribers(actor: Actor, entry: Entry, new: EntryVersion) -> None:
    people = Subscription.objects.filter(kind=entry.kind, key__in=["", entry.key]).exclude(
        user_id=actor.user_id
    )
    text = Text(zh=f"目录更新：{new.title_zh}", en=f"Catalogue changed: {new.title_en}")
    ids = set(people.values_list("user_id", flat=True))
    notify(text=text, url=f"/catalogue/{entry.pk}/", kind="catalogue.changed", user_ids=ids)


@transaction.atomic
def subscribe(*, actor: Actor, kind: str, key: str = "", wanted: bool = True) -> None:
    """Tell the actor of new versions of an entry (or of a whole kind) from now on, or no longer."""
    allowed_kind(actor, kind)
    if wanted:
        Subscription.objects.get_or_create(user_id=actor.user_id, kind=kind, key=key)
    else:
        Subscription.objects.filter(user_id=actor.user_id, kind=kind, key=key).delete()


def watch_freshness(now: datetime) -> int:
    """Raise one alert for each entry that became stale since its last version; returns how many are stale."""
    count = 0
    for entry in stale(now):
        declared = kind_of(entry.kind)
        if declared is None:
            continue
        count += 1
        raise_alert(
            source_key=f"catalogue:{entry.pk}:{entry.updated_at.isoformat()}",
            kind="catalogue.stale",
            title=Text(
                zh=f"目录过期未更新：{declared.title.zh} {entry.key}",
                en=f"Catalogue entry not updated in time: {declared.title.en} {entry.key}",
            ),
            severity=Severity.LOW,
            evidence=[Evidence("row", f"catalogue:{entry.pk}", url=f"/catalogue/{entry.pk}/")],
            source=Source("catalogue", entry.kind),
        )
    return count
