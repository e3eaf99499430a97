"""Pages of measurements: what is valid, what ends soon, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongguan.engines.problems import Text
from tongguan.platform.measurement import actions
from tongguan.platform.measurement.forms import (
    AuthorisationForm,
    CalibrationForm,
    InstrumentForm,
    MethodForm,
    WithdrawForm,
)
from tongguan.platform.measurement.module import MANAGE, VIEW
from tongguan.platform.measurement.queries import (
    authorisations,
    instruments,
    methods,
    valid_instrument,
    visible_instrument,
)
from tongguan.platform.measurement.tables import (
    STATES,
    AuthorisationTable,
    InstrumentTable,
    MethodTable,
    calibration_state,
    window_state,
)
from tongguan.platform.permissions.interface import Actor, Refused, page
from tongguan.platform.ui.interface import Link

TITLES = {
    "instruments": Text(zh="仪器与校准", en="Instruments and calibrations"),
    "methods": Text(zh="检测方法", en="Methods"),
    "authorisations": Text(zh="人员授权", en="Authorisations"),
}


def tabs(current: str) -> list[Link]:
    """The three lists."""
    return [
        Link(title, reverse(f"measurement_{code}"), current=code == current) for code, title in TITLES.items()
    ]


def _list(request: HttpRequest, code: str, table: type[Any], rows: Any) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    new = {
        "instruments": ("measurement_instrument_new", _("Register an instrument")),
        "methods": ("measurement_method_new", _("New version of a method")),
        "authorisations": ("measurement_authorisation_new", _("Authorise a person")),
    }[code]
    told = {"title": TITLES[code], "tabs": tabs(code), "new_url": reverse(new[0]), "new_label": new[1]}
    return table(rows, request).response("measurement/list.html", {**told, "may_manage": actor.may(MANAGE)})


@page(VIEW)
def instrument_list(request: HttpRequest) -> HttpResponse:
    """Instruments, what ends first above."""
    return _list(request, "instruments", InstrumentTable, instruments(request.actor))  # type: ignore[attr-defined]


@page(VIEW)
def method_list(request: HttpRequest) -> HttpResponse:
    """Versions of methods."""
    return _list(request, "methods", MethodTable, methods(request.actor))  # type: ignore[attr-defined]


@page(VIEW)
def authorisation_list(request: HttpRequest) -> HttpResponse:
    """Authorisations."""
    return _list(request, "authorisations", AuthorisationTable, authorisations(request.actor))  # type: ignore[attr-defined]


@page(VIEW)
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One instrument: whether it is valid today and why not, its calibrations; a manager records and withdraws."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = visible_instrument(actor, code)
    form, problems = CalibrationForm(), ()
    if request.method == "POST":
        form = CalibrationForm(request.POST if "certificate" in request.POST else None)
        taken = WithdrawForm(request.POST)
        try:
            if form.is_bound and form.is_valid():
                actions.calibrate(actor=actor, instrument=code, **form.cleaned_data)
                return redirect("measurement_instrument", code)
            if not form.is_bound and taken.is_valid():
                actions.withdraw_calibration(
                    actor=actor, calibration_id=taken.cleaned_data["row"], reason=taken.cleaned_data["reason"]
                )
                return redirect("measurement_instrument", code)
        except Refused as refusal:
            problems = refusal.problems  # type: ignore[assignment]
    calibrations = row.calibrations.order_by("-valid_from", "-known_from")
    told = {
        "title": Text(zh=f"仪器 {code}", en=f"Instrument {code}"),
        "row": row,
        "state": STATES[calibration_state(row)],
        "validity": valid_instrument(code),
        "calibrations": [(each, STATES["failed" if not each.passed else window_state(each)]) for each in calibrations],
        "form": form,
        "problems": problems,
        "may_manage": actor.may(MANAGE),
        "crumbs": [Link(TITLES["instruments"], reverse("measurement_instruments")), Link(code, "", current=True)],
        "today": timezone.localdate(),
    }  # fmt: skip
    failed = problems or (request.method == "POST" and form.errors)
    return render(request, "measurement/instrument.html", told, status=422 if failed else 200)


def _form_page(
    request: HttpRequest, title: Text, code: str, form: forms.Form, act: Callable[..., object]
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=actor, **form.cleaned_data)
            return redirect(f"measurement_{code}")
        except Refused as refusal:
            problems = refusal.problems
    crumbs = [Link(TITLES[code], reverse(f"measurement_{code}")), Link(title, "", current=True)]
    status = 422 if problems or (request.method == "POST" and form.errors) else 200
    told = {"title": title, "form": form, "problems": problems, "crumbs": crumbs}
    return render(request, "measurement/form.html", told, status=status)


@page(MANAGE)
def new_instrument(request: HttpRequest) -> HttpResponse:
    """Register an instrument."""
    form = InstrumentForm(request.actor, request.POST or None)  # type: ignore[attr-defined]
    title = Text(zh="登记仪器", en="Register an instrument")
    return _form_page(request, title, "instruments", form, actions.register_instrument)


@page(MANAGE)
def new_method(request: HttpRequest) -> HttpResponse:
    """A new version of a method."""
    title = Text(zh="新方法版本", en="New version of a method")
    return _form_page(request, title, "methods", MethodForm(request.POST or None), actions.set_method)


@page(MANAGE)
def new_authorisation(request: HttpRequest) -> HttpResponse:
    """Authorise a person."""
    form = AuthorisationForm(request.actor, request.POST or None)  # type: ignore[attr-defined]
    title = Text(zh="授权", en="Authorise a person")
    return _form_page(request, title, "authorisations", form, actions.authorise)


@page(MANAGE)
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw an authorisation, with a reason."""
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_authorisation(
            actor=request.actor,  # type: ignore[attr-defined]
            authorisation_id=form.cleaned_data["row"],
            reason=form.cleaned_data["reason"],
        )
        return redirect("measurement_authorisations")
    rows = authorisations(request.actor).filter(known_to__isnull=True).order_by("-valid_from")  # type: ignore[attr-defined]
    form.fields["row"] = forms.TypedChoiceField(
        label=_("Authorisation"), coerce=int, choices=[(each.pk, f"{each.person} · {each.method}") for each in rows]
    )  # fmt: skip
    title = Text(zh="撤销授权", en="Withdraw an authorisation")
    crumbs = [
        Link(TITLES["authorisations"], reverse("measurement_authorisations")),
        Link(title, "", current=True),
    ]
    told = {"title": title, "form": form, "problems": (), "crumbs": crumbs}
    return render(request, "measurement/form.html", told, status=422 if form.is_bound else 200)
