"""Links that leave the house start with its public address, and only an origin is one."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from tongguan.config.address import host_of, public_address
from tongguan.engines.problems import Text
from tongguan.platform.health.queries import address
from tongguan.platform.identity.models import User
from tongguan.platform.notifications.actions import notify
from tongguan.platform.notifications.models import Endpoint, Preference
from tongguan.platform.notifications.sending import deliver_due, linked


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("", ""),
        ("https://customs.example.org", "https://customs.example.org"),
        (" https://Customs.Example.org:8443/ ", "https://customs.example.org:8443"),
        ("http://10.1.2.3:8000", "http://10.1.2.3:8000"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_an_origin_is_taken(given: str, wanted: str) -> None:
    assert public_address(given) == wanted


@pytest.mark.parametrize(
    "given",
    [
        "customs.example.org",
        "ftp://customs.example.org",
        "https://",
        "https://user:pw@customs.example.org",
        "https://customs.example.org/under",
        "https://customs.example.org?a=1",
        "https://customs.example.org#x",
        "https://customs.example.org:99999",
        "https://customs example.org",
        "https://*.example.org",
        "https://[::1",
        "javascript:alert(1)",
        "https://customs.example.org\r\nBcc: x@example.org",
    ],
)
def test_anything_else_stops_the_start(given: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        public_address(given)


def test_the_host_as_allowed_hosts_wants_it() -> None:
    assert host_of("https://customs.example.org:8443") == "customs.example.org"
    assert host_of("http://[::1]:8000") == "[::1]"


@pytest.mark.django_db
def test_a_mail_leads_to_the_house(settings) -> None:
    settings.PUBLIC_ADDRESS = "https://customs.example.org"
    user = User.objects.create(username="reads", email="reads@example.org")
    Preference.objects.create(user=user, kind="case.declaration", channel="email", wanted=True)
    with transaction.atomic():
        notify(text=Text(zh="退单", en="returned"), url="/cases/declaration/D1/", kind="case.declaration",
               user_ids=[user.pk])  # fmt: skip
    deliver_due()
    assert "https://customs.example.org/cases/declaration/D1/" in mail.outbox[0].body
    assert linked("") == ""


@pytest.mark.django_db
def test_the_doctor_misses_an_address_that_is_needed(settings) -> None:
    settings.PUBLIC_ADDRESS, settings.EMAIL_BACKEND, settings.HTTPS = "", "x.filebased.EmailBackend", False
    assert address().good
    Endpoint.objects.create(user=User.objects.create(username="hook"), url="https://example.org/hook")
    assert not address().good
    settings.PUBLIC_ADDRESS = "http://customs.example.org"
    assert address().good
    settings.HTTPS = True
    assert not address().good
    settings.PUBLIC_ADDRESS = "https://customs.example.org"
    assert address().good
