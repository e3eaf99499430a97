"""Calls: who is rung, who answers, what ends a call, and that nothing of it is left."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.kiosks import STATE, kiosk, on_duty, traveller
from tongguan.operations.kiosks.actions import (
    advance_calls,
    answer,
    ask,
    at_desk,
    decline,
    hang_up,
    move_session,
    point,
    push_state,
    say,
    signal,
)
from tongguan.operations.kiosks.contracts import FormState, StateLine
from tongguan.operations.kiosks.interface import describe_state, register_describe_state
from tongguan.operations.kiosks.models import Call, Content, Desk, Message, Ring, Session
from tongguan.operations.kiosks.queries import desk_standing, officer_call, traveller_standing
from tongguan.operations.kiosks.queries.describing import _describers
from tongguan.platform.audit.models import AuditEntry
from tongguan.platform.calls.models import Signal
from tongguan.platform.events.models import OutboxEvent
from tongguan.platform.permissions.interface import NotAllowed, Refused
from tongguan.platform.reference.interface import parameter
from tongguan.platform.reference.models import Parameter

SECRET = "fever since Tuesday 4711"


def later(seconds: float):
    return timezone.now() + timedelta(seconds=seconds)


def alive() -> None:
    """Everybody's page said something just now, as far as the next minute's tests are concerned."""
    Desk.objects.update(seen_at=later(3600))
    Session.objects.update(seen_at=later(3600))


def test_the_longest_idle_officer_who_speaks_the_language_is_rung(world):
    on_duty(world, "inspector", "ja", since_h=1)
    longest = on_duty(world, "inspector_2", "ja", since_h=3)
    on_duty(world, "inspector_3", "de", since_h=9)
    call = ask(token=traveller(), state=STATE)
    assert (call.state, call.officer_id, call.match) == ("ringing", longest.user_id, "language")


def test_idle_counts_from_the_last_call_not_from_the_beginning_of_duty(world):
    first, second = (
        on_duty(world, "inspector", "ja", since_h=9),
        on_duty(world, "inspector_2", "ja", since_h=1),
    )
    token = traveller()
    call = ask(token=token, state=STATE)
    assert call.officer_id == first.user_id
    answer(actor=first, call_id=call.pk)
    hang_up(actor=first, call_id=call.pk, outcome="helped")
    assert ask(token=token, state=STATE).officer_id == second.user_id


@pytest.mark.parametrize(
    ("languages", "expected"),
    [((("en",), ("de",)), "english"), ((("de",), ()), "any"), ((("en",), ("ja",)), "language")],
)
def test_without_the_language_english_then_anybody_and_the_traveller_is_told(world, languages, expected):
    for name, spoken in zip(("inspector", "inspector_2"), languages, strict=True):
        on_duty(world, name, *spoken)
    token = traveller()
    assert ask(token=token, state=STATE).match == expected
    assert traveller_standing(token, 0, 0)["match"] == expected


def test_a_busy_speaker_of_the_language_is_waited_for(world):
    speaker = on_duty(world, "inspector", "ja")
    on_duty(world, "inspector_2", "en")
    first = ask(token=traveller(), state=STATE)
    answer(actor=speaker, call_id=first.pk)
    second = traveller()
    assert ask(token=second, state=STATE).state == "waiting"
    told = traveller_standing(second, 0, 0)
    assert (told["ahead"], told["officers"], told["expected_s"]) == (0, 1, 180)
    hang_up(actor=speaker, call_id=first.pk, outcome="helped")
    assert traveller_standing(second, 0, 0)["state"] == "ringing"


def test_chinese_needs_no_skill(world):
    on_duty(world, "inspector")
    assert ask(token=traveller("zh-Hans"), state=STATE | {"language": "zh-Hans"}).match == "language"


def test_off_duty_unskilled_away_or_closed_pages_are_not_rung(world):
    on_duty(world, "inspector", "ja", ready=False)
    with pytest.raises(Refused):
        at_desk(actor=world.actor("inspector_2"), ready=True)
    closed = on_duty(world, "inspector_3", "ja")
    Desk.objects.filter(officer_id=closed.user_id).update(seen_at=later(-60))
    token = traveller()
    assert ask(token=token, state=STATE).state == "waiting"
    told = traveller_standing(token, 0, 0)
    assert (told["officers"], told["expected_s"]) == (0, None), "no promise where nobody is there"


def test_not_answered_rings_the_next_and_the_first_is_away_until_they_say_so(world):
    first, second = on_duty(world, "inspector", "ja", since_h=9), on_duty(world, "inspector_2", "ja")
    call = ask(token=traveller(), state=STATE)
    alive()
    ring_s = float(parameter("kiosks.ring_seconds"))
    assert advance_calls(later(ring_s - 1)) == 0
    advance_calls(later(ring_s + 1))
    call.refresh_from_db()
    assert (call.state, call.officer_id) == ("ringing", second.user_id)
    assert not Desk.objects.get(officer_id=first.user_id).ready
    advance_calls(later(2 * ring_s + 3))
    call.refresh_from_db()
    assert call.state == "waiting"
    assert [ring.result for ring in Ring.objects.order_by("at")] == ["missed", "missed"]
    at_desk(actor=first, ready=True)
    call.refresh_from_db()
    assert call.state == "waiting", "not again within a minute at the desk that missed it"
    alive()
    advance_calls(later(ring_s + 62 + 60))
    call.refresh_from_db()
    assert (call.state, call.officer_id) == ("ringing", first.user_id)


def test_passed_on_rings_the_next_and_not_the_same_again(world):
    first, second = on_duty(world, "inspector", "ja", since_h=9), on_duty(world, "inspector_2", "ja")
    call = ask(token=traveller(), state=STATE)
    with pytest.raises(Refused):
        decline(actor=second, call_id=call.pk)
    decline(actor=first, call_id=call.pk)
    call.refresh_from_db()
    assert call.officer_id == second.user_id
    decline(actor=second, call_id=call.pk)
    call.refresh_from_db()
    assert (call.state, call.officer_id) == ("waiting", None)


def test_only_one_of_two_answers(world):
    first, second = on_duty(world, "inspector", "ja", since_h=9), on_duty(world, "inspector_2", "ja")
    call = ask(token=traveller(), state=STATE)
    with pytest.raises(Refused) as refusal:
        answer(actor=second, call_id=call.pk)
    assert refusal.value.status == 409
    answer(actor=first, call_id=call.pk)
    for late in (first, second):
        with pytest.raises(Refused):
            answer(actor=late, call_id=call.pk)
    other = ask(token=traveller("en"), state=STATE | {"language": "en"})
    decline(actor=second, call_id=other.pk) if other.state == "ringing" else None
    with pytest.raises(Refused):
        answer(actor=first, call_id=other.pk)
    with pytest.raises(NotAllowed):
        answer(actor=world.actor("assessor"), call_id=call.pk)


def test_each_side_sees_what_the_other_does_and_only_the_traveller_answers(world):
    officer, other = on_duty(world, "inspector", "ja"), on_duty(world, "inspector_2", "de")
    token = traveller()
    call = ask(token=token, state=STATE)
    answer(actor=officer, call_id=call.pk)
    push_state(token=token, state=STATE | {"step": "seat", "answers": STATE["answers"] | {"seat": "12C"}})
    told = officer_call(officer, call.pk, "en", 1, 0, 0)
    assert {line["code"]: line["answer"] for line in told["form"]["lines"]}["seat"] == "12C"
    assert told["form"]["step"] == "seat"
    assert "form" not in officer_call(officer, call.pk, "en", told["version"], 0, 0)
    point(actor=officer, call_id=call.pk, question="seat")
    number = say(actor=officer, call_id=call.pk, text="12C?")
    say(token=token, text=" はい ")
    mine = traveller_standing(token, 0, 0)
    assert mine["pointed"] == "seat"
    assert [(each["side"], each["text"]) for each in mine["messages"]] == [
        ("officer", "12C?"),
        ("traveller", "はい"),
    ]
    assert [each["text"] for each in traveller_standing(token, number, 0)["messages"]] == ["はい"]
    signal(actor=officer, call_id=call.pk, kind="ready", payload="")
    signal(token=token, kind="offer", payload="sdp")
    assert [each["kind"] for each in traveller_standing(token, 0, 0)["signals"]] == ["ready"]
    assert [each["kind"] for each in officer_call(officer, call.pk, "en", 0, 0, 0)["signals"]] == ["offer"]
    assert "form" not in officer_call(other, call.pk, "en", 0, 0, 0)
    for doing in (
        lambda: point(actor=other, call_id=call.pk, question="x"),
        lambda: say(actor=other, call_id=call.pk, text="x"),
        lambda: hang_up(actor=other, call_id=call.pk, outcome="helped"),
        lambda: say(token=traveller(), text="x"),
        lambda: push_state(token=traveller(), state=STATE),
    ):
        with pytest.raises(Refused):
            doing()


def test_nothing_said_or_shown_is_left_anywhere(world):
    officer = on_duty(world, "inspector", "ja")
    token = traveller()
    call = ask(token=token, state=STATE | {"answers": {"symptoms": SECRET}})
    answer(actor=officer, call_id=call.pk)
    say(token=token, text=SECRET)
    signal(token=token, kind="offer", payload=SECRET)
    hang_up(actor=officer, call_id=call.pk, outcome="corrected")
    for table in (Content, Message, Signal):
        assert not table.objects.exists()
    call.refresh_from_db()
    assert (call.outcome, call.ended_by, call.officer_id) == ("corrected", "officer", officer.user_id)
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if name != "django_migrations"
        ]
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{SECRET}%"])
            assert cursor.fetchone() == (0,), table
    told = " ".join(str(bytes(body)) for body in AuditEntry.objects.values_list("body", flat=True))
    told += json.dumps([*OutboxEvent.objects.values_list("payload", flat=True)])
    assert token not in told
    assert "32A" not in told


def test_the_traveller_hangs_up_first_and_the_officer_says_how_it_came_out_once(world):
    officer = on_duty(world, "inspector", "ja")
    token = traveller()
    call = ask(token=token, state=STATE)
    answer(actor=officer, call_id=call.pk)
    assert hang_up(token=token).outcome == "left"
    assert officer_call(officer, call.pk, "en", 0, 0, 0) == {"state": "ended", "outcome": "left"}
    with pytest.raises(Refused):
        hang_up(actor=officer, call_id=call.pk, outcome="lost")
    assert hang_up(actor=officer, call_id=call.pk, outcome="referred").outcome == "referred"
    with pytest.raises(Refused):
        hang_up(actor=officer, call_id=call.pk, outcome="helped")


def test_hanging_up_before_an_answer_frees_the_desk(world):
    officer = on_duty(world, "inspector", "ja")
    first, second = traveller(), traveller()
    ask(token=first, state=STATE)
    assert ask(token=second, state=STATE).state == "waiting"
    hang_up(token=first)
    assert desk_standing(officer)["ringing"]["id"] == traveller_standing(second, 0, 0)["id"]
    assert Ring.objects.filter(result="cancelled").count() == 1


def test_a_lost_traveller_ends_the_call(world):
    officer = on_duty(world, "inspector", "ja")
    call = ask(token=traveller(), state=STATE)
    answer(actor=officer, call_id=call.pk)
    Desk.objects.update(seen_at=later(3600))
    Session.objects.update(seen_at=later(-21))
    assert advance_calls() == 1
    call.refresh_from_db()
    assert (call.state, call.outcome, call.ended_by) == ("ended", "lost", "")
    assert not Content.objects.exists()


def test_a_lost_officer_gives_the_traveller_to_the_next(world):
    first, second = on_duty(world, "inspector", "ja", since_h=9), on_duty(world, "inspector_2", "ja")
    token = traveller()
    call = ask(token=token, state=STATE)
    answer(actor=first, call_id=call.pk)
    signal(actor=first, call_id=call.pk, kind="ready", payload="")
    Desk.objects.filter(officer_id=first.user_id).update(seen_at=later(-13))
    assert advance_calls() >= 1
    call.refresh_from_db()
    assert (call.state, call.officer_id) == ("ringing", second.user_id)
    assert not Signal.objects.exists()
    answer(actor=second, call_id=call.pk)
    assert officer_call(second, call.pk, "en", 0, 0, 0)["form"]["form"] == "health"


def test_a_ringing_desk_that_closes_does_not_hold_the_traveller(world):
    first, second = on_duty(world, "inspector", "ja", since_h=9), on_duty(world, "inspector_2", "ja")
    call = ask(token=traveller(), state=STATE)
    assert call.officer_id == first.user_id
    Desk.objects.filter(officer_id=first.user_id).update(seen_at=later(-13))
    advance_calls()
    call.refresh_from_db()
    assert call.officer_id == second.user_id


def test_nobody_ever_there_ends_honestly(world):
    token = traveller()
    call = ask(token=token, state=STATE)
    alive()
    advance_calls(later(float(parameter("kiosks.longest_wait")) - 5))
    call.refresh_from_db()
    assert call.state == "waiting"
    advance_calls(later(float(parameter("kiosks.longest_wait")) + 5))
    call.refresh_from_db()
    assert (call.state, call.outcome) == ("ended", "unanswered")
    assert traveller_standing(token, 0, 0)["outcome"] == "unanswered"


def test_a_session_that_ends_ends_its_call(world):
    row, key = kiosk(world)
    on_duty(world, "inspector", "ja")
    token = traveller(key=key)
    call = ask(token=token, state=STATE)
    row.refresh_from_db()
    assert row.stage == "assist"
    move_session(token=token, stage="submitted")
    call.refresh_from_db()
    row.refresh_from_db()
    assert (call.state, call.outcome, row.stage) == ("ended", "left", "submitted")


def test_calls_are_bounded(world):
    Parameter.objects.filter(code="kiosks.most_waiting").update(value="2")
    token = traveller()
    first = ask(token=token, state=STATE)
    assert ask(token=token, state=STATE).pk == first.pk, "asked twice is one call"
    ask(token=traveller(), state=STATE)
    with pytest.raises(Refused) as refusal:
        ask(token=traveller(), state=STATE)
    assert refusal.value.status == 429
    for _n in range(int(parameter("kiosks.calls_a_session")) - 1):
        hang_up(token=token)
        ask(token=token, state=STATE)
    hang_up(token=token)
    with pytest.raises(Refused):
        ask(token=token, state=STATE)


@pytest.mark.parametrize(
    "state",
    [
        None, 7, [], "x", {}, {"answers": 3}, {"form": 1, "answers": {}}, {"form": "a\x00", "answers": {}},
        {"form": "f" * 81, "answers": {}}, {"answers": {"x": "y" * 40_000}}, {"answers": {"x": "\x00"}},
        {"answers": {"x": "\ud800"}}, {"answers": {"x": float("nan")}}, {"answers": {"\ud83d": 1}},
    ],
)  # fmt: skip
def test_hostile_states_are_refused_never_kept(world, state):
    with pytest.raises(Refused):
        ask(token=traveller(), state=state)
    assert not Call.objects.exists()


def test_hostile_bodies_over_http(world, client):
    token = traveller()
    head = {"X-Session-Token": token}
    for path, body in (
        ("calls", b'{"state": {"answers": {"x": "\\u0000"}}}'),
        ("calls", b'{"state": {"answers": {"x": "\\ud800"}}}'),
        ("calls", b'{"state": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
        ("calls", b"\xff\xfe"),
        ("sessions", b'{"form": "a\\u0000", "language": "ja"}'),
        ("sessions", b'{"form": "a", "language": "ja\\ud800"}'),
        ("sessions/state", b'{"state": "assist"}'),
        ("calls/mine/messages", b'{"text": "\\u0000"}'),
        ("calls/mine/messages", b'{"text": "   "}'),
    ):
        answered = client.post(f"/api/v1/kiosks/{path}", body, content_type="application/json", headers=head)
        assert answered.status_code in (400, 409, 422), (path, body[:60], answered.content[:200])
    for query in ("after_message=-1", "after_message=99999999999999999999999", "after_signal=x"):
        assert client.get(f"/api/v1/kiosks/calls/mine?{query}", headers=head).status_code in (200, 422)
    assert client.get("/api/v1/kiosks/calls/mine", headers={"X-Session-Token": "\u00e9"}).status_code == 404


def test_who_knows_forms_tells_them_and_others_are_shown_in_codes(world):
    def describe(state: FormState, language: str) -> list[StateLine]:
        if state.form != "health":
            raise KeyError(state.form)
        return [StateLine("seat", {"en": "Seat"}.get(language, "座位"), str(state.answers["seat"]))]

    register_describe_state(describe)
    try:
        known = FormState("health", "ja", "", STATE["answers"])
        assert describe_state(known, "en") == [StateLine("seat", "Seat", "32A")]
        assert describe_state(known, "zh-hans")[0].question == "座位"
        assert describe_state(FormState("baggage", "ja", "", {"gold": 3}), "en") == [
            StateLine("gold", "gold", "3")
        ]
    finally:
        _describers.remove(describe)


def test_the_mean_of_recent_calls_replaces_the_default(world):
    session = Session.objects.get(pk=Session.objects.create(token_sha256="x", form="f", language="ja").pk)
    officer = on_duty(world, "inspector", "ja")
    now = timezone.now()
    Call.objects.bulk_create(
        Call(
            session=session, state="ended", outcome="helped", language="ja", officer_id=officer.user_id,
            asked_at=now, answered_at=now - timedelta(seconds=60), ended_at=now,
        )
        for _n in range(20)
    )  # fmt: skip
    answer(actor=officer, call_id=ask(token=traveller(), state=STATE).pk)
    token = traveller()
    ask(token=token, state=STATE)
    told = traveller_standing(token, 0, 0)
    assert (told["expected_s"], told["estimated_from"]) == (60, 20)
