"""Reference data: dated, never overlapping, sourced; fast when warm; edits survive the next load."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.permissions.interface import SYSTEM, Actor, NotAllowed, Refused
from tongguan.platform.reference import interface as reference
from tongguan.platform.reference import queries
from tongguan.platform.reference.kinds import own_kind
from tongguan.platform.reference.models import Code, CodeList, Parameter, Rate
from tongguan.platform.reference.reading import Given, rows_of
from tongguan.simulator.goods import GOODS

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
OFFICER = Actor(kind="person", name="officer", permissions=frozenset({"reference.view"}))


@pytest.fixture(autouse=True)
def _always_ask(settings) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 0
    reference.forget()
    yield
    reference.forget()


@pytest.fixture
def loaded() -> None:
    reference.load_shipped()


def test_every_shipped_row_names_its_source_and_both_languages(loaded: None) -> None:
    assert Code.objects.count() > 700
    for model in (Code, Parameter, Rate):
        assert not model.objects.filter(source="").exists()
    for name in reference.lists():
        assert reference.codes(name, DAY), name


def test_a_second_load_writes_nothing(loaded: None) -> None:
    entries = AuditEntry.objects.count()
    assert [item.written for item in reference.load_shipped()] == [0, 0, 0]
    assert AuditEntry.objects.count() == entries


def test_every_commodity_of_the_simulator_is_there_with_its_units_and_rates(loaded: None) -> None:
    for goods in GOODS:
        line = reference.commodity(goods.hs_code, DAY)
        assert line is not None, goods.hs_code
        units = line.attributes["first_unit"], line.attributes.get("second_unit", "")
        assert units == (goods.first_unit, goods.second_unit), goods.hs_code
        assert {"duty_mfn", "vat"} <= set(reference.rates(goods.hs_code, DAY))
        for unit in filter(None, units):
            assert reference.is_code("unit", unit, DAY)
        for origin in goods.origins:
            assert reference.is_code("country", origin, DAY)


def test_currencies_and_countries_are_the_current_ones(loaded: None) -> None:
    assert {"CNY", "USD", "EUR", "JPY"} <= set(reference.codes("currency", DAY))
    assert not {"DEM", "CNX"} & set(reference.codes("currency", DAY))
    assert reference.codes("currency", DAY)["JPY"].attributes["minor_digits"] == "0"
    assert not {"DDR", "YMD", "XXX", "QUU"} & set(reference.codes("country", DAY))
    assert reference.codes("country", DAY)["DEU"].name.zh == "德国"


def test_a_legal_number_holds_from_its_day_and_missing_ones_raise(loaded: None) -> None:
    assert reference.parameter("late_declaration.daily_rate_permille", DAY) == Decimal("0.5")
    with pytest.raises(reference.ReferenceMissing):
        reference.parameter("late_declaration.daily_rate_permille", date(2005, 5, 31))
    with pytest.raises(reference.ReferenceMissing):
        reference.parameter("no.such.number", DAY)
    row = reference.parameter_row("duty.minimum_cny", DAY)
    assert (row.verified, row.label.en) == (False, "unverified default")


def test_validity_cannot_overlap() -> None:
    CodeList.objects.create(code="t", zh="试", en="t")
    Code.objects.create(list_id="t", code="A", zh="甲", en="a", source="s", valid_to=date(2025, 12, 31))
    Code.objects.create(list_id="t", code="A", zh="乙", en="b", source="s", valid_from=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.create(list_id="t", code="A", zh="丙", en="c", source="s", valid_from=date(2027, 1, 1))
    assert reference.codes("t", date(2025, 12, 31))["A"].name.zh == "甲"
    assert reference.codes("t", date(2026, 1, 1))["A"].name.zh == "乙"


def test_a_warm_lookup_asks_the_database_nothing(loaded: None, settings, django_assert_num_queries) -> None:
    settings.REFERENCE_VERSION_CHECK_S = 3600
    reference.codes("unit", DAY)
    with django_assert_num_queries(0):
        first = reference.codes("unit", DAY)
        assert reference.codes("unit", DAY) is first


def test_a_change_made_behind_the_orm_is_noticed(loaded: None) -> None:
    assert reference.is_code("unit", "035", DAY)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reference_code WHERE list_id = 'unit' AND code = '035'")
    assert not reference.is_code("unit", "035", DAY)


def test_changes_are_noticed_after_the_version_itself_was_emptied(loaded: None) -> None:
    assert reference.is_code("unit", "035", DAY)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reference_referenceversion")
        assert reference.is_code("unit", "035", DAY)
        cursor.execute("DELETE FROM reference_code WHERE list_id = 'unit' AND code = '035'")
    assert not reference.is_code("unit", "035", DAY)


def test_memory_is_bounded(loaded: None, monkeypatch) -> None:
    monkeypatch.setattr(queries, "MOST_DAYS", 5)
    for day in range(1, 29):
        reference.codes("unit", date(2026, 1, day))
    assert len(queries._answers) <= 5


def test_an_edit_takes_effect_from_its_day_is_audited_and_survives_a_load(loaded: None) -> None:
    row = Parameter.objects.get(code="duty.minimum_cny")
    reference.edit(
        actor=SYSTEM,
        table="parameter",
        row_id=row.pk,
        effective_from=date(2027, 1, 1),
        changes={"value": "100", "source": "a notice"},
    )
    reference.load_shipped()
    assert reference.parameter("duty.minimum_cny", date(2026, 12, 31)) == 50
    assert reference.parameter("duty.minimum_cny", date(2027, 1, 1)) == 100
    assert AuditEntry.objects.filter(action="reference.edited").count() == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"value": "many"}, "value"), ({"code": "x"}, "code"), ({"source": " "}, "source")],
)
def test_a_bad_edit_is_refused(loaded: None, changes: dict[str, str], pointer: str) -> None:
    row = Parameter.objects.get(code="duty.minimum_cny")
    with pytest.raises(Refused) as caught:
        reference.edit(actor=SYSTEM, table="parameter", row_id=row.pk, effective_from=DAY, changes=changes)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


def test_only_editors_edit(loaded: None) -> None:
    row = Parameter.objects.get(code="duty.minimum_cny")
    with pytest.raises(NotAllowed):
        reference.edit(actor=OFFICER, table="parameter", row_id=row.pk, effective_from=DAY, changes={})
    with pytest.raises(NotAllowed):
        reference.import_file(actor=OFFICER, kind="unit", data=b"code,zh\n")


def test_an_import_keeps_good_rows_and_tells_bad_ones(loaded: None) -> None:
    text = "code,zh,en,valid_from,颜色\n900,甲,a,2026-01-01,红\n,乙,b,,\n902,丙,c,2026-13-01,\n"
    done, problems = reference.import_file(
        actor=SYSTEM, kind="unit", data=text.encode("gb18030"), how=reference.Import(source="notice")
    )
    assert (done.read, done.written) == (1, 1)
    assert [problem.pointer for problem in problems] == ["3/code", "4/valid_from"]
    assert reference.codes("unit", DAY)["900"].attributes == {"颜色": "红"}
    assert not reference.is_code("unit", "900", date(2025, 12, 31))


def test_an_import_that_would_overlap_writes_nothing(loaded: None) -> None:
    text = "code,zh,valid_from\n901,新,2026-01-01\n035,公斤,2026-01-01\n"
    done, problems = reference.import_file(
        actor=SYSTEM, kind="unit", data=text.encode(), how=reference.Import(source="notice")
    )
    assert done.written == 0
    assert [problem.code for problem in problems] == ["reference.overlap"]
    assert not reference.is_code("unit", "901", DAY)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff\xff",
        b"a,b\n1,2",
        b'code,zh\n"open',
        b"code,zh\nA,\x00",
        b"code,zh\n" + b"A" * 5_000 + b",x",
    ],
)
def test_hostile_files_are_problems_never_errors(data: bytes) -> None:
    rows, problems = rows_of(data, own_kind("t"), Given(source="s"))
    assert problems
    assert rows == []
