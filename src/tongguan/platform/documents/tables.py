"""The list of issued documents."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongguan.platform.documents.registry import find, kinds
from tongguan.platform.ui.interface import (
    ChoiceFilter,
    DateRangeFilter,
    DateTimeColumn,
    StatusColumn,
    Table,
    TextColumn,
    TextFilter,
    words,
)

STATES = {"valid": (_("In force"), "good"), "revoked": (_("Revoked"), "bad")}


def kind_title(code: str) -> object:
    """A kind in words; one no longer declared shows its code."""
    kind = find(code)
    return words(kind.title) if kind else code


class DocumentTable(Table):
    """Every issued document."""

    code = "documents"
    title = _("Issued documents")
    default_sort = "-issued_at"
    search = ("number__istartswith", "subject_ref__istartswith")
    empty_title = _("No document has been issued yet")
    number = TextColumn(
        _("Document number"),
        code=True,
        url=lambda row: reverse("documents_document", args=[row.number]),
        filter=TextFilter("istartswith"),
    )
    kind = TextColumn(
        _("Kind"),
        value=lambda row: kind_title(row.kind),
        sort=False,
        filter=ChoiceFilter(lambda: [(kind.code, kind.title) for kind in kinds()]),
    )
    subject_ref = TextColumn(_("Subject"), code=True, filter=TextFilter("istartswith"))
    state = StatusColumn(
        _("State"), STATES, value=lambda row: "revoked" if row.revoked_at else "valid", sort=False
    )
    issuer = TextColumn(_("Issued by"), sort=False)
    issued_at = DateTimeColumn(_("Issued at"), filter=DateRangeFilter())
