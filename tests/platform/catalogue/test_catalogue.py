"""What was valid on a day, as known at a moment; found in both languages; watched; told of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tongguan.engines.problems import Problem, Text
from tongguan.platform.alerts.models import Alert
from tongguan.platform.catalogue import contracts
from tongguan.platform.catalogue import interface as catalogue
from tongguan.platform.catalogue.models import Entry, EntryVersion
from tongguan.platform.catalogue.rules import tokens
from tongguan.platform.identity.models import User
from tongguan.platform.notifications.models import Notice
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, NotFound, Refused
from tongguan.platform.reference import interface as reference

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch) -> None:
    monkeypatch.setattr(contracts, "_kinds", {})
    catalogue.catalogue_kind("measure", Text(zh="措施", en="Measure"), greatest_age=timedelta(days=14))
    catalogue.catalogue_kind("secret", Text(zh="内部", en="Internal"), permission="secret.read")


def put(text: str, first: date = DAY, last: date | None = None, key: str = "M1", kind: str = "measure"):
    return catalogue.publish_version(
        actor=SYSTEM, kind=kind, key=key, title=Text(zh=text, en=text), content={"t": text},
        source="notice", valid_from=first, valid_to=last,
    )  # fmt: skip


def said(day: date, known: datetime | None = None) -> str | None:
    found = catalogue.as_of(SYSTEM, "measure", "M1", valid=day, known=known)
    return found.title.zh if found else None


def test_a_correction_changes_what_is_known_not_what_was_known() -> None:
    put("旧")
    before = timezone.now()
    put("新", date(2026, 7, 1), date(2026, 7, 31))
    days = [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 1)]
    assert [said(day) for day in days] == [None, "旧", "新", "新", "旧"]
    assert [said(day, before) for day in days] == [None, "旧", "旧", "旧", "旧"]


def test_the_database_holds_one_truth() -> None:
    put("旧")
    only = EntryVersion.objects.get()
    only.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        only.save(force_insert=True)


def test_the_same_statement_again_only_confirms() -> None:
    put("旧")
    first = Entry.objects.get().updated_at
    put("旧")
    assert EntryVersion.objects.count() == 1
    assert Entry.objects.get().updated_at > first


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("冻牛肉", ["M1"]), ("牛肉检疫", ["M1"]), ("frozen beef", ["M1"]), ("BEEF", ["M1"]), ("berf", []),
        ("frozen bef", ["M1"]), ("大豆", ["M2"]), ("soya", ["M2"]), ("M2", ["M2"]), ("火星", []),
        ("' & | ! : * ( ) \\ %", []), ("％", []), ("牛", ["M1"]),
    ],
)  # fmt: skip
def test_search_in_both_languages(words: str, found: list[str]) -> None:
    for key, zh, en in (
        ("M1", "巴西冻牛肉检疫要求", "Quarantine of frozen beef"),
        ("M2", "进口大豆证书", "Certificate of soya"),
    ):
        catalogue.publish_version(
            actor=SYSTEM, kind="measure", key=key, title=Text(zh=zh, en=en), content={},
            source="notice", valid_from=DAY,
        )  # fmt: skip
    assert [row.entry.key for row in catalogue.search(SYSTEM, words, valid=DAY)] == found


def test_han_is_cut_in_pairs_and_widths_are_folded() -> None:
    assert tokens("冻牛肉 ＡＢＣ-12") == ["冻牛", "牛肉", "abc-12"]


def test_a_stale_entry_raises_one_alert_and_a_new_version_calms_it() -> None:
    reference.forget()
    reference.load_shipped()
    put("旧")
    later = timezone.now() + timedelta(days=15)
    assert catalogue.watch_freshness(timezone.now() + timedelta(days=13)) == 0
    assert catalogue.watch_freshness(later) == 1
    assert catalogue.watch_freshness(later) == 1
    assert Alert.objects.filter(kind="catalogue.stale").count() == 1
    put("新", date(2026, 7, 1))
    assert not catalogue.stale().exists()


def test_subscribers_of_entry_or_kind_are_told_others_not() -> None:
    people = [User.objects.create(username=name) for name in "abc"]
    actors = [
        Actor(kind="person", name=p.username, user_id=p.pk, permissions=frozenset({"catalogue.view"}))
        for p in people
    ]
    catalogue.subscribe(actor=actors[0], kind="measure", key="M1")
    catalogue.subscribe(actor=actors[1], kind="measure")
    catalogue.subscribe(actor=actors[2], kind="measure", key="M2")
    put("旧")
    assert [Notice.objects.filter(user=p).count() for p in people] == [1, 1, 0]


def test_a_kind_with_a_permission_is_hidden_without_it() -> None:
    put("机密", kind="secret")
    reader = Actor(kind="person", name="r", user_id=1, permissions=frozenset({"catalogue.view"}))
    with pytest.raises(NotFound):
        catalogue.as_of(reader, "secret", "M1", valid=DAY)
    assert catalogue.search(reader, "机密", valid=DAY) == []
    assert len(catalogue.search(SYSTEM, "机密", valid=DAY)) == 1


def test_wrong_statements_are_refused() -> None:
    catalogue.catalogue_kind(
        "strict",
        Text(zh="严", en="Strict"),
        check=lambda content: [] if "x" in content else [Problem("x", Text(zh="缺", en="missing"), "/x")],
    )
    with pytest.raises(Refused, match="missing"):
        put("旧", kind="strict")
    with pytest.raises(Refused):
        put("旧", DAY, DAY - timedelta(days=1))
    with pytest.raises(NotFound):
        put("旧", kind="unheard")
    with pytest.raises(NotAllowed):
        catalogue.publish_version(
            actor=Actor(kind="person", name="p"), kind="measure", key="k", title=Text(zh="a", en="a"),
            content={}, source="s", valid_from=DAY,
        )  # fmt: skip
    with pytest.raises(Refused):
        catalogue.publish_version(
            actor=SYSTEM, kind="measure", key="k", title=Text(zh="a", en="a"),
            content={"x": 1.5}, source="s", valid_from=DAY,
        )  # fmt: skip


class TestAgainstAModel(TestCase):
    """Any series of statements reads like a plain dictionary of days."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 12))), min_size=1, max_size=6
        )
    )
    def test_every_day_as_known_after_every_statement(self, statements) -> None:
        contracts._kinds["measure"] = contracts.Kind("measure", Text(zh="措施", en="Measure"))
        days: dict[int, str] = {}
        seen: list[tuple[datetime, dict[int, str]]] = []
        for number, (first, length) in enumerate(statements):
            last = None if length is None else DAY + timedelta(days=first + length)
            put(f"v{number}", DAY + timedelta(days=first), last)
            end = 40 if length is None else first + length
            days = {**days, **dict.fromkeys(range(first, end + 1), f"v{number}")}
            seen.append((Entry.objects.get(key="M1").updated_at, days))
        for known, model in seen:
            for day in range(0, 36, 3):
                assert said(DAY + timedelta(days=day), known) == model.get(day)
