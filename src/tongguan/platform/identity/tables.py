"""Lists of the administrators' pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.platform.identity.enums import CreditLevel, OrganisationKind
from tongguan.platform.identity.queries import state_on
from tongguan.platform.permissions.interface import permissions, role
from tongguan.platform.ui.interface import (
    BooleanColumn,
    ChoiceFilter,
    DateColumn,
    DateTimeColumn,
    StatusColumn,
    Table,
    TextColumn,
    words,
)

STATES = {
    "in_force": (_("In force"), "good"),
    "coming": (_("Not yet"), "info"),
    "ended": (_("Ended"), "idle"),
    "revoked": (_("Revoked"), "warn"),
}


def role_title(code: str) -> Any:
    """A role in words; a code no longer known shows itself."""
    try:
        return words(role(code).title)
    except KeyError:
        return code


def scope_in_words(codes: list[str]) -> str:
    """Permission codes as their titles."""
    known = permissions()
    return " · ".join(str(words(known[code].title)) if code in known else code for code in codes)


class PeopleTable(Table):
    """Everyone with an account."""

    code = "people"
    title = _("People")
    search = ("username__icontains", "display_name__icontains", "email__icontains")
    default_sort = "username"
    username = TextColumn(
        _("User name"), code=True, url=lambda row: reverse("identity_person", args=[row.pk])
    )
    display_name = TextColumn(_("Display name"))
    email = TextColumn(_("E-mail"))
    is_active = BooleanColumn(_("Account open"))
    last_login = DateTimeColumn(_("Last sign-in"))


class OrganisationsTable(Table):
    """All organisations."""

    code = "organisations"
    title = _("Organisations")
    search = (
        "code__icontains",
        "name_zh__icontains",
        "name_en__icontains",
        "uscc__istartswith",
        "customs_code__istartswith",
    )
    default_sort = "code"
    own_code = TextColumn(
        _("Code"), path="code", code=True, url=lambda row: reverse("identity_organisation", args=[row.pk])
    )
    name_zh = TextColumn(_("Chinese name"))
    name_en = TextColumn(_("English name"))
    kind = TextColumn(
        _("Kind"), value=lambda row: row.get_kind_display(), filter=ChoiceFilter(OrganisationKind.choices)
    )
    parent = TextColumn(_("Lies under"), path="parent__code", code=True)
    customs_code = TextColumn(_("Customs registration code"), code=True)
    credit_level = TextColumn(
        _("Credit level"),
        value=lambda row: row.get_credit_level_display() if row.kind == OrganisationKind.ENTERPRISE else "",
        filter=ChoiceFilter(CreditLevel.choices),
    )


class DelegationsTable(Table):
    """Who may act for whom."""

    code = "delegations"
    title = _("Delegations")
    search = ("principal__code__icontains", "principal__name_zh__icontains", "agent__name_zh__icontains")
    default_sort = "-valid_from"
    empty_title = _("Nobody acts for anybody yet")
    principal = TextColumn(
        _("On behalf of"),
        path="principal__name_zh",
        url=lambda row: reverse("identity_delegation", args=[row.pk]),
    )
    agent = TextColumn(_("Agent"), path="agent__name_zh")
    scope = TextColumn(_("May do"), value=lambda row: scope_in_words(row.permissions))
    valid_from = DateColumn(_("Valid from"))
    valid_to = DateColumn(_("Valid to"))
    state = StatusColumn(_("State"), STATES, value=state_on)
