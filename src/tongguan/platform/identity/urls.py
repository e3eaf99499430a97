"""Addresses of identity."""

from django.urls import path

from tongguan.platform.identity.views import account, administration, delegations

urlpatterns = [
    path("account/", account.account, name="identity_account"),
    path("account/sign-out-everywhere/", account.sign_out_everywhere, name="identity_sign_out_everywhere"),
    path("account/tokens/new/", account.new_token, name="identity_token_new"),
    path("account/tokens/<uuid:token_id>/revoke/", account.revoke_own_token, name="identity_token_revoke"),
    path("people/", administration.people_list, name="identity_people"),
    path("people/new/", administration.new_person, name="identity_person_new"),
    path("people/<int:user_id>/", administration.person, name="identity_person"),
    path("people/<int:user_id>/<slug:act>/", administration.act_on_person, name="identity_person_act"),
    path("organisations/", administration.organisations_list, name="identity_organisations"),
    path("organisations/new/", administration.organisation, name="identity_organisation_new"),
    path("organisations/<int:organisation_id>/", administration.organisation, name="identity_organisation"),
    path("positions/new/", administration.new_position, name="identity_position_new"),
    path("positions/<int:position_id>/end/", administration.end_position, name="identity_position_end"),
    path("permissions/", administration.permission_matrix, name="identity_permissions"),
    path("delegations/", delegations.delegations, name="identity_delegations"),
    path("delegations/new/", delegations.new_delegation, name="identity_delegation_new"),
    path("delegations/<int:delegation_id>/", delegations.delegation, name="identity_delegation"),
    path(
        "delegations/<int:delegation_id>/revoke/",
        delegations.revoke_delegation,
        name="identity_delegation_revoke",
    ),
]
