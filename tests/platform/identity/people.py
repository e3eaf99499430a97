"""Invented people and organisations for tests of identity and permissions."""

from __future__ import annotations

import time
from datetime import date

from django.test import Client

from tongguan.platform.identity.models import Organisation, Position, User
from tongguan.platform.permissions.interface import role

LONG_AGO = date(2020, 1, 1)


def organisation(code: str, kind: str, parent: Organisation | None = None) -> Organisation:
    return Organisation.objects.get_or_create(
        code=code,
        defaults={
            "name_zh": f"机构{code}",
            "name_en": f"Organisation {code}",
            "kind": kind,
            "parent": parent,
        },
    )[0]


def person(name: str, role_code: str = "", at: Organisation | None = None) -> User:
    """A person with a usable password, and a position of this role at an organisation of its side."""
    user = User(username=name, display_name=name)
    user.set_password("a-long-enough-word")
    user.save()
    if role_code:
        side = role(role_code).side
        at = at or organisation(
            "T-CUS" if side == "customs" else "T-ENT", "customs" if side == "customs" else "enterprise"
        )
        Position.objects.create(user=user, organisation=at, role=role_code, valid_from=LONG_AGO)
    return user


def signed_in(user: User, *, fresh: bool = True) -> Client:
    """A browser where this person is signed in; `fresh`: proved themselves a moment ago."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    prove(client, user, 0 if fresh else 86_400)
    return client


def prove(client: Client, user: User, seconds_ago: float) -> None:
    """Let the session say that the person proved who they are, so long ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - seconds_ago}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
