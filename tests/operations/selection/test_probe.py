"""Before the cut-off nobody learns what will be selected: two houses that differ only in that give the same answers.

Both lodge the same declarations at the same moment with the same numbers; in one the rules hold of some of them, in
the other of the others, and the house's secrets differ. Every page, API, export, search, counter, audit entry and event
is compared for each role, letter by letter but for random tokens and hashes.
"""

from __future__ import annotations

import random
import re
import secrets
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.factories.declarations import lodged
from tests.factories.selection import active_rule, dispatch_all, draw_now, on_duty
from tests.platform.permissions import routes
from tongguan.operations.selection.actions import deciding
from tongguan.operations.selection.models import RuleHit, Selection
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.ledger.interface import sequence_all
from tongguan.platform.permissions.interface import ANONYMOUS, ROLES, Access
from tongguan.platform.queues import drawing
from tongguan.platform.queues.interface import advance
from tongguan.platform.queues.models import DrawRound

pytestmark = pytest.mark.django_db
COUNT = 2
WHO = (None, "trader", "rival", "broker", *(role.code for role in ROLES if role.code != "declarant"))
RANDOM = re.compile(
    "|".join(
        (
            r" d=\"[^\"]{300,}\"",
            r"nonce-[\w+/=-]+|nonce=\"[^\"]+\"",
            r"[A-Za-z0-9+/=_-]{40,}",
            r"(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{16,}",
            r"(?:打印于|Printed) \d{4}-\d\d-\d\d \d\d:\d\d",
        )
    )
)
"""Tokens, signatures, hashes, QR codes of receipts, the time of a print: what is random or binds without telling."""
OF_THE_PROCESS = re.compile(r"^(?:process_|python_|tongguan_request_seconds).*\n", re.MULTILINE)
"""Lines of /metrics (for this machine only) that speak of the web process and grow with every request."""
MORE = (
    "/cases/declaration/", "/cases/declaration/?export=csv", "/api/v1/cases/declaration", "/work/",
    "/cases/inspection/", "/api/v1/cases/inspection", "/cases/image_review/", "/api/v1/cases/image_review",
    "/cases/risk_rule/TEST.1/", "/api/v1/selection/rules/TEST.1", "/selection/outcomes/TEST.1/",
    "/draws/rounds/?export=json", "/api/v1/draws?running=true", "/draws/outcomes.json", "/draws/outcomes.csv",
    "/draws/", "/draws/rounds/", "/notices/", "/alerts/", "/wall/", "/selection/rules/?export=csv",
)  # fmt: skip


