"""Lists of notification pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.platform.notifications.contracts import kind_of
from tongguan.platform.notifications.enums import Channel, DeliveryState
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateTimeColumn,
    NumberColumn,
    StatusColumn,
    Table,
    TextColumn,
    words,
)

STATES = {
    DeliveryState.WAITING: (DeliveryState.WAITING.label, "info"),
    DeliveryState.DELIVERED: (DeliveryState.DELIVERED.label, "good"),
    DeliveryState.DEAD: (DeliveryState.DEAD.label, "bad"),
}


class NoticesTable(Table):
    """A person's notices."""

    code = "notices"
    search = ("zh__icontains", "en__icontains")
    default_sort = "-created_at"
    live = "notification"
    empty_title = _("No notices yet")
    empty_text = _("Steps on your cases, alerts and what else concerns you are told here.")
    state = StatusColumn(
        _("State"),
        {True: (_("Read"), "idle"), False: (_("New"), "info")},
        value=lambda r: r.read_at is not None,
    )
    text = TextColumn(
        _("Notice"), value=lambda r: r.text, url=lambda r: reverse("notifications_open", args=[r.pk])
    )
    kind = TextColumn(_("Kind"), value=lambda r: words(kind_of(r.kind).title), sort="kind")
    created_at = DateTimeColumn(_("Time"))


class DeliveriesTable(Table):
    """All deliveries."""

    code = "deliveries"
    default_sort = "-created_at"
    empty_title = _("Nothing was sent yet")
    empty_text = _("E-mails and webhooks appear here with every attempt; those given up can be sent again.")
    created_at = DateTimeColumn(_("Time"), url=lambda r: reverse("notifications_delivery", args=[r.pk]))
    person = TextColumn(_("Person"), value=lambda r: str(r.notice.user), sort="notice__user__username")
    channel = StatusColumn(
        _("Channel"), {c.value: (c.label, "idle") for c in Channel}, filter=ChoiceFilter(Channel.choices)
    )
    state = StatusColumn(_("State"), STATES, filter=ChoiceFilter(DeliveryState.choices))
    attempts = NumberColumn(_("Attempts"))
    next_try_at = DateTimeColumn(_("Next attempt"))
    last_error = TextColumn(_("Last error"), sort=False)
