"""Lists: how fresh they are, what came, what was rejected, who is on them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongguan.engines.problems import Text
from tongguan.operations.travellers.actions.lists import (
    add_entry,
    create_source,
    entry_of_fields,
    import_list,
    remove_entry,
)
from tongguan.operations.travellers.forms import EntryForm, ImportForm, RemovalForm, SourceForm
from tongguan.operations.travellers.module import LISTS
from tongguan.operations.travellers.pages import surroundings
from tongguan.operations.travellers.queries.lists import counted_sources, entry_of, latest_rejects, source_of
from tongguan.operations.travellers.rules.stored import births_shown
from tongguan.operations.travellers.tables import EntryTable, VersionTable
from tongguan.platform.permissions.interface import Refused, page
from tongguan.platform.ui.interface import words

MOST_FILE_BYTES = 256 * 1024 * 1024
MOST_REJECTS = 200


@page(LISTS)
def lists(request: HttpRequest) -> HttpResponse:
    """Every list with its age and size; and a new one."""
    actor = request.actor  # type: ignore[attr-defined]
    form, status = SourceForm(), 200
    if request.method == "POST":
        form, status = SourceForm(request.POST), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = create_source(actor=actor, **given)
            except Refused as refusal:
                _tell(form, refusal)
                status = refusal.status
            else:
                return redirect("travellers_list", made.code)
    told = surroundings(
        actor,
        "travellers_lists",
        title=_("Watchlists"),
        rows=counted_sources(timezone.localdate()),
        form=form,
    )
    return render(request, "travellers/lists.html", told, status=status)


@page(LISTS)
@never_cache
def one_list(request: HttpRequest, code: str) -> HttpResponse:
    """One: its changes, its rejected rows, its people."""
    return _one(request, code)


def _one(
    request: HttpRequest,
    code: str,
    *,
    import_form: ImportForm | None = None,
    entry_form: EntryForm | None = None,
    problems: Any = (),
    status: int = 200,
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    source = source_of(code)
    rejects, version = latest_rejects(source)
    told = surroundings(
        actor,
        "travellers_lists",
        title=Text(zh=source.title_zh, en=source.title_en),
        source=source,
        import_form=import_form or ImportForm(),
        entry_form=entry_form or EntryForm(initial={"valid_from": timezone.localdate()}),
        rejects=rejects[:MOST_REJECTS],
        rejected_version=version,
        problems=problems,
        versions=VersionTable(source.versions.all(), request, prefix="v-"),
    )
    rows = source.entries.filter(ended=None).select_related("source")
    answer = EntryTable(rows, request).response("travellers/list.html", told)
    answer.status_code = status
    return answer


@page(LISTS)
@require_POST
def bring(request: HttpRequest, code: str) -> HttpResponse:
    """A file for a list."""
    source_of(code)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _one(request, code, import_form=form, status=422)
    given = form.cleaned_data
    try:
        import_list(
            actor=request.actor,  # type: ignore[attr-defined]
            code=code,
            content=given["file"].read(MOST_FILE_BYTES + 1),
            of_date=given["of_date"],
            whole=given["whole"],
            confirmed=given["confirmed"],
        )
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _one(request, code, import_form=form, problems=refusal.problems, status=refusal.status)
    return redirect("travellers_list", code)


@page(LISTS)
@require_POST
def put(request: HttpRequest, code: str) -> HttpResponse:
    """One more person."""
    source_of(code)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _one(request, code, entry_form=form, status=422)
    try:
        add_entry(actor=request.actor, code=code, entry=entry_of_fields(**form.cleaned_data))  # type: ignore[attr-defined]
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _one(request, code, entry_form=form, problems=refusal.problems, status=refusal.status)
    return redirect("travellers_list", code)


@page(LISTS)
@never_cache
def entry(request: HttpRequest, code: str, entry_id: int) -> HttpResponse:
    """One person of a list, and a way to take them off."""
    actor = request.actor  # type: ignore[attr-defined]
    found = entry_of(source_of(code), entry_id)
    form, problems, status = RemovalForm(), [], 200
    if request.method == "POST":
        form, status = RemovalForm(request.POST), 422
        if form.is_valid():
            try:
                remove_entry(actor=actor, code=code, entry_id=entry_id, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                if refusal.status in (403, 404):
                    raise
                problems, status = list(refusal.problems), refusal.status
            else:
                return redirect("travellers_list", code)
    held = found.data
    told = surroundings(
        actor,
        "travellers_lists",
        title=_("Entry {reference}").format(reference=held["reference"]),
        source=found.source,
        form=form,
        problems=problems,
        facts=[
            (_("Full name"), " · ".join(held["names"])),
            (_("Born"), births_shown(held)),
            (_("Nationality"), ", ".join(held["nationalities"])),
            (_("Travel document"), ", ".join(document[0] for document in held["documents"])),
            (_("Listed for"), held["reason"]),
            (_("Valid from"), found.valid_from or "—"),
            (_("Valid to"), found.valid_to or "—"),
        ],
        hits=found.hits.filter(state="open").count(),
    )
    return render(request, "travellers/entry.html", told, status=status)


def _tell(form: Any, refusal: Refused) -> None:
    for problem in refusal.problems:
        field = problem.pointer.strip("/")
        form.add_error(field if field in form.fields else None, words(problem.message))
