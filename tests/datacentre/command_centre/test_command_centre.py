"""The wall: every number is its rows, every number has an age, nothing is shown that is not so."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tests.factories import vessels
from tests.factories.command_centre import read
from tests.factories.declarations import lodged
from tests.factories.gates import arrival
from tests.factories.manifests import bill, box, contents
from tests.factories.submissions import submission
from tests.factories.world import World
from tongguan.datacentre.command_centre import actions
from tongguan.datacentre.command_centre.models import Camera, Reading
from tongguan.datacentre.command_centre.queries.indicators import BY_CODE, COUNTED
from tongguan.datacentre.command_centre.queries.sources import rows_behind
from tongguan.datacentre.command_centre.queries.wall import readings, shown, written
from tongguan.engines.problems import Text
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.gates.interface import Direction, pass_gate
from tongguan.operations.manifests.interface import file
from tongguan.operations.vessels.interface import report_call
from tongguan.platform.alerts.interface import Evidence, Source, raise_alert
from tongguan.platform.alerts.models import Alert
from tongguan.platform.identity.models import Position
from tongguan.platform.permissions.interface import NotAllowed
from tongguan.platform.queues.models import Duty

pytestmark = pytest.mark.django_db


def client_of(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def alert(number: int = 0, **given: object) -> Alert:
    return raise_alert(
        source_key=f"test:{number}",
        kind="test",
        title=Text(zh=f"测试预警 {number}", en=f"Test alert {number}"),
        severity="high",
        evidence=[Evidence("row", "1")],
        source=Source("rule", "test", "1"),
        **given,
    )


@pytest.fixture
def busy(world: World) -> World:
    """A little of everything."""
    for seed in range(1, 7):
        lodged(world, seed)
    references = list(Declaration.objects.order_by("id").values_list("reference", flat=True))
    route(references[0], "green")
    route(references[1], "review")
    Declaration.objects.filter(reference=references[0]).update(
        state="released", duty_amount=Decimal("1234.56"), released_at=timezone.now()
    )
    Declaration.objects.filter(reference=references[1]).update(duty_amount=Decimal("0.44"))
    Declaration.objects.filter(reference=references[2]).update(lodged_at=timezone.now() - timedelta(days=3))
    Declaration.objects.filter(reference=references[3]).update(due_at=timezone.now() - timedelta(hours=1))
    call = vessels.called(world, 1)
    vessels.called(world, 2)
    file(
        actor=world.actor("carrier"),
        contents=contents(call.reference, bill(1), bill(2, containers=(box(2), box(3)))),
        submission=submission(),
    )
    for what, berth in (("arrival", ""), ("berthing", "A1")):
        report_call(actor=world.actor("terminal"), reference=call.reference, what=what, berth=berth)
    officer = world.actor("gate_officer")
    for direction in (Direction.IN, Direction.OUT):
        pass_gate(actor=officer, arrival=arrival(box(9), direction=direction), submission=submission())
    alert(1)
    Alert.objects.filter(pk=alert(2).pk).update(deadline=timezone.now() - timedelta(minutes=1))
    return world


@pytest.mark.parametrize("indicator", COUNTED, ids=lambda i: i.code)
def test_every_number_equals_its_rows_page(busy: World, indicator) -> None:
    read()
    value = Reading.objects.get(code=indicator.code).value
    found = client_of(busy, "commander").get(f"/command/rows/{indicator.code}/?export=json")
    assert found.status_code == 200
    rows = found.json()
    if indicator.measure == "count":
        assert value == len(rows)
    elif indicator.measure == "sum":
        behind = rows_behind(indicator, timezone.now())
        assert value == sum(row.duty_amount for row in behind)
        assert behind.count() == len(rows)
    assert client_of(busy, "commander").get(f"/command/rows/{indicator.code}/").status_code == 200


def test_the_numbers_are_those_of_the_port(busy: World) -> None:
    read()
    found = {row.code: row.value for row in Reading.objects.all()}
    told = {
        "declarations_today": 5,
        "stage_review": 1,
        "stage_lodged": 4,
        "released_today": 1,
        "overdue": 1,
        "billed_today": Decimal("1235"),
        "paid_today": Decimal("1234.56"),
        "vessels_in_port": 1,
        "vessels_expected": 1,
        "boxes_in_yard": 3,
        "boxes_in_today": 1,
        "boxes_out_today": 0,
        "turned_back_today": 1,
        "alerts_open": 3,
        "alerts_late": 1,
        "funnel_raised": 3,
        "funnel_clues": 0,
    }
    assert {code: found[code] for code in told} == told


def test_a_box_that_left_is_not_in_the_yard(busy: World) -> None:
    passage, _again = pass_gate(
        actor=busy.actor("gate_officer"),
        arrival=arrival(box(2), direction=Direction.IN),
        submission=submission(),
    )
    type(passage).objects.filter(pk=passage.pk).update(direction="out")
    read()
    assert Reading.objects.get(code="boxes_in_yard").value == 2


def test_old_readings_say_so(busy: World) -> None:
    read(timezone.now() - timedelta(minutes=5))
    page = client_of(busy, "commander").get("/wall/", headers={"Accept-Language": "en"}).content.decode()
    assert "data-stale" in page
    Reading.objects.all().delete()
    read()
    fresh = client_of(busy, "commander").get("/wall/").content.decode()
    assert 'data-stale=""' not in fresh
    assert not [line for line in fresh.split("<") if " data-stale>" in line]


def test_a_number_never_read_is_no_zero(world: World) -> None:
    first = shown([BY_CODE["declarations_today"]], readings())[0]
    assert (first.value, first.text) == (None, "—")
    assert first.note is not None
    assert client_of(world, "commander").get("/wall/").status_code == 200


def test_a_failing_source_ages_alone(busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    before = timezone.now() - timedelta(minutes=1)
    actions.refresh(before)
    whole = actions.rows_of

    def broken(source: str):
        if source == "passage":
            raise OperationalError("gone")
        return whole(source)

    monkeypatch.setattr(actions, "rows_of", broken)
    actions.refresh()
    assert Reading.objects.get(code="boxes_in_today").as_of == before
    assert Reading.objects.get(code="alerts_open").as_of > before


def test_an_older_refresh_does_not_overwrite_a_newer(busy: World) -> None:
    now = timezone.now()
    actions.refresh(now)
    actions.refresh(now - timedelta(seconds=30))
    assert set(Reading.objects.values_list("as_of", flat=True)) == {now}


def test_the_trend_keeps_minutes(busy: World) -> None:
    now = timezone.now()
    for second in (0, 2, 61, 63, 125):
        actions.refresh(now + timedelta(seconds=second))
    assert len(Reading.objects.get(code="alerts_open").trend) == 3


def test_the_wall_asks_little(busy: World) -> None:
    read()
    client = client_of(busy, "commander")
    client.get("/wall/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/wall/").status_code == 200
    own = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    assert len(own) <= 10, "\n".join(own)


@pytest.mark.parametrize(
    "name", ["trader", "carrier", "terminal", "assessor", "gate_officer", "cashier", "administrator"]
)
def test_others_do_not_enter(world: World, name: str) -> None:
    client = client_of(world, name)
    for url in ("/wall/", "/command/", "/command/rows/alerts_open/", "/command/cameras/"):
        assert client.get(url).status_code == 403, url
    assert client.post("/command/dispatch/1/").status_code == 403


def test_an_auditor_looks_and_does_nothing(busy: World) -> None:
    read()
    client = client_of(busy, "auditor")
    assert client.get("/wall/").status_code == client.get("/command/").status_code == 200
    assert client.post(f"/command/dispatch/{Alert.objects.first().pk}/").status_code == 403
    assert client.post("/command/cameras/add/", {"code": "c1", "zh": "一", "en": "One"}).status_code == 403
    with pytest.raises(NotAllowed):
        actions.register_camera(actor=busy.actor("auditor"), camera=Camera(code="c1", zh="一", en="One"))


def test_the_commander_dispatches_to_an_officer_on_duty(busy: World) -> None:
    officer = busy.users["inspector"]
    now = timezone.now()
    Duty.objects.create(
        position=Position.objects.get(user=officer),
        site="9901",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )
    read()
    assert [p["user"] for p in Reading.objects.get(code="on_duty").detail] == [officer.pk]
    raised = Alert.objects.get(source_key="test:1")
    client = client_of(busy, "commander")
    stranger = client.post(
        f"/command/dispatch/{raised.pk}/", {"user": busy.users["cashier"].pk, "note": "go"}
    )
    raised.refresh_from_db()
    assert (stranger.status_code, raised.owner_user_id) == (302, None)
    client.post(f"/command/dispatch/{raised.pk}/", {"user": officer.pk, "note": "去看一下"})
    raised.refresh_from_db()
    assert raised.owner_user_id == officer.pk


def test_cameras_are_not_connected_until_heard_of(world: World) -> None:
    client = client_of(world, "commander")
    sent = {"code": "gate-1", "zh": "西卡口", "en": "West gate", "longitude": "150.0", "latitude": "30.0"}
    assert client.post("/command/cameras/add/", sent).status_code == 302
    assert client.post("/command/cameras/add/", sent).status_code == 422
    page = client.get("/command/cameras/")
    assert page.context["cameras"][0][1] is False
    Camera.objects.update(heard_at=timezone.now())
    assert client.get("/command/cameras/").context["cameras"][0][1] is True


def test_rows_of_nothing_known_are_not_found(world: World) -> None:
    client = client_of(world, "commander")
    assert client.get("/command/rows/no_such/").status_code == 404
    assert client.get("/command/rows/clearance_p50/").status_code == 404


def test_great_numbers_are_shortened() -> None:
    assert written(Decimal(9_999_999), 0) == "9,999,999"
    with override("en"):
        assert written(Decimal(34_070_000), 0) == "34.07 M"
    with override("zh-hans"):
        assert written(Decimal(34_070_000), 0) == "3,407 万"


def test_less_than_a_minute_is_told_in_seconds() -> None:
    indicator = BY_CODE["clearance_p50"]
    for value, told in ((Decimal("0.07"), ("4", "s")), (Decimal("1.5"), ("1.5", "min"))):
        reading = Reading(code=indicator.code, value=value, as_of=timezone.now(), trend=[])
        found = shown([indicator], {indicator.code: reading})[0]
        assert (found.text, found.unit.en) == told


def test_the_wall_says_how_many_alerts_there_are_beyond_those_it_shows(busy: World) -> None:
    for number in range(100, 120):
        alert(number)
    read()
    answer = client_of(busy, "commander").get("/wall/")
    total = Alert.objects.exclude(state="dispositioned").count()
    assert answer.context["alerts_open"] == total >= 20
    assert len(answer.context["alerts"]) == 12
    assert f'data-total="{total}"' in answer.content.decode()
