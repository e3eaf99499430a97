"""Administration of people, organisations and positions, and the permission matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.platform.identity.actions import (
    PROVIDER_ID,
    appoint,
    create_person,
    end_sessions,
    link_provider,
    reset_password,
    revoke,
    save_organisation,
    set_active,
)
from tongguan.platform.identity.forms import OrganisationForm, PersonForm, PositionForm
from tongguan.platform.identity.models import Organisation, Position, User
from tongguan.platform.identity.queries import people, state_on
from tongguan.platform.identity.sessions import step_up
from tongguan.platform.identity.tables import STATES, OrganisationsTable, PeopleTable, role_title
from tongguan.platform.identity.views.account import answer, told
from tongguan.platform.modules.interface import modules
from tongguan.platform.permissions.interface import ROLES, NotFound, Refused, granted_to, page

ADMINISTER = "identity.administer"


def _found(kind: type[Any], pk: int, what: Text) -> Any:
    thing = kind.objects.filter(pk=pk).first()
    if thing is None:
        raise NotFound(what)
    return thing


@page(ADMINISTER)
def people_list(request: HttpRequest) -> HttpResponse:
    """Everyone with an account."""
    return PeopleTable(people(request.actor), request).response("identity/people.html")  # type: ignore[attr-defined]


@page(ADMINISTER)
@step_up
def new_person(request: HttpRequest) -> HttpResponse:
    """Make an account; its initial password is shown on the answer and never again."""
    form = PersonForm(request.POST or None)
    given: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            user, password = create_person(actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            given = {"person": user, "password": password}
        except Refused as refused:
            told(form, refused)
    return answer(request, "identity/person_new.html", form, given)


@page(ADMINISTER)
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person: account, positions, acts on them."""
    user = _found(User, user_id, Text(zh="人员", en="person"))
    positions = user.positions.select_related("organisation").order_by("-valid_from")
    shown = [
        {"role": role_title(p.role), "at": p.organisation, "grant": p, "state": STATES[state_on(p)]}
        for p in positions
    ]
    linked = (
        SocialAccount.objects.filter(user=user, provider=PROVIDER_ID).values_list("uid", flat=True).first()
    )
    told = {
        "person": user,
        "positions": shown,
        "provider": settings.OIDC_SERVER,
        "linked": linked or "",
        "own": user.pk == request.actor.user_id,  # type: ignore[attr-defined]
    }
    return render(request, "identity/person.html", told)


def _close(request: HttpRequest, user: User) -> str:
    set_active(actor=request.actor, user=user, active=False)  # type: ignore[attr-defined]
    return ""


def _reopen(request: HttpRequest, user: User) -> str:
    set_active(actor=request.actor, user=user, active=True)  # type: ignore[attr-defined]
    return ""


def _reset(request: HttpRequest, user: User) -> str:
    return reset_password(actor=request.actor, user=user)  # type: ignore[attr-defined]


def _end(request: HttpRequest, user: User) -> str:
    end_sessions(actor=request.actor, user=user)  # type: ignore[attr-defined]
    return ""


def _link(request: HttpRequest, user: User) -> str:
    link_provider(actor=request.actor, user=user, subject=request.POST.get("subject", ""))  # type: ignore[attr-defined]
    return ""


ACTS: dict[str, Callable[[HttpRequest, User], str]] = {
    "close": _close,
    "reopen": _reopen,
    "reset-password": _reset,
    "end-sessions": _end,
    "link": _link,
}


@page(ADMINISTER)
@require_POST
@step_up
def act_on_person(request: HttpRequest, user_id: int, act: str) -> HttpResponse:
    """Close, reopen, reset the password of, or sign out a person."""
    user = _found(User, user_id, Text(zh="人员", en="person"))
    if act not in ACTS:
        raise NotFound(Text(zh="操作", en="act"))
    password = ACTS[act](request, user)
    if password:
        return render(request, "identity/password_once.html", {"person": user, "password": password})
    messages.success(request, _("Done."))
    return redirect("identity_person", user_id=user.pk)


@page(ADMINISTER)
def organisations_list(request: HttpRequest) -> HttpResponse:
    """All organisations, and the customs offices as a tree."""
    rows = Organisation.objects.select_related("parent")
    offices = Organisation.objects.filter(kind="customs").order_by("code")
    by_parent: dict[int | None, list[Organisation]] = {}
    for office in offices:
        by_parent.setdefault(office.parent_id, []).append(office)
    tree = _tree(by_parent, None, 0)
    return OrganisationsTable(rows, request).response("identity/organisations.html", {"tree": tree})


def _tree(by_parent: dict[int | None, list[Any]], parent: int | None, depth: int) -> list[dict[str, Any]]:
    return [
        {"office": office, "below": _tree(by_parent, office.pk, depth + 1)}
        for office in by_parent.get(parent, [])
        if depth < 20
    ]


@page(ADMINISTER)
@step_up
def organisation(request: HttpRequest, organisation_id: int | None = None) -> HttpResponse:
    """Add or change an organisation."""
    known = (
        _found(Organisation, organisation_id, Text(zh="机构", en="organisation")) if organisation_id else None
    )
    form = OrganisationForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        try:
            save_organisation(actor=request.actor, organisation=form.save(commit=False))  # type: ignore[attr-defined]
            messages.success(request, _("Saved."))
            return redirect("identity_organisations")
        except Refused as refused:
            told(form, refused)
    return answer(request, "identity/organisation.html", form, {"organisation": known})


@page(ADMINISTER)
@step_up
def new_position(request: HttpRequest) -> HttpResponse:
    """Appoint a person."""
    form = PositionForm(request.POST or None, initial={"user": request.GET.get("user")})
    if request.method == "POST" and form.is_valid():
        try:
            position = appoint(actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            return redirect("identity_person", user_id=position.user_id)
        except Refused as refused:
            told(form, refused)
    return answer(request, "identity/position_new.html", form, {})


@page(ADMINISTER)
@require_POST
@step_up
def end_position(request: HttpRequest, position_id: int) -> HttpResponse:
    """End a position at once."""
    position = _found(Position, position_id, Text(zh="岗位", en="position"))
    revoke(actor=request.actor, grant=position)  # type: ignore[attr-defined]
    return redirect("identity_person", user_id=position.user_id)


@page(ADMINISTER)
def permission_matrix(request: HttpRequest) -> HttpResponse:
    """Role by permission, as the manifests grant them: read-only, a change is a change of the program."""
    groups = [
        {
            "module": module,
            "rows": [
                {"permission": p, "cells": [p.code in granted_to(r.code) for r in ROLES]}
                for p in module.permissions
            ],
        }
        for module in modules()
        if module.permissions
    ]
    return render(request, "identity/permissions.html", {"roles": ROLES, "groups": groups})