@dataclass
class House:
    """What one house answered: before its cut-off, between cut-off and draw, and after."""

    open: dict[str, str] = field(default_factory=dict)
    committed: dict[str, str] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    events: list[tuple[str, str, str]] = field(default_factory=list)
    selected: set[str] = field(default_factory=set)
    hit: set[str] = field(default_factory=set)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Time stands still, and names that only look random are the same in both houses. Secrets are not."""
    moment, disk = timezone.now().replace(microsecond=0), shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: disk)

    def at(seconds: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(seconds=seconds))
        rng = random.Random(seconds)
        monkeypatch.setattr(secrets, "token_hex", lambda size=16: rng.randbytes(size).hex())
        monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(bytes=rng.randbytes(16), version=4))

    return at


def sequences() -> dict[str, tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) FROM pg_sequences")
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT last_value, is_called FROM {name}")
            found[name] = cursor.fetchone()
    return found


def restore(numbers: dict[str, tuple[int, bool]]) -> None:
    with connection.cursor() as cursor:
        for name, (value, called) in numbers.items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [name, value, called])


def addresses(references: list[str], round_id: str, everything: bool) -> dict[str, Access | None]:
    """Every address of the house that can be read, about each of these declarations, and who may; without `everything`
    those alone that speak of declarations, draws and work."""
    found: dict[str, Access | None] = dict.fromkeys(MORE)
    for reference in references:
        known = {
            "workflow": "declaration", "reference": reference, "round_id": round_id, "version": "1",
            "kind": "declaration", "ref": reference, "which": "commitment", "form": "csv",
            "day": f"{timezone.localdate():%Y-%m-%d}", "code": "declarations_waiting",
        }  # fmt: skip
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(routes, "SAMPLE_BY_NAME", known)
            given = [route for route in (*routes.pages(), *routes.operations()) if "GET" in route.methods]
        for route in given:
            if not route.url.startswith(("/live/", "/accounts/", "/style/")) and (
                everything or reference in route.url
            ):
                found[route.url] = route.access
        found |= dict.fromkeys((f"/search/?q={reference}", f"/selection/why/{reference}/"))
    return found


def answers(world, who: str | None, references: list[str], round_id: str, everything: bool) -> dict[str, str]:
    """What one role reads; where it may not enter at all another test says so."""
    client = Client(raise_request_exception=False)
    actor = world.actor(who) if who else ANONYMOUS
    if who:
        client.force_login(world.users[who], backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for url, access in sorted(addresses(references, round_id, everything).items()):
        if access is None or access.admits(actor):
            answer = client.get(url)
            found[url] = f"{answer.status_code} {told(answer)}"
    return found


def told(answer) -> str:
    content = b"".join(answer) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with ZipFile(BytesIO(content)) as archive:
            return " ".join(archive.namelist())
    if "octet-stream" in answer.get("Content-Type", ""):
        return str(len(content))
    return RANDOM.sub("~", OF_THE_PROCESS.sub("", content.decode(errors="replace")))


def house(world, who: str | None, still, hit: set[int]) -> House:
    """Lodge, look at everything, draw; everything is undone afterwards."""
    found, numbers, calls = House(), sequences(), iter(range(10_000))
    whole = deciding.evaluate
    with pytest.MonkeyPatch.context() as patched, transaction.atomic():
        patched.setattr(deciding, "evaluate", lambda *given: whole(*given) if next(calls) in hit else [])
        still(0)
        references = [lodged(world, seed).reference for seed in range(COUNT)]
        dispatch_all()
        sequence_all()
        found.hit = set(RuleHit.objects.values_list("selection__declaration", flat=True))
        round_ = DrawRound.objects.get(purpose="selection")
        found.open = answers(world, who, references, round_.pk, True)
        still(3600)
        patched.setattr(drawing, "index_of", lambda entry_id: None)  # the ledger has not taken it yet
        advance()
        round_.refresh_from_db()
        assert round_.state == "committed"
        found.committed = answers(world, who, references, round_.pk, False)
        found.events = [
            (event.topic, event.subject, RANDOM.sub("~", str(event.payload)))
            for event in OutboxEvent.objects.order_by("id")
        ]
        patched.setattr(drawing, "index_of", lambda entry_id: 1)
        still(7200)
        draw_now()
        found.selected = set(
            Selection.objects.filter(lane="inspection").values_list("declaration", flat=True)
        )
        found.done = answers(world, who, references, round_.pk, False)
        transaction.set_rollback(True)
    restore(numbers)
    return found


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    assert one.keys() == other.keys()
    return [
        f"{url}: {line}"
        for url in one
        for line in sorted({*one[url].splitlines()} ^ {*other[url].splitlines()})
    ]


@pytest.mark.parametrize("who", WHO)
def test_before_the_cut_off_nobody_learns_what_will_be_selected(world, still, settings, who):
    settings.REFERENCE_VERSION_CHECK_S = 0
    on_duty(world)
    active_rule(world)
    dispatch_all()
    sequence_all()
    one = house(world, who, still, hit={0})
    other = house(world, who, still, hit={1})
    assert len(one.hit) == len(other.hit) == 1
    assert one.hit != other.hit, "the test can see what it looks for"
    for each in (one, other):
        assert each.hit <= each.selected, "besides, chance may select any"
    assert sum(answer.startswith("200") for answer in one.open.values()) >= 10
    assert differing(one.open, other.open) == []
    assert differing(one.committed, other.committed) == []
    assert one.events == other.events
    if who in ("risk_officer", "auditor", "assessor"):
        assert differing(one.done, other.done), "and that it is seen afterwards"
