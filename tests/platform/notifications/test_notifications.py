"""Notices live with their cause; deliveries arrive, are retried, or are shown as dead; nothing inside is called."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from tongguan.engines.problems import Text
from tongguan.platform.identity.interface import actor_of
from tongguan.platform.identity.models import User
from tongguan.platform.notifications import actions, addresses, sending
from tongguan.platform.notifications.interface import deliver_due, notice_kind, notify, unread_count
from tongguan.platform.notifications.models import Delivery, Endpoint, Notice
from tongguan.platform.permissions.interface import SYSTEM, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
TEXT = Text(zh="已放行", en="Released")


@pytest.fixture
def person() -> User:
    return User.objects.create(username="p", email="p@example.test", language="zh-hans")


@pytest.fixture(autouse=True)
def _kind() -> None:
    notice_kind("test.mailed", Text(zh="试", en="t"), email=True)


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it gets, answers what `server.answers` says next."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *given) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def endpoint(person: User, server: HTTPServer) -> Endpoint:
    actions.allow_host(actor=SYSTEM, host="127.0.0.1", reason="test")
    url = f"http://127.0.0.1:{server.server_port}/hook"
    return actions.register_endpoint(actor=actor_of(person), url=url)


def later() -> None:
    Delivery.objects.filter(state="waiting").update(next_try_at=timezone.now() - timedelta(seconds=1))


def test_a_notice_exists_only_if_its_cause_does(person: User) -> None:
    with transaction.atomic():
        notify(text=TEXT, user_ids=[person.pk], kind="test.mailed")
        assert Notice.objects.count() == Delivery.objects.count() == 1
        transaction.set_rollback(True)
    assert Notice.objects.count() == Delivery.objects.count() == 0


@pytest.mark.parametrize("url", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:x"])
def test_a_notice_never_leads_out_of_the_house(person: User, url: str) -> None:
    with pytest.raises(ValueError, match="path"):
        notify(text=TEXT, user_ids=[person.pk], url=url)


def test_reading_is_ones_own(person: User) -> None:
    other = User.objects.create(username="o")
    notify(text=TEXT, user_ids=[person.pk, other.pk])
    assert unread_count(actor_of(person)) == 1
    theirs = Notice.objects.get(user=other)
    assert actions.mark_read(actor=actor_of(person), notice_ids=[theirs.pk]) == 0
    assert actions.mark_read(actor=actor_of(person)) == 1
    assert unread_count(actor_of(other)) == 1


def test_mail_goes_in_the_persons_language_once(person: User) -> None:
    notify(text=TEXT, user_ids=[person.pk], url="/cases/1/", kind="test.mailed")
    assert deliver_due() == 1
    assert deliver_due() == 0
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("已放行", ["p@example.test"])
    assert str(Delivery.objects.get().pk) in message.extra_headers["Message-ID"]


def test_a_person_switches_mail_off_and_on(person: User) -> None:
    actions.prefer(actor=actor_of(person), kind="test.mailed", channel="email", wanted=False)
    notify(text=TEXT, user_ids=[person.pk], kind="test.mailed")
    assert Delivery.objects.count() == 0
    actions.prefer(actor=actor_of(person), kind="general", channel="email", wanted=True)
    notify(text=TEXT, user_ids=[person.pk])
    assert Delivery.objects.count() == 1


def test_a_webhook_is_signed_and_carries_its_id(person: User, receiver: HTTPServer) -> None:
    hook = endpoint(person, receiver)
    notify(text=TEXT, user_ids=[person.pk], url="/x/")
    assert deliver_due() == 1
    ((headers, body),) = receiver.got
    assert json.loads(body)["text"] == {"zh": "已放行", "en": "Released"}
    assert headers["Tongguan-Delivery"] == str(Delivery.objects.get().pk) == json.loads(body)["id"]
    at, mac = (part.split("=", 1)[1] for part in headers["Tongguan-Signature"].split(","))
    right = hmac.new(hook.secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert mac == right
    assert hook.secret != Endpoint(url="https://b.test").secret


def test_a_failing_receiver_is_tried_again_with_the_same_id_later_each_time(
    person: User, receiver: HTTPServer
) -> None:
    endpoint(person, receiver)
    receiver.answers += [500, 302]
    notify(text=TEXT, user_ids=[person.pk])
    deliver_due()
    first = Delivery.objects.get()
    assert (first.state, first.attempts) == ("waiting", 1)
    assert deliver_due() == 0
    later()
    deliver_due()
    second = Delivery.objects.get()
    assert second.next_try_at - timezone.now() > timedelta(seconds=sending.FIRST_DELAY_S * 1.5)
    later()
    deliver_due()
    assert Delivery.objects.get().state == "delivered"
    assert len({headers["Tongguan-Delivery"] for headers, _body in receiver.got}) == 1


def test_given_up_is_visible_and_replayable(person: User, receiver: HTTPServer) -> None:
    endpoint(person, receiver)
    receiver.answers += [503] * sending.MOST_ATTEMPTS
    notify(text=TEXT, user_ids=[person.pk])
    for _attempt in range(sending.MOST_ATTEMPTS + 2):
        later()
        deliver_due()
    dead = Delivery.objects.get()
    assert (dead.state, dead.attempts) == ("dead", sending.MOST_ATTEMPTS)
    assert "503" in dead.last_error
    with pytest.raises(NotAllowed):
        actions.replay(actor=actor_of(person), delivery_id=str(dead.pk))
    actions.replay(actor=SYSTEM, delivery_id=str(dead.pk))
    deliver_due()
    assert Delivery.objects.get().state == "delivered"
    with pytest.raises(NotFound):
        actions.replay(actor=SYSTEM, delivery_id=str(dead.pk))


def test_a_worker_that_died_leaves_the_delivery_to_the_next(person: User) -> None:
    notify(text=TEXT, user_ids=[person.pk], kind="test.mailed")
    assert sending._take() is not None
    assert deliver_due() == 0
    Delivery.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert deliver_due() == 1
    assert Delivery.objects.get().state == "delivered"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://inside.test/", "10.0.0.5"),
        ("https://inside.test/", "127.0.0.1"),
        ("https://inside.test/", "169.254.169.254"),
        ("https://inside.test/", "::1"),
        ("https://inside.test/", "::ffff:192.168.1.1"),
        ("https://inside.test/", "fd00::1"),
        ("https://inside.test/", "100.64.0.1"),
        ("http://outside.test/", "93.184.216.34"),
        ("https://user:pw@outside.test/", "93.184.216.34"),
        ("ftp://outside.test/", "93.184.216.34"),
        ("https://", "93.184.216.34"),
        ("https://outside.test:99999/", "93.184.216.34"),
        ("https://outside.test/\n", "93.184.216.34"),
    ],
)
def test_addresses_inside_or_odd_are_refused(person: User, monkeypatch, url: str, address: str) -> None:
    monkeypatch.setattr(addresses, "resolve", lambda host, port: [address])
    with pytest.raises(Refused):
        actions.register_endpoint(actor=actor_of(person), url=url)


def test_a_name_that_moves_inside_after_registration_is_not_called(person: User, monkeypatch) -> None:
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["93.184.216.34"])
    actions.register_endpoint(actor=actor_of(person), url="https://outside.test/")
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["93.184.216.34", "10.0.0.5"])
    notify(text=TEXT, user_ids=[person.pk])
    deliver_due()
    assert "inside the network" in Delivery.objects.get().last_error


def test_only_administrators_allow_hosts_and_see_deliveries(person: User) -> None:
    with pytest.raises(NotAllowed):
        actions.allow_host(actor=actor_of(person), host="127.0.0.1", reason="mine")
