"""Reads: as valid on a day and known at a moment; search; what is stale."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.catalogue.contracts import Kind, Version, kind_of, kinds
from tongguan.platform.catalogue.models import Entry, EntryVersion, Subscription
from tongguan.platform.catalogue.module import VIEW
from tongguan.platform.catalogue.rules import tokens
from tongguan.platform.permissions.interface import Actor, NotFound, require

LONGEST_QUERY = 200
CLOSE_ENOUGH = 0.45
"""Least word similarity (pg_trgm) of a hit that shares no whole word with what was asked."""
RANKED = """
    SELECT v.id FROM catalogue_entryversion v JOIN catalogue_entry e ON e.id = v.entry_id
    WHERE v.known_to IS NULL AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to >= %(day)s)
      AND e.kind = ANY(%(kinds)s)
      AND (to_tsvector('simple', v.search_tokens) @@ to_tsquery('simple', %(query)s)
           OR v.search_text ILIKE %(like)s OR word_similarity(%(text)s, v.search_text) >= %(close)s)
    ORDER BY (e.key ILIKE %(text)s) DESC,
      ts_rank_cd(to_tsvector('simple', v.search_tokens), to_tsquery('simple', %(query)s))
        + word_similarity(%(text)s, v.search_text) DESC, v.id
    LIMIT %(most)s
"""


def readable(actor: Actor) -> list[Kind]:
    """The kinds whose entries the actor may read."""
    if not actor.may(VIEW):
        return []
    return [kind for kind in kinds() if not kind.permission or actor.may(kind.permission)]


def allowed_kind(actor: Actor, code: str) -> Kind:
    """A kind the actor may read; raises NotFound alike for a missing and a hidden one."""
    kind = kind_of(code)
    if kind is None or kind not in readable(actor):
        raise NotFound(Text(zh=f"目录类别 {code}", en=f"catalogue kind {code}"))
    return kind


def as_of(
    actor: Actor, kind: str, key: str, *, valid: date | None = None, known: datetime | None = None
) -> Version | None:
    """What held on a day (today) as we knew it at a moment (now); None where nothing did."""
    allowed_kind(actor, kind)
    day, moment = valid or timezone.localdate(), known or timezone.now()
    found = (
        EntryVersion.objects.select_related("entry")
        .filter(
            Q(known_to__isnull=True) | Q(known_to__gt=moment),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            entry__kind=kind,
            entry__key=key,
            valid_from__lte=day,
            known_from__lte=moment,
        )
        .first()
    )
    return found.contract() if found else None


def history(actor: Actor, kind: str, key: str) -> list[EntryVersion]:
    """Every statement ever made about an entry, the newest knowledge first; NotFound where there is none."""
    allowed_kind(actor, kind)
    rows = EntryVersion.objects.select_related("entry").filter(entry__kind=kind, entry__key=key)
    found = list(rows.order_by("-known_from", "-number", "-valid_from"))
    if not found:
        raise NotFound(Text(zh=f"目录条目 {key}", en=f"catalogue entry {key}"))
    return found


def search(
    actor: Actor, text: str, *, kind: str = "", valid: date | None = None, most: int = 50
) -> list[EntryVersion]:
    """Entries in force that fit words, Chinese or English, whole or nearly, the best first."""
    require(actor, VIEW)
    wanted = [each.code for each in readable(actor) if kind in ("", each.code)]
    text = text.strip()[:LONGEST_QUERY]
    if not text or not wanted:
        return []
    words = [token.replace("'", "") for token in tokens(text)]
    query = " & ".join(f"'{word}'" for word in words) or "''"
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values = {
        "day": valid or timezone.localdate(),
        "kinds": wanted,
        "query": query if words else "",
        "like": f"%{escaped}%",
        "text": text,
        "close": CLOSE_ENOUGH,
        "most": min(most, 200),
    }
    ids = [row.pk for row in EntryVersion.objects.raw(RANKED, values)]
    by_id = {row.pk: row for row in EntryVersion.objects.select_related("entry").filter(pk__in=ids)}
    return [by_id[pk] for pk in ids]


def current(actor: Actor, *, kind: str = "", valid: date | None = None) -> QuerySet[EntryVersion]:
    """The versions in force on a day as known now, of the kinds the actor may read."""
    require(actor, VIEW)
    day = valid or timezone.localdate()
    wanted = [each.code for each in readable(actor) if kind in ("", each.code)]
    return EntryVersion.objects.select_related("entry").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        known_to__isnull=True,
        valid_from__lte=day,
        entry__kind__in=wanted,
    )


def stale(now: datetime | None = None) -> QuerySet[Entry]:
    """Entries whose last version is older than their kind allows."""
    return Entry.objects.filter(stale_at__lte=now or timezone.now()).order_by("stale_at")


def subscribed(actor: Actor, kind: str, key: str = "") -> bool:
    """Whether the actor is told of changes of an entry, or of the whole kind."""
    return Subscription.objects.filter(user_id=actor.user_id, kind=kind, key=key).exists()
