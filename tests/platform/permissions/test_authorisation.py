"""Every page and every operation of the API, visited by every role and by nobody.

What must happen follows from the access each declares, so that a new module is covered as soon as it exists.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.platform.identity.people import person, signed_in
from tests.platform.permissions.routes import Route, operations, pages
from tongguan.platform.permissions.interface import ANONYMOUS, ROLES, Access, Actor, granted_to
from tongguan.platform.reference.interface import forget, load_shipped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _dated_numbers(db: None) -> None:
    """Pages show numbers in force, as in every house that was started."""
    load_shipped()
    forget()


WHO = ["nobody", "no_position", *(role.code for role in ROLES)]


def judged(route: Route, actor: Actor, method: str, status: int, location: str) -> str:
    """What is wrong with this answer, empty where it is as declared."""
    access = route.access
    if access is None:
        return "" if status == 403 else f"{method} {route.url}: declares no access, got {status}"
    to_sign_in = status == 302 and location.startswith(reverse(settings.LOGIN_URL))
    if access.admits(actor):
        if status in (401, 403) or to_sign_in or status >= 500:
            return f"{method} {route.url}: may enter, got {status} {location}"
    elif actor.kind == "anonymous":
        if not (status == 401 if route.api else to_sign_in):
            return f"{method} {route.url}: nobody may enter, got {status} {location}"
    elif status != 403:
        return f"{method} {route.url}: may not enter, got {status} {location}"
    return ""


def visit(client: Client, route: Route, method: str) -> tuple[int, str]:
    """Status and address of one answer, in a savepoint of its own, undone, so that no visit changes what the next
    one sees; a page that raises is a 500 with what it raised."""
    body = (
        {}
        if method in ("GET", "HEAD") or not route.api
        else {"data": "{}", "content_type": "application/json"}
    )
    try:
        with transaction.atomic():
            response = client.generic(method, route.url, **body)
            transaction.set_rollback(True)
    except Exception as error:
        return 500, f"{type(error).__name__}: {str(error).splitlines()[:1]}"
    return response.status_code, response.headers.get("Location", "")


def wrongs(who: str, routes: Iterable[Route]) -> list[str]:
    """All answers that differ from what is declared, for one role."""
    if who == "nobody":
        actor, client = ANONYMOUS, Client()
    else:
        role = "" if who == "no_position" else who
        user = person(f"t-{who}", role)
        actor = Actor(kind="person", name=who, user_id=user.pk, permissions=granted_to(role))
        client = signed_in(user)
    found = []
    for route in routes:
        for method in route.methods:
            found.append(judged(route, actor, method, *visit(client, route, method)))
    return [text for text in found if text]


@pytest.mark.parametrize("who", WHO)
def test_pages(who: str) -> None:
    assert wrongs(who, pages()) == []


@pytest.mark.parametrize("who", WHO)
def test_operations(who: str) -> None:
    assert wrongs(who, operations()) == []


def test_every_page_declares_its_access() -> None:
    """A library's page without an access stays closed; one of the house is a mistake."""
    own = [route for route in pages() if route.view.__module__.startswith("tongguan.")]
    assert [f"{route.view.__module__}.{route.view.__name__}" for route in own if route.access is None] == []


def test_every_operation_declares_its_access() -> None:
    assert [route.name for route in operations() if route.access is None] == []


def test_there_is_something_to_visit() -> None:
    assert len(pages()) > 15


@pytest.mark.parametrize(
    ("permission", "held", "status", "location", "right"),
    [
        ("a.view", {"a.view"}, 200, "", True),
        ("a.view", {"a.view"}, 404, "", True),
        ("a.view", {"a.view"}, 403, "", False),
        ("a.view", set(), 403, "", True),
        ("a.view", set(), 404, "", False),
        ("a.view", set(), 200, "", False),
        ("a.view", None, 302, "/accounts/login/?next=/x/", True),
        ("a.view", None, 302, "/elsewhere/", False),
        ("a.view", None, 200, "", False),
    ],
)
def test_the_judge_can_refuse(
    permission: str, held: set[str] | None, status: int, location: str, right: bool
) -> None:
    route = Route("x", "/x/", ("GET",), Access(permission=permission), None)
    actor = ANONYMOUS if held is None else Actor(kind="person", name="x", permissions=frozenset(held))
    assert (judged(route, actor, "GET", status, location) == "") is right
