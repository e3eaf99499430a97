"""The roster of a moment, the order of work, and the pages around them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.platform.queues.conftest import acting, entered, on_duty, person
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.identity.models import Organisation, Position, User
from tongguan.platform.permissions.interface import NotAllowed, Refused
from tongguan.platform.queues.interface import (
    Worker,
    WorkItem,
    advance,
    declare_conflict,
    eligible,
    end_conflict,
    in_order,
    ordering_key,
    put_on_duty,
    register_load,
    register_work,
    roster,
    set_available,
    work_for,
)
from tongguan.platform.queues.models import Conflict, Duty
from tongguan.platform.queues.sealing import unseal_note

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 8, tzinfo=UTC)

items = st.builds(
    WorkItem,
    kind=st.just("scan"),
    ref=st.text("abc", min_size=1, max_size=4),
    title=st.just("t"),
    url=st.just("/"),
    since=st.integers(0, 500).map(lambda n: START + timedelta(minutes=n)),
    priority=st.integers(0, 9),
    due_at=st.none() | st.integers(0, 500).map(lambda n: START + timedelta(minutes=n)),
    site=st.sampled_from(["", "north", "south"]),
    skills=st.frozensets(st.sampled_from(["xray", "dog"])),
    owner_id=st.sampled_from([None, 1, 2]),
    excluded_ids=st.frozensets(st.integers(1, 2)),
)


@given(st.lists(items, max_size=12))
def test_first_things_first_and_only_what_one_may_take(work: list[WorkItem]) -> None:
    me = Worker(1, True, frozenset({"north"}), frozenset({"xray"}))
    mine = in_order(work, me)
    assert [ordering_key(item) for item in mine] == sorted(ordering_key(item) for item in mine)
    for item in mine:
        assert item.site != "south"
        assert "dog" not in item.skills
        assert item.owner_id != 2
        assert 1 not in item.excluded_ids
    assert len(mine) == sum(eligible(item, me) for item in work)
    assert in_order(work, Worker(1, False, me.sites, me.skills)) == []


def test_a_roster_knows_duty_skills_load_and_conflicts(office: Organisation, firm: Organisation) -> None:
    a, b, c = (person(name, office) for name in "abc")
    a.positions.update(skills=["xray"])
    on_duty(a, "north")
    Duty.objects.filter(pk=on_duty(b, "north").pk).update(available=False)
    on_duty(c, "south")
    Conflict.objects.create(officer=a, organisation=firm, reason="kin", valid_from=timezone.localdate())
    register_load("test", lambda ids: {a.pk: 3})
    found = roster("north", timezone.now())
    assert [officer.id for officer in found] == [str(a.pk), str(b.pk)]
    assert (found[0].skills, found[0].load, found[0].kin_firms) == (("xray",), 3, (str(firm.pk),))
    assert [officer.on_duty for officer in found] == [True, False]
    assert len(roster("", timezone.now())) == 3
    assert roster("north", timezone.now() + timedelta(days=2)) == ()
    Position.objects.filter(user=a).update(revoked_at=timezone.now())
    assert [officer.id for officer in roster("north", timezone.now())] == [str(b.pk)]


def test_putting_on_duty_is_checked(office: Organisation, firm: Organisation) -> None:
    boss, officer = acting(person("boss", office, "commander")), person("o", office)
    trader = person("t", firm, "declarant")
    given = {"site": "north", "starts_at": START, "ends_at": START + timedelta(hours=8)}
    position = officer.positions.get().pk
    with pytest.raises(NotAllowed):
        put_on_duty(actor=acting(officer), position_id=position, **given)  # type: ignore[arg-type]
    duty = put_on_duty(actor=boss, position_id=position, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="already on duty"):
        put_on_duty(actor=boss, position_id=position, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="after the beginning"):
        put_on_duty(actor=boss, position_id=position, site="", starts_at=START, ends_at=START)
    with pytest.raises(Refused, match="customs"):
        put_on_duty(actor=boss, position_id=trader.positions.get().pk, **given)  # type: ignore[arg-type]
    set_available(actor=boss, duty_id=duty.pk, available=False)
    assert not Duty.objects.get().available


def test_nobody_ends_their_own_conflict(office: Organisation, firm: Organisation) -> None:
    user = person("boss", office, "auditor")
    given = {"organisation_id": firm.pk, "reason": "kin", "valid_from": timezone.localdate()}
    own = declare_conflict(actor=acting(user), officer_id=user.pk, **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="own conflict"):
        end_conflict(actor=acting(user), conflict_id=own.pk)
    end_conflict(actor=acting(person("second", office, "auditor")), conflict_id=own.pk)
    assert Conflict.objects.get().valid_to == timezone.localdate()


def test_work_comes_from_every_source_in_one_order(office: Organisation) -> None:
    user = person("o", office)
    on_duty(user, "north")

    def source(kind: str, priority: int) -> object:
        return lambda actor: [WorkItem(kind, "1", kind, "/", START, priority=priority, site="north")]

    register_work("later", source("later", 5))  # type: ignore[arg-type]
    register_work("first", source("first", 1))  # type: ignore[arg-type]
    assert [item.kind for item in work_for(acting(user))] == ["first", "later"]
    assert work_for(acting(person("off", office))) == []


def signed_in(user: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.usefixtures("plan", "officers", "shipped")
def test_pages(office: Organisation, firm: Organisation, language: str) -> None:
    boss = signed_in(person("boss", office, "commander"), language)
    officer = person("new", office)
    answer = boss.post(
        "/duty/",
        {
            "position": officer.positions.get().pk,
            "site": "北区",
            "starts_at": "2030-01-01T08:00",
            "ends_at": "2030-01-01T16:00",
            "skills": "xray，dog",
        },
    )
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert Duty.objects.get(site="北区").skills == ["dog", "xray"]
    wrong = {
        "position": officer.positions.get().pk,
        "starts_at": "2030-01-02T08:00",
        "ends_at": "2030-01-01T08:00",
    }
    assert boss.post("/duty/", wrong).status_code == 200
    assert "北区" in boss.get("/duty/").content.decode()
    given = {"officer": officer.pk, "organisation": firm.pk, "reason": "kin", "valid_from": "2026-01-01"}
    integrity = signed_in(person("integrity", office, "auditor"), language)
    assert integrity.post("/duty/conflicts/", given).status_code == 302
    assert integrity.post("/duty/conflicts/", given | {"valid_to": "2020-01-01"}).status_code == 422
    assert firm.name_zh in integrity.get("/duty/conflicts/").content.decode()
    assert boss.get("/cases/manual_assignment/").status_code == 200
    round_ = entered("A-1", "A-2")
    advance(round_.cut_off_at + timedelta(seconds=2))
    public = Client()
    public.cookies["django_language"] = language
    assert round_.pk in public.get("/draws/").content.decode()
    page = public.get(f"/draws/{round_.pk}/").content.decode()
    assert "record.json" in page
    assert "A-1" not in page
    auditor = signed_in(person("aud", office, "auditor"), language)
    assert "A-1" in auditor.get(f"/draws/{round_.pk}/").content.decode()
    assert auditor.get(f"/draws/{round_.pk}/whole-record.json").status_code == 200
    assert boss.get(f"/draws/{round_.pk}/whole-record.json").status_code == 403
    assert public.get(f"/draws/{round_.pk}/record.json").status_code == 200
    assert public.get("/draws/none/").status_code == 404


def test_the_roster_is_not_for_everybody(office: Organisation) -> None:
    client = signed_in(person("ins", office))
    for path in ("/duty/",):
        assert client.get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_the_witness_api(plan: object, office: Organisation) -> None:
    import secrets

    from tongguan.engines.draw import commitment_of

    round_ = entered("A")
    user = person("wit", office, "auditor")
    client = signed_in(user)
    commitment = commitment_of(
        round_.pk, f"witness-{user.pk}", secrets.token_bytes(32), secrets.token_bytes(32)
    )
    path = f"/api/v1/draws/{round_.pk}/commit"
    assert Client().post(path, {"commitment": commitment}, "application/json").status_code == 401
    assert client.post(path, {"commitment": "xyz"}, "application/json").status_code == 422
    taken = client.post(path, {"commitment": commitment}, "application/json")
    assert taken.json() == {"party": f"witness-{user.pk}"}
    told = client.get("/api/v1/draws?running=true").json()
    assert told[0]["parties"] == ["house", "wit"]
    early = client.post(
        f"/api/v1/draws/{round_.pk}/reveal", {"secret": "00" * 32, "nonce": "00" * 32}, "application/json"
    )
    assert early.status_code == 409


def test_officers_read_and_declare_their_own_relations_only(office: Organisation, firm: Organisation) -> None:
    one, other = person("one", office), person("other", office)
    integrity = person("integrity", office, "auditor")
    given = {"reason": "kin", "valid_from": "2026-01-01", "organisation": firm.pk, "note": "嫂子在财务部"}
    assert signed_in(one).post("/duty/conflicts/", given).status_code == 302
    assert signed_in(one).post("/duty/conflicts/", given | {"officer": other.pk}).status_code == 302
    assert set(Conflict.objects.values_list("officer_id", flat=True)) == {one.pk}, (
        "nobody declares for others"
    )
    assert "嫂子在财务部" in signed_in(one).get("/duty/conflicts/").content.decode()
    for name in (other, person("boss", office, "commander")):
        page = signed_in(name).get("/duty/conflicts/").content.decode()
        assert firm.name_zh not in page.split("<form")[0] + page.split("<tbody")[1].split("</tbody")[0]
        assert "嫂子在财务部" not in page
    assert "嫂子在财务部" in signed_in(integrity).get("/duty/conflicts/").content.decode()
    assert Client().get("/duty/conflicts/").status_code == 302
    trader = person("trader", firm, "declarant")
    assert signed_in(trader).get("/duty/conflicts/").status_code == 403
    end = f"/duty/conflicts/{Conflict.objects.first().pk}/end/"  # type: ignore[union-attr]
    assert signed_in(one).post(end).status_code == 403
    assert signed_in(integrity).post(end).status_code == 302


def test_whose_relative_it_is_lies_sealed_and_outside_the_audit_trail(
    office: Organisation, firm: Organisation
) -> None:
    user = person("one", office)
    declare_conflict(
        actor=acting(user),
        officer_id=user.pk,
        organisation_id=firm.pk,
        reason="kin",
        valid_from=timezone.localdate(),
        note="嫂子在财务部",
    )
    row = Conflict.objects.get()
    assert "嫂子".encode() not in bytes(row.sealed_note or b"")
    assert unseal_note(row.sealed_note) == "嫂子在财务部"
    bodies = b"".join(bytes(body) for body in AuditEntry.objects.values_list("body", flat=True))
    assert b"conflict.declared" in bodies
    assert "嫂子".encode() not in bodies


def test_a_relation_to_a_person_holds_for_the_firm_they_work_for_and_ends_with_it(
    office: Organisation, firm: Organisation
) -> None:
    officer, cousin = person("officer", office), person("cousin", firm, "declarant")
    on_duty(officer)
    with pytest.raises(Refused, match="Nobody else"):
        declare_conflict(
            actor=acting(officer),
            officer_id=officer.pk,
            username="officer",
            reason="kin",
            valid_from=START.date(),
        )
    with pytest.raises(Refused, match="either"):
        declare_conflict(actor=acting(officer), officer_id=officer.pk, reason="kin", valid_from=START.date())
    declare_conflict(
        actor=acting(officer), officer_id=officer.pk, username="cousin", reason="kin", valid_from=START.date()
    )
    assert roster("", timezone.now())[0].kin_firms == (str(firm.pk),)
    assert roster("", timezone.now(), 0)[0].id == str(officer.pk)
    Position.objects.filter(user=cousin).update(revoked_at=timezone.now())
    assert roster("", timezone.now())[0].kin_firms == ()
