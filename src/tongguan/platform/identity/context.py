"""The person's own menu in the bar, and for whom they act."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tongguan.platform.permissions.interface import role
from tongguan.platform.ui.interface import Link, words


def page(request: HttpRequest) -> dict[str, Any]:
    """`user_menu`: links about oneself; `acting_as`: one's roles in words."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "person":
        return {}
    titles = [str(words(role(code).title)) for code in sorted(actor.roles)]
    return {
        "user_menu": [
            Link(_("My account"), reverse("identity_account"), "user"),
            Link(_("Change password"), reverse("account_change_password"), "lock"),
            Link(_("Two-factor sign-in"), reverse("mfa_index"), "shield"),
        ],
        "acting_as": " · ".join(titles),
    }
