"""Delegations: for administrators, and for traders about their own organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.platform.identity import queries
from tongguan.platform.identity.actions import delegate, revoke
from tongguan.platform.identity.forms import DelegationForm
from tongguan.platform.identity.models import Delegation
from tongguan.platform.identity.sessions import step_up
from tongguan.platform.identity.tables import STATES, DelegationsTable, scope_in_words
from tongguan.platform.identity.views.account import answer, told
from tongguan.platform.permissions.interface import NotFound, Refused, page


def _seen(request: HttpRequest, delegation_id: int) -> Delegation:
    found = queries.delegations(request.actor).filter(pk=delegation_id).first()  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(Text(zh="委托", en="delegation"))
    return found


@page("identity.delegate")
def delegations(request: HttpRequest) -> HttpResponse:
    """The delegations one may see."""
    rows = queries.delegations(request.actor)  # type: ignore[attr-defined]
    return DelegationsTable(rows, request).response("identity/delegations.html")


@page("identity.delegate")
def delegation(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """One delegation in words and dates."""
    found = _seen(request, delegation_id)
    actor = request.actor  # type: ignore[attr-defined]
    state = queries.state_on(found)
    given = {
        "delegation": found,
        "scope": scope_in_words(found.permissions),
        "state": STATES[state],
        "may_revoke": state in ("in_force", "coming")
        and (actor.may("identity.administer") or actor.may_for("identity.delegate", found.principal_id)),
    }
    return render(request, "identity/delegation.html", given)


@page("identity.delegate")
@step_up
def new_delegation(request: HttpRequest) -> HttpResponse:
    """Let another organisation act for one's own."""
    actor = request.actor  # type: ignore[attr-defined]
    form = DelegationForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        agent = queries.organisation_by_code(values.pop("agent").strip())
        if agent is None:
            form.add_error("agent", _("No organisation has this code."))
        else:
            try:
                made = delegate(actor=actor, agent=agent, **values)
                messages.success(request, _("The delegation is given."))
                return redirect("identity_delegation", delegation_id=made.pk)
            except Refused as refused:
                told(form, refused)
    return answer(request, "identity/delegation_new.html", form, {})


@page("identity.delegate")
@require_POST
@step_up
def revoke_delegation(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Take a delegation back; the agent's next request already lacks it."""
    found = _seen(request, delegation_id)
    revoke(actor=request.actor, grant=found)  # type: ignore[attr-defined]
    messages.success(request, _("The delegation is revoked."))
    return redirect("identity_delegation", delegation_id=found.pk)
