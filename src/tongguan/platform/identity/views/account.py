"""One's own account: second factor, sessions, tokens; and the page of who is locked out."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongguan.platform.identity.actions import end_sessions, issue_token, revoke_token
from tongguan.platform.identity.forms import TokenForm
from tongguan.platform.identity.queries import state_on, tokens
from tongguan.platform.identity.sessions import SECOND_FACTOR, second_factor_roles, step_up
from tongguan.platform.identity.tables import STATES, role_title
from tongguan.platform.permissions.interface import SIGNED_IN, Refused, page


@page(SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """What one may do, how one signs in, where one is signed in."""
    actor = request.actor  # type: ignore[attr-defined]
    positions = request.user.positions.select_related("organisation").order_by("-valid_from")
    return render(
        request,
        "identity/account.html",
        {
            "positions": [
                {"role": role_title(p.role), "at": p.organisation, "grant": p, "state": STATES[state_on(p)]}
                for p in positions
            ],
            "second_factor": bool(request.session.get(SECOND_FACTOR)),
            "second_factor_due": bool(actor.roles & second_factor_roles()),
            "tokens": tokens(actor)[:50],
        },
    )


@page(SIGNED_IN)
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of this person, this one included."""
    end_sessions(actor=request.actor, user=request.user)  # type: ignore[attr-defined, arg-type]
    return redirect(settings.LOGOUT_REDIRECT_URL)


@page(SIGNED_IN)
@step_up
def new_token(request: HttpRequest) -> HttpResponse:
    """Issue a token for a program; it is shown on the answer to this form and never again."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            secret = issue_token(actor=request.actor, user=request.user, **form.cleaned_data)  # type: ignore[attr-defined, arg-type]
        except Refused as refused:
            told(form, refused)
    return answer(request, "identity/token.html", form, {"secret": secret})


@page(SIGNED_IN)
@require_POST
def revoke_own_token(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """End one of one's own tokens."""
    revoke_token(actor=request.actor, token_id=token_id)  # type: ignore[attr-defined]
    messages.success(request, _("The token no longer works."))
    return redirect("identity_account")


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Too many wrong passwords: the same page whether or not the user name exists. Called by axes."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "identity/locked_out.html", {"minutes": minutes}, status=429)


def told(form: Any, refused: Refused) -> None:
    """Put a refusal's problems at the fields of a form."""
    from django.utils.translation import get_language

    for problem in refused.problems:
        field = problem.pointer if problem.pointer in form.fields else None
        form.add_error(field, problem.message.in_language(get_language() or "en"))


def answer(request: HttpRequest, template: str, form: Any, given: dict[str, Any]) -> HttpResponse:
    """A page around a form: 422 where the form was sent and is wrong."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **given}, status=status)
