"""The door to identity."""

from tongguan.platform.identity.actions import appoint, delegate, issue_token, revoke
from tongguan.platform.identity.enums import CreditLevel, OrganisationKind
from tongguan.platform.identity.queries import actor_of, holders, organisation_by_code, user_of_token

__all__ = [
    "CreditLevel",
    "OrganisationKind",
    "actor_of",
    "appoint",
    "delegate",
    "holders",
    "issue_token",
    "organisation_by_code",
    "revoke",
    "user_of_token",
]
