"""Readings of health. Each returns, whatever happens: what cannot be read is told as not good."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.events.interface import outbox_state
from tongguan.platform.health.contracts import Reading
from tongguan.platform.health.models import Heartbeat
from tongguan.platform.ledger.interface import waiting
from tongguan.platform.notifications.interface import sends_outside

WORKER_STALE_S = 30.0
EVENTS_STALE_S = 60.0
LEDGER_STALE_S = 60.0
DISK_FREE_MIN_BYTES = 1 << 30
"""Operating thresholds, not legal ones: from here on a person should look."""

_migrated: list[bool] = []


def _age_s(at: datetime | None) -> float | None:
    return None if at is None else max((timezone.now() - at).total_seconds(), 0.0)


def database() -> Reading:
    """Whether the database answers."""
    title = Text(zh="数据库", en="Database")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Reading("database", title, True, Text(zh="有应答", en="answers"), vital=True)


def migrations() -> Reading:
    """Whether the tables are those of this program; once current, a running process stays current."""
    title = Text(zh="表结构", en="Tables")
    if not _migrated:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            told = Text(zh=f"{len(plan)} 个迁移未执行", en=f"{len(plan)} migrations not applied")
            return Reading("migrations", title, False, told, float(len(plan)), vital=True)
        _migrated.append(True)
    return Reading("migrations", title, True, Text(zh="最新", en="current"), 0.0, vital=True)


def worker() -> Reading:
    """The age of the youngest worker heartbeat, seconds."""
    age = _age_s(Heartbeat.objects.aggregate(at=Max("at"))["at"])
    return _aged(
        "worker", Text(zh="后台进程心跳", en="Worker heartbeat"), age, WORKER_STALE_S, missing_is_good=False
    )


def events() -> Reading:
    """The age of the oldest event not yet handled, seconds."""
    return _aged(
        "events",
        Text(zh="待处理事件", en="Oldest waiting event"),
        _age_s(outbox_state().oldest_at),
        EVENTS_STALE_S,
    )


def dead_events() -> Reading:
    """How many events were given up."""
    dead = outbox_state().dead
    told = Text(zh=f"{dead} 个事件已放弃", en=f"{dead} events given up")
    return Reading("dead_events", Text(zh="放弃的事件", en="Events given up"), dead == 0, told, float(dead))


def ledger() -> Reading:
    """The age of the oldest audit entry without a place in the ledger, seconds."""
    return _aged("ledger", Text(zh="账本滞后", en="Ledger lag"), _age_s(waiting().oldest_at), LEDGER_STALE_S)


def disk() -> Reading:
    """Free bytes where the data folder lies."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    told = Text(zh=f"剩余 {free / 2**30:.1f} GiB", en=f"{free / 2**30:.1f} GiB free")
    good = free >= DISK_FREE_MIN_BYTES
    return Reading("disk", Text(zh="磁盘", en="Disk"), good, told, float(free), "bytes")


def _aged(code: str, title: Text, age: float | None, stale_s: float, missing_is_good: bool = True) -> Reading:
    if age is None:
        told = Text(zh="无", en="none") if missing_is_good else Text(zh="从未", en="never")
        return Reading(code, title, missing_is_good, told, None, "s")
    told = Text(zh=f"{age:.0f} 秒", en=f"{age:.0f} s")
    return Reading(code, title, age <= stale_s, told, age, "s")


def address() -> Reading:
    """Whether links that leave the house can be followed: needed as soon as it sends e-mail or calls receivers, and
    then under the scheme under which it is served."""
    title = Text(zh="公开地址", en="Public address")
    given, sends = settings.PUBLIC_ADDRESS, sends_outside()
    if not given and sends:
        told = Text(
            zh="会向外发送邮件或推送，但未设置 TONGGUAN_PUBLIC_ADDRESS，其中的链接无法打开",
            en="mail or webhooks leave the house, but TONGGUAN_PUBLIC_ADDRESS is not set: their links lead nowhere",
        )
        return Reading("address", title, False, told)
    if settings.HTTPS and given.startswith("http://"):
        told = Text(
            zh="已启用 HTTPS，但公开地址为 http://", en="served by HTTPS, but the address says http://"
        )
        return Reading("address", title, False, told)
    shown = given or "—"
    return Reading("address", title, True, Text(zh=shown, en=given or "none needed: nothing is sent outside"))


READINGS: tuple[tuple[str, Callable[[], Reading]], ...] = (
    ("database", database),
    ("migrations", migrations),
    ("worker", worker),
    ("events", events),
    ("dead_events", dead_events),
    ("ledger", ledger),
    ("disk", disk),
    ("address", address),
)


def readings() -> list[Reading]:
    """Everything that is watched, in the order of a person's questions."""
    found = []
    for code, read in READINGS:
        try:
            found.append(read())
        except (DatabaseError, OSError) as error:
            told = Text(
                zh=f"读取失败：{type(error).__name__}", en=f"could not be read: {type(error).__name__}"
            )
            vital = code in ("database", "migrations")
            found.append(Reading(code, Text(zh=code, en=code), False, told, vital=vital))
    return found
