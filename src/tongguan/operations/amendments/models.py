"""The table of requests."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongguan.operations.amendments.contracts import Change
from tongguan.operations.amendments.enums import ChangeKind, State
from tongguan.platform.cases.models import Case


class ChangeRequest(Case):
    """A request to amend or cancel a case; one a case may be open at a time. `changes` are pointer, before, after."""

    submission_id = models.UUIDField(unique=True, editable=False)
    submission_sha256 = models.CharField(max_length=64, editable=False)
    workflow = models.CharField(max_length=40, editable=False)
    subject = models.CharField(_("Concerns"), max_length=40, db_index=True)
    kind = models.CharField(_("Request for"), max_length=8, choices=ChangeKind.choices)
    reason = models.TextField(_("Reason"))
    content = models.TextField(blank=True, editable=False)
    base_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("Request for amendment")
        constraints = [
            models.UniqueConstraint(
                fields=["workflow", "subject"],
                condition=Q(state=State.REQUESTED.value),
                name="change_request_one_open",
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.CANCEL.value, content="")
                | Q(kind=ChangeKind.AMEND.value) & ~Q(content=""),
                name="change_request_content",
            ),
        ]
        indexes = [models.Index(fields=["office", "state"], name="change_request_office_state")]

    @property
    def change(self) -> Change:
        """The request as the contract."""
        return Change(
            self.workflow, self.subject, self.kind, self.reason, self.content, self.base_sha256, self.changes
        )
