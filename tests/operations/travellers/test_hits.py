"""Manifests and lists meet: hits raised once, ended with what they rest on, decided, remembered, fed back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.factories.selection import dispatch_all
from tests.factories.travellers import CONTACTS, IMRAN, MEI, OTHER, airport_inspector, contacts, paxlst
from tongguan.engines.screening import Entry
from tongguan.operations.travellers.actions.deciding import decide_hit, unmask
from tongguan.operations.travellers.actions.lists import add_entry, import_list, remove_entry
from tongguan.operations.travellers.actions.manifests import receive
from tongguan.operations.travellers.actions.screening import expire_hits, screen_again, screen_announced
from tongguan.operations.travellers.interface import DocumentFields, flight_on, screen_document
from tongguan.operations.travellers.models import Hit, ListEntry, ListVersion, Passenger
from tongguan.platform.alerts.interface import acknowledge, disposition
from tongguan.platform.audit.interface import AuditEntry
from tongguan.platform.permissions.interface import SYSTEM, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def hit(world) -> Hit:
    """Imran, who is on the list under his passport, has come."""
    contacts(world)
    receive(actor=SYSTEM, content=paxlst(IMRAN, OTHER))
    screen_announced()
    return Hit.objects.get()


def test_bad_rows_are_told_and_good_ones_taken(world):
    told = contacts(world)
    assert (told.added, told.rejected) == (2, 2)
    assert [p.pointer for p in told.rejects] == ["row 4", "row 5"]
    days = ListEntry.objects.values_list("valid_from", "valid_to").first()
    assert (days[1] - days[0]).days == 14
    assert len(ListVersion.objects.get().rejects) == 2


def test_the_same_list_again_changes_no_entry(world):
    contacts(world)
    told = contacts(world)
    assert (told.added, told.changed, told.removed, told.kept) == (0, 0, 0, 2)


def test_a_known_document_is_a_match_and_a_stranger_is_clear(hit, world):
    assert hit.probability > 0.99
    assert hit.flight.number == "TG101"
    verdicts = {row.data["names"][0]: row.verdict for row in Passenger.objects.all()}
    assert verdicts == {"LOVELL IMRAN": "match", "KEENE MARIA": "clear"}
    assert hit.alert.severity == "critical"
    assert hit.alert.owner_role == "inspector"
    assert hit.alert.office.code == "9902"
    assert "LOVELL" not in f"{hit.alert.title_zh}{hit.alert.title_en}{hit.alert.evidence}".upper()


def test_reasons_do_not_tell_the_other_persons_data(world):
    contacts(
        world, CONTACTS.replace("L898902C3", "L898902C4").replace("Imran Lovell", "Imraan Lovel Secretname")
    )
    receive(actor=SYSTEM, content=paxlst(IMRAN))
    screen_announced()
    said = str(Hit.objects.get().reasons).upper()
    assert "L898902C4" not in said
    assert "SECRETNAME" not in said
    assert "IMRAAN" not in said


def test_screening_again_raises_nothing_twice(hit):
    Passenger.objects.update(screened_revision=None)
    screen_announced()
    assert Hit.objects.count() == 1


def test_a_new_entry_meets_those_who_are_here_already(world):
    contacts(world)
    receive(actor=SYSTEM, content=paxlst(OTHER))
    screen_announced()
    assert not Hit.objects.exists()
    add_entry(
        actor=world.actor("risk_officer"),
        code="contacts",
        entry=Entry("N1", ("Maria Keene",), valid_from=timezone.localdate()),
    )
    assert screen_again() == 1
    assert Hit.objects.get().passenger.data["names"] == ["KEENE MARIA"]
    assert screen_again() == 0


def test_an_entry_taken_off_ends_exactly_its_hits_with_audit(hit, world):
    receive(actor=SYSTEM, content=paxlst(MEI, reference="9"))
    screen_announced()
    other = Hit.objects.exclude(pk=hit.pk).get()
    remove_entry(actor=world.actor("risk_officer"), code="contacts", entry_id=hit.entry_id, reason="来函更正")
    hit.refresh_from_db()
    other.refresh_from_db()
    assert (hit.state, hit.ended, other.state) == ("expired", "entry_removed", "open")
    assert (
        hit.alert.state == "dispositioned"
        or hit.alert.__class__.objects.get(pk=hit.alert_id).state == "dispositioned"
    )
    assert AuditEntry.objects.filter(action="travellers.hit_ended", subject_ref=hit.reference).exists()
    assert hit.passenger.__class__.objects.get(pk=hit.passenger_id).verdict == "clear"
    assert screen_again() >= 0
    assert Hit.objects.count() == 2


def test_a_confirmed_hit_whose_entry_goes_is_looked_at_again(hit, world):
    decide_hit(actor=airport_inspector(world), reference=hit.reference, state="confirmed", note="证件一致")
    remove_entry(actor=world.actor("risk_officer"), code="contacts", entry_id=hit.entry_id, reason="误列")
    hit.refresh_from_db()
    assert (hit.state, hit.ended) == ("open", "entry_removed")
    assert hit.alert.kind == "travellers.hit_reopened"
    assert AuditEntry.objects.filter(action="travellers.hit_reopened").count() == 1


def test_a_changed_entry_ends_its_hits_and_is_compared_anew(hit, world):
    contacts(world, CONTACTS.replace("1971-03-04", "1971-03-05"))
    hit.refresh_from_db()
    assert (hit.state, hit.ended) == ("expired", "entry_changed")
    screen_again()
    assert Hit.objects.filter(state="open").count() == 1


def test_no_match_is_remembered_until_either_changes(hit, world):
    inspector = airport_inspector(world)
    decide_hit(actor=inspector, reference=hit.reference, state="not_a_match", note="年龄不符")
    assert Passenger.objects.get(pk=hit.passenger_id).verdict == "clear"
    receive(actor=SYSTEM, content=paxlst(IMRAN, flight="TG103", reference="2"))
    screen_announced()
    second = Hit.objects.exclude(pk=hit.pk).get()
    assert (second.state, second.remembered, second.alert) == ("not_a_match", True, None)
    changed = ("LOVELL:IMRAN", "710304", "IRL", "L898902C3")
    receive(actor=SYSTEM, content=paxlst(changed, flight="TG105", reference="3"))
    screen_announced()
    third = Hit.objects.exclude(pk__in=(hit.pk, second.pk)).get()
    assert third.state == "open"


def test_deciding_closes_the_alert_and_is_logged_with_the_officer(hit, world):
    inspector = airport_inspector(world)
    decide_hit(actor=inspector, reference=hit.reference, state="confirmed", note="LOVELL 证件一致")
    hit.refresh_from_db()
    assert (hit.alert.disposition, hit.alert.owner_user_id) == ("clue", inspector.user_id)
    entry = AuditEntry.objects.get(action="travellers.hit_decided")
    assert entry.actor_user_id == inspector.user_id
    assert b"LOVELL" not in bytes(entry.body)
    with pytest.raises(Refused):
        decide_hit(actor=inspector, reference=hit.reference, state="not_a_match", note="x")


def test_an_alert_closed_on_its_own_page_decides_the_hit(hit, world):
    inspector = airport_inspector(world)
    acknowledge(actor=inspector, alert_id=hit.alert_id)
    disposition(actor=inspector, alert_id=hit.alert_id, code="false_alarm", note="同名")
    dispatch_all()
    hit.refresh_from_db()
    assert hit.state == "not_a_match"


def test_others_see_and_decide_nothing(hit, world):
    with pytest.raises(NotAllowed):
        decide_hit(actor=world.actor("auditor"), reference=hit.reference, state="confirmed", note="x")
    with pytest.raises(NotFound):
        decide_hit(actor=world.actor("inspector"), reference=hit.reference, state="confirmed", note="x")
    with pytest.raises(NotAllowed):
        unmask(actor=airport_inspector(world), reference=hit.reference, purpose="decision")


def test_unmasking_needs_a_purpose_and_is_logged(hit, world):
    risk = world.actor("risk_officer")
    with pytest.raises(Refused):
        unmask(actor=risk, reference=hit.reference, purpose="")
    seen = unmask(actor=risk, reference=hit.reference, purpose="decision")
    assert seen["names"] == "Imran Lovell"
    entry = AuditEntry.objects.get(action="travellers.unmasked")
    assert entry.actor_user_id == risk.user_id
    assert b"decision" in bytes(entry.body)
    assert b"Imran" not in bytes(entry.body)


def test_an_entry_whose_days_are_over_ends_its_hits(hit):
    ListEntry.objects.filter(pk=hit.entry_id).update(
        valid_to=timezone.localdate() - timezone.timedelta(days=1)
    )
    assert expire_hits() == 1
    hit.refresh_from_db()
    assert (hit.state, hit.ended) == ("expired", "entry_expired")


def test_who_is_taken_off_the_flight_or_changes_ends_the_hit(hit):
    receive(actor=SYSTEM, content=paxlst(IMRAN, reference="8", function="XR"))
    hit.refresh_from_db()
    assert (hit.state, hit.ended) == ("expired", "person_withdrawn")


def test_a_file_that_would_take_half_the_list_away_is_asked_about(world):
    rows = "id,name,birth_date\n" + "".join(f"P{n},Person Number{n},1980-01-01\n" for n in range(20))
    contacts(world, rows)
    risk = world.actor("risk_officer")
    with pytest.raises(Refused) as refused:
        import_list(actor=risk, code="contacts", content=rows[:60].encode())
    assert refused.value.status == 409
    with pytest.raises(Refused):
        import_list(actor=risk, code="contacts", content=b"nothing here", confirmed=True)
    assert ListEntry.objects.filter(ended=None).count() == 20


def test_a_stale_list_is_said_and_less_suffices(hit, world):
    hit.source.of_date = timezone.localdate() - timezone.timedelta(days=5)
    hit.source.save()
    found = screen_document(
        actor=airport_inspector(world),
        fields=DocumentFields("ZZ9988776", "GBR", ("Somebody Unknown",)),
        purpose="counter",
    )
    assert found.degraded
    assert "过期" in found.degraded[0].zh


def test_a_zone_one_slip_away_shows_candidates_and_is_never_clear(hit, world):
    wrong = (
        "P<GBRLOVELL<<IMRAN<<<<<<<<<<<<<<<<<<<<<<<<<<",
        "L8989O2C36GBR7103042M3104159<<<<<<<<<<<<<<04",
    )
    found = screen_document(actor=airport_inspector(world), mrz=wrong, purpose="counter")
    assert found.decision != "clear"
    assert found.problems
    unknown = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902D36UTO7408122F1204159ZE184226B<<<<<10")
    assert (
        screen_document(actor=airport_inspector(world), mrz=unknown, purpose="counter").decision == "possible"
    )


def test_a_look_up_on_a_flight_is_of_its_passenger(hit, world):
    flight = flight_on("TG101", timezone.localdate())
    found = screen_document(
        actor=airport_inspector(world),
        fields=DocumentFields("L898902C3", "GBR"),
        flight=flight,
        purpose="counter",
    )
    assert found.decision == "match"
    assert found.hits[0].reference == hit.reference
    assert found.passenger.names == ("LOVELL IMRAN",)
    assert Hit.objects.count() == 1
