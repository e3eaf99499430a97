"""The door to identity."""

from tongguan.platform.identity.actions import (
    appoint,
    create_person,
    delegate,
    end_sessions,
    issue_token,
    link_provider,
    reset_password,
    revoke,
    revoke_token,
    save_organisation,
    set_active,
)
from tongguan.platform.identity.enums import CreditLevel, OrganisationKind
from tongguan.platform.identity.models import Delegation, Organisation, Position, User
from tongguan.platform.identity.queries import (
    actor_of,
    delegable,
    employers,
    holders,
    organisation_by_code,
    organisations_by_code,
    user_of_token,
)
from tongguan.platform.identity.sessions import recently_authenticated, step_up

__all__ = [
    "CreditLevel",
    "Delegation",
    "Organisation",
    "OrganisationKind",
    "Position",
    "User",
    "actor_of",
    "appoint",
    "create_person",
    "delegable",
    "delegate",
    "employers",
    "end_sessions",
    "holders",
    "issue_token",
    "link_provider",
    "organisation_by_code",
    "organisations_by_code",
    "recently_authenticated",
    "reset_password",
    "revoke",
    "revoke_token",
    "save_organisation",
    "set_active",
    "step_up",
    "user_of_token",
]
