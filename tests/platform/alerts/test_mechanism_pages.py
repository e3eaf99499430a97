"""Every page of the mechanisms opens for who may, in both languages, and is refused to who may not."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.platform.alerts.conftest import House, make
from tongguan.engines.problems import Text
from tongguan.platform.catalogue.interface import publish_version
from tongguan.platform.identity.interface import actor_of
from tongguan.platform.identity.models import Position, User
from tongguan.platform.notifications.interface import notify
from tongguan.platform.permissions.interface import SYSTEM
from tongguan.platform.reference.models import Code, Parameter
from tongguan.platform.schedules.interface import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(house: House) -> User:
    user = User.objects.create(username="admin", email="a@example.test")
    Position.objects.create(
        user=user, organisation=house.office, role="administrator", valid_from=date(2020, 1, 1)
    )
    return user


def client_of(user: User, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


PAGES = (
    "/reference/",
    "/reference/numbers/",
    "/reference/rates/?sort=-percent",
    "/reference/lists/country/?q=德国",
    "/reference/lists/unit/?f.status=unverified",
    "/reference/lists/unit/?export=csv",
    "/calendar/",
    "/calendar/2026/",
    "/calendar/2099/",
    "/calendar/add/",
    "/schedules/",
    "/notices/",
    "/notices/choices/",
    "/notices/deliveries/",
    "/alerts/",
    "/catalogue/",
    "/catalogue/?words=说明",
)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("url", PAGES)
def test_pages_open_in_both_languages(house: House, administrator: User, url: str, language: str) -> None:
    make(house)
    run_due()
    publish_version(
        actor=SYSTEM, kind="note", key="N1", title=Text(zh="说明", en="Note"), content={"a": 1},
        source="house", valid_from=date(2026, 1, 1),
    )  # fmt: skip
    notify(text=Text(zh="试", en="t"), user_ids=[administrator.pk], kind="alert.critical")
    answer = client_of(administrator, language).get(url)
    assert answer.status_code == 200, answer.content[:500]


@pytest.mark.parametrize("url", PAGES)
def test_strangers_are_sent_to_sign_in_and_others_refused(house: House, url: str) -> None:
    assert Client().get(url).status_code == 302
    own = url.startswith("/notices/") and "deliveries" not in url
    assert client_of(house.users["outsider"]).get(url).status_code == (200 if own else 403)


def test_an_administrator_changes_a_number_from_a_day_on(administrator: User) -> None:
    row = Parameter.objects.get(code="duty.minimum_cny")
    client = client_of(administrator)
    assert client.get(reverse("reference_history", args=["parameter", row.pk])).status_code == 200
    url = reverse("reference_edit", args=["parameter", row.pk])
    assert client.get(url).status_code == 200
    given = {"zh": row.zh, "en": row.en, "value": "x", "unit": row.unit, "source": "s", "status": "verified"}
    assert client.post(url, {**given, "effective_from": "2027-01-01"}).status_code == 422
    assert client.post(url, {**given, "value": "80", "effective_from": "2027-01-01"}).status_code == 302
    assert Parameter.objects.filter(code=row.code).count() == 2


def test_a_code_with_attributes_is_edited(administrator: User) -> None:
    row = Code.objects.get(list="commodity", code="85171300")
    url = reverse("reference_edit", args=["code", row.pk])
    given = {
        "zh": row.zh,
        "en": "Phones",
        "source": "s",
        "status": "verified",
        "effective_from": "2027-01-01",
    }
    answer = client_of(administrator).post(url, {**given, "attributes": json.dumps(row.attributes)})
    assert answer.status_code == 302
    assert Code.objects.get(list="commodity", code="85171300", valid_to=None).attributes == row.attributes


def test_an_officer_works_an_alert_through_its_pages(house: House) -> None:
    alert = make(house)
    client = client_of(house.users["inspector"])
    assert client.get(f"/alerts/{alert.pk}/").status_code == 200
    assert client.post(f"/alerts/{alert.pk}/acknowledge/").status_code == 302
    assert client.post(f"/alerts/{alert.pk}/disposition/", {"code": "clue", "note": ""}).status_code == 422
    assert client.post(f"/alerts/{alert.pk}/disposition/", {"code": "clue", "note": "n"}).status_code == 302
    assert (
        client.post(f"/alerts/{alert.pk}/conclude/", {"result": "criminal", "note": "n"}).status_code == 302
    )
    alert.refresh_from_db()
    assert alert.clue_result == "criminal"
    assert client_of(house.users["stranger"]).get(f"/alerts/{alert.pk}/").status_code == 404
    other = make(house, "other")
    given = {"role": "risk_officer", "note": "n"}
    assert client.post(f"/alerts/{other.pk}/hand-over/", given).status_code == 302
    assert "risk" in client.get("/alerts/?q=unit").content.decode()


def test_a_program_works_alerts_through_the_api(house: House) -> None:
    alert = make(house)
    client = client_of(house.users["inspector"])

    def post(path: str, **body: str) -> int:
        return client.post(
            f"/api/v1/alerts/{path}", json.dumps(body), content_type="application/json"
        ).status_code

    assert client.get("/api/v1/alerts/").json()["alerts"][0]["evidence"][0]["ref"] == "D1"
    assert post(f"{alert.pk}/acknowledge") == 200
    assert post(f"{alert.pk}/acknowledge") == 409
    assert post(f"{alert.pk}/disposition", code="nonsense", note="n") == 422
    assert post(f"{alert.pk}/disposition", code="explained", note="n") == 200
    span = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
    assert client.get("/api/v1/alerts/funnel", span).json()["dispositioned"] == 1
    assert client_of(house.users["stranger"]).get(f"/api/v1/alerts/{alert.pk}").status_code == 404
    assert Client().get("/api/v1/alerts/").status_code == 401


def test_opening_a_notice_reads_it_and_leads_to_its_page(house: House) -> None:
    alert = make(house)
    user = house.users["inspector"]
    client = client_of(user)
    notice = user.notices.get()
    answer = client.get(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/alerts/{alert.pk}/")
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert client_of(house.users["stranger"]).get(f"/notices/{notice.pk}/").status_code == 404


def test_an_entry_of_the_catalogue_shows_its_times_and_is_followed(house: House) -> None:
    publish_version(
        actor=SYSTEM, kind="note", key="N1", title=Text(zh="说明", en="Note"), content={"a": "<b>"},
        source="house", valid_from=date(2026, 1, 1),
    )  # fmt: skip
    client = client_of(house.users["inspector"])
    found = client.get("/catalogue/?words=说明").content.decode()
    url = re.search(r"/catalogue/\d+/", found)[0]
    page = client.get(url).content.decode()
    assert "&lt;b&gt;" in page
    assert client.post(f"{url}follow/", {"wanted": "1"}).status_code == 302


def test_choices_are_kept(house: House) -> None:
    user = house.users["inspector"]
    client = client_of(user)
    assert client.post("/notices/choices/", {"alert.low:email": "on"}).status_code == 302
    from tongguan.platform.notifications.queries import choices_of

    kept = {kind.code: channels for kind, channels in choices_of(actor_of(user))}
    assert kept["alert.low"]["email"]
    assert not kept["alert.critical"]["email"]
    assert client.post("/notices/choices/", {"url": "http://10.0.0.1/"}).status_code == 422


def test_every_page_shows_the_bell_with_what_is_unread(house: House) -> None:
    make(house)
    page = client_of(house.users["inspector"]).get("/notices/choices/").content.decode()
    bell = page.split('id="bell"', 1)[1].split("</a>", 1)[0]
    assert 'class="bar-count">1<' in bell
