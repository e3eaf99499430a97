"""One search for everything with a number: right people, right things, an audit entry, few queries."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import World, make_world
from tests.factories.image_review import opened
from tests.factories.inspections import ordered
from tests.factories.manifests import new_case as new_manifest
from tests.factories.vessels import new_case as new_call
from tongguan.operations.declarations.models import Declaration, DeclarationContainer
from tongguan.operations.manifests.models import BillOfLading, ManifestContainer
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.cases.interface import open_case, workflow
from tongguan.platform.search.actions import search
from tongguan.platform.search.contracts import LONGEST, asked, providers

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name])
    return client


def kinds(world: World, who: str, typed: str) -> dict[str, list[str]]:
    groups = search(actor=world.actor(who), typed=typed)
    return {group.provider.kind: [hit.title for hit in group.hits] for group in groups}


def declaration(world: World) -> Declaration:
    """The newest declaration with a container."""
    box = DeclarationContainer.objects.select_related("declaration").order_by("-id").first()
    assert box is not None
    return box.declaration


def test_every_case_type_of_operations_is_findable() -> None:
    assert {"declaration", "manifest", "port_call", "inspection", "image_review"} <= {
        p.kind for p in providers()
    }


def test_an_officer_finds_by_reference_number_container_and_bill(world: World) -> None:
    case = ordered(world)
    found = Declaration.objects.get(reference=case.declaration)
    number = found.declaration_number or ""
    shown = f" {number[:4]} {number[4:8]} {number[8:]} "
    for typed in (found.reference, found.reference.lower(), number, shown, found.bill_number):
        assert kinds(world, "assessor", typed).get("declaration") == [found.reference], typed
    assert kinds(world, "inspector", found.reference).get("inspection") == [case.reference]
    assert kinds(world, "inspector", case.container).get("inspection") == [case.reference]
    box = DeclarationContainer.objects.filter(declaration=found).first()
    if box:
        assert found.reference in kinds(world, "assessor", box.number.lower())["declaration"]


def test_a_firms_code_finds_its_cases(world: World) -> None:
    ordered(world)
    firm = world.organisations["trader"]
    assert kinds(world, "assessor", firm.uscc)["declaration"]
    assert kinds(world, "assessor", world.organisations["rival"].uscc) == {}


def test_nobody_finds_what_is_not_theirs(world: World) -> None:
    case = ordered(world)
    found = Declaration.objects.get(reference=case.declaration)
    texts = (found.reference, found.declaration_number, found.bill_number, case.container, case.reference,
             world.organisations["trader"].uscc)  # fmt: skip
    for who in ("rival", "airport_assessor", "broker", "terminal"):
        for typed in texts:
            assert kinds(world, who, typed or "") == {}, (who, typed)
    assert kinds(world, "trader", found.declaration_number or "")["declaration"] == [found.reference]
    assert "inspection" not in kinds(world, "trader", case.container)


def test_ships_and_manifests_are_found(world: World) -> None:
    call, step, data = new_call(world)
    call.reference = call.reference.upper()
    open_case(actor=world.actor("carrier"), workflow=workflow("port_call"), case=call, step=step, data=data)
    for typed in (call.reference, call.vessel.imo, f"IMO {call.vessel.imo}", call.vessel.name.lower()):
        assert call.reference in kinds(world, "gate_officer", typed).get("port_call", []) + kinds(
            world, "commander", typed
        ).get("port_call", []), typed
    manifest, step, data, actor = new_manifest(world)
    manifest.reference = manifest.reference.upper()
    open_case(actor=actor, workflow=workflow("manifest"), case=manifest, step=step, data=data)
    bill = BillOfLading.objects.filter(manifest=manifest).first() or BillOfLading.objects.create(
        manifest=manifest, line_number=1, number="YGBL001", consignee="x", description="y",
        package_count=1, gross_mass_kg=1,
    )  # fmt: skip
    box = ManifestContainer.objects.create(bill=bill, number="CSQU3054383")
    for typed in (manifest.reference, bill.number, box.number):
        assert manifest.reference in kinds(world, "commander", typed)["manifest"], typed


def test_a_reader_of_images_does_not_find_them_by_whose_goods_they_are(world: World) -> None:
    task = opened(world, "image_analyst")
    assert "image_review" not in kinds(world, "image_analyst", task.container)
    assert "image_review" not in kinds(world, "image_analyst", task.declaration)
    assert kinds(world, "commander", task.declaration)["image_review"] == [task.reference]
    type(task).objects.filter(pk=task.pk).update(state="cleared")
    assert kinds(world, "image_analyst", task.declaration)["image_review"] == [task.reference]


def test_page_and_api_agree_and_a_single_hit_opens(world: World) -> None:
    case = ordered(world)
    trader = client_of(world, "trader")
    answer = trader.get("/search/", {"q": case.declaration})
    assert answer.status_code == 302
    assert answer["Location"] == f"/cases/declaration/{case.declaration}/"
    officer = client_of(world, "commander")
    page = officer.get("/search/", {"q": case.declaration}).content.decode()
    api = officer.get("/api/v1/search", {"q": case.declaration}).json()
    assert {group["kind"] for group in api} == {"declaration", "inspection"}
    for group in api:
        for hit in group["hits"]:
            assert f'href="{hit["url"]}"' in page
    assert 'id="bar-search"' in page


def test_what_finds_nothing_teaches(world: World) -> None:
    client = client_of(world, "assessor")
    assert "18 位报关单号" in client.get("/search/").content.decode()
    assert "至少输入 3" in client.get("/search/", {"q": "ab"}).content.decode()
    assert "未找到" in client.get("/search/", {"q": "<b>none</b>"}).content.decode()
    assert "<b>none" not in client.get("/search/", {"q": "<b>none</b>"}).content.decode()


def test_strangers_do_not_search() -> None:
    assert Client().get("/search/", {"q": "abc"}).status_code == 302
    assert Client().get("/api/v1/search", {"q": "abc"}).status_code == 401


def test_each_search_is_recorded_once_and_costs_few_queries(world: World) -> None:
    case = ordered(world)
    with CaptureQueriesContext(connection) as asked_first:
        search(actor=world.actor("commander"), typed=case.container)
    entry = AuditEntry.objects.get(action="search.asked")
    assert json.loads(bytes(entry.body))["data"]["text"] == case.container
    assert len(asked_first) <= 25, [query["sql"][:80] for query in asked_first]
    search(actor=world.actor("commander"), typed="x")
    assert AuditEntry.objects.filter(action="search.asked").count() == 1


@given(st.text(max_size=400))
def test_whatever_is_typed_is_read(typed: str) -> None:
    found = asked(typed)
    assert len(found.words) <= LONGEST
    assert "\x00" not in found.words
    assert found.words.isprintable()
    assert " " not in found.code


@pytest.mark.parametrize(
    "typed", ["\x00\x00\x00\x00", "'; DROP TABLE x;--", "％％％％", "D" * 5000, "\ud800abcd", "１２３４５"]
)
def test_hostile_text_finds_nothing(world: World, typed: str) -> None:
    assert kinds(world, "commander", typed) == {}


def test_a_box_with_a_wrong_check_digit_is_told_the_right_one(world: World) -> None:
    client = client_of(world, "assessor")
    page = client.get("/search/", {"q": "CSQU 305438-4"}).content.decode()
    assert "按 ISO 6346" in page
    assert "校验码应为 3" in page
    assert 'href="?q=CSQU3054383"' in page
    swapped = client.get("/search/", {"q": "CSQU 304538-3"}).content.decode()
    assert "第 7、8 位可能颠倒" in swapped
    assert 'href="?q=CSQU3054383"' in swapped
    for right_or_no_box in ("CSQU3054383", "CSQA3054385", "CSQU305438"):
        assert "按 ISO 6346" not in client.get("/search/", {"q": right_or_no_box}).content.decode()
