"""Pages of reference data: lists, their codes, numbers, rates, the history of a row, the edit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import NotFound, Refused, page
from tongguan.platform.reference.actions import EDITABLE, MODELS, edit
from tongguan.platform.reference.forms import EditForm
from tongguan.platform.reference.models import Code, CodeList, DatedRow, Parameter, Rate
from tongguan.platform.reference.tables import CodesTable, ListsTable, ParametersTable, RatesTable
from tongguan.platform.ui.interface import Link

VIEW, EDIT = "reference.view", "reference.edit"


def _tabs(current: str) -> list[Link]:
    pages = (
        ("reference_lists", _("Code lists")),
        ("reference_parameters", _("Legal numbers")),
        ("reference_rates", _("Rates")),
    )
    return [Link(label, reverse(name), current=name == current) for name, label in pages]


@page(VIEW)
def lists(request: HttpRequest) -> HttpResponse:
    """All code lists with how many rows are unverified."""
    rows = CodeList.objects.annotate(
        rows=Count("codes"), unverified=Count("codes", filter=Q(codes__status="unverified"))
    )
    return ListsTable(rows, request).response("reference/table.html", {"tabs": _tabs("reference_lists")})


@page(VIEW)
def codes(request: HttpRequest, list_code: str) -> HttpResponse:
    """The codes of one list."""
    found = CodeList.objects.filter(code=list_code).first()
    if found is None:
        raise NotFound(Text(zh=f"代码表 {list_code}", en=f"code list {list_code}"))
    rows = Code.objects.filter(list=found)
    name = Text(zh=found.zh, en=found.en)
    return CodesTable(rows, request).response(
        "reference/table.html", {"tabs": _tabs("reference_lists"), "name": name}
    )


@page(VIEW)
def parameters(request: HttpRequest) -> HttpResponse:
    """All legal numbers."""
    table = ParametersTable(Parameter.objects.all(), request)
    return table.response("reference/table.html", {"tabs": _tabs("reference_parameters")})


@page(VIEW)
def rates(request: HttpRequest) -> HttpResponse:
    """All tax rates."""
    table = RatesTable(Rate.objects.all(), request)
    return table.response("reference/table.html", {"tabs": _tabs("reference_rates")})


def _row(table: str, row_id: int) -> DatedRow:
    model = MODELS.get(table)
    row = model.objects.filter(pk=row_id).first() if model else None
    if row is None:
        raise NotFound(Text(zh="参数行", en="reference row"))
    return row


def _same(row: DatedRow) -> Any:
    keys = {Code: ("list_id", "code"), Parameter: ("code",), Rate: ("hs_code", "kind")}[type(row)]
    return type(row).objects.filter(**{key: getattr(row, key) for key in keys}).order_by("valid_from")


@page(VIEW)
def history(request: HttpRequest, table: str, row_id: int) -> HttpResponse:
    """Every validity of one code, number or rate."""
    row = _row(table, row_id)
    shown = [
        (
            each,
            [
                (type(each)._meta.get_field(name).verbose_name, getattr(each, name))
                for name in EDITABLE[table]
            ],
        )
        for each in _same(row)
    ]
    may_edit = request.actor.may(EDIT)  # type: ignore[attr-defined]
    context = {"row": row, "rows": shown, "table_name": table, "may_edit": may_edit}
    return render(request, "reference/history.html", context)


@page(EDIT)
def change(request: HttpRequest, table: str, row_id: int) -> HttpResponse:
    """Let a row hold differently from a day on."""
    row = _row(table, row_id)
    form = EditForm(row, EDITABLE[table], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = edit(
                actor=request.actor,  # type: ignore[attr-defined]
                table=table,
                row_id=row.pk,
                effective_from=form.cleaned_data["effective_from"],
                changes=form.changes,
            )
        except Refused as refused:
            for problem in refused.problems:
                field = problem.pointer if problem.pointer in form.fields else None
                form.add_error(field, problem.message.in_language(get_language() or "en"))
        else:
            messages.success(request, _("Saved. It holds from its effective day on."))
            return redirect("reference_history", table, new.pk)
    status = 422 if form.errors else 200
    return render(
        request, "reference/edit.html", {"row": row, "form": form, "table_name": table}, status=status
    )
