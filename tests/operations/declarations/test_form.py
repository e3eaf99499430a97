"""The form: round trip without loss, errors at the field, one lodging for two clicks."""

from __future__ import annotations

import io
import uuid
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import translation

from tests.factories.declarations import importable, lodged, summary_of, valid
from tongguan.engines.declaration import Extension, to_json
from tongguan.operations.amendments.models import ChangeRequest
from tongguan.operations.declarations.forms import SUMMARY, WHOLE, DeclarationForms
from tongguan.operations.declarations.interface import route
from tongguan.operations.declarations.models import Declaration

pytestmark = pytest.mark.django_db


def posted(declaration, layout=WHOLE, **changes):
    """What a browser sends when the form of a declaration is submitted as it is shown."""
    forms = DeclarationForms(declaration=declaration, layout=layout)
    data = {"base": forms.base_text}
    for part in forms.parts:
        shown = getattr(part, "forms", [part])
        if hasattr(part, "management_form"):
            shown = [*shown, part.management_form]
        for form in shown:
            for field in form:
                value = field.value()
                if field.name != "DELETE":
                    data[field.html_name] = "" if value is None else value
    return data | changes


@pytest.fixture
def client(world):
    found = Client(headers={"Accept-Language": "en"})
    found.force_login(world.users["trader"], backend="django.contrib.auth.backends.ModelBackend")
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_is_shown_comes_back_the_same(world, seed):
    declaration = valid(world, seed, flow="IE"[seed % 2], lines=1 + seed)
    declaration = replace(
        declaration,
        extensions=(Extension("GoodsShipment[1]/UCR[1]", "X"),),
        items=(replace(declaration.items[0], extensions=(Extension("A[1]", "b"),)), *declaration.items[1:]),
    )
    forms = DeclarationForms(posted(declaration))
    assert forms.declaration() == declaration, [part.errors for part in forms.parts]


def test_a_removed_line_takes_its_own_extensions_with_it(world):
    declaration = valid(world, 2, lines=3)
    items = tuple(
        replace(item, extensions=(Extension("A[1]", str(i)),)) for i, item in enumerate(declaration.items)
    )
    data = posted(replace(declaration, items=items)) | {"items-1-DELETE": "on"}
    found = DeclarationForms(data).declaration()
    assert [(item.line_number, item.extensions[0].value) for item in found.items] == [(1, "0"), (2, "2")]


def test_two_clicks_lodge_once(world, client):
    data = posted(valid(world), do="lodge", submission_id="7f0c1d0e-9f63-4a52-8f0e-6f3f8a3f2b11")
    first, second = client.post("/declarations/new/", data), client.post("/declarations/new/", data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Declaration.objects.count() == 1


def test_a_wrong_value_is_told_at_its_field(world, client):
    data = posted(valid(world, lines=2), do="lodge") | {"items-1-quantity": "12a", "gross_mass_kg": "many"}
    with translation.override("en"):
        answer = client.post("/declarations/new/", data)
    assert answer.status_code == 422
    forms = answer.context["forms"]
    assert "quantity" in forms.goods.forms[1].errors
    assert "gross_mass_kg" in forms.header.errors
    assert b"12a" in answer.content
    assert not Declaration.objects.exists()


def test_a_broken_rule_is_told_at_its_field(world, client):
    answer = client.post("/declarations/new/", posted(valid(world, 5, faults=("unknown_code",)), do="lodge"))
    assert answer.status_code == 422
    assert any("origin_country" in form.errors for form in answer.context["forms"].goods.forms)


def test_a_draft_is_saved_changed_and_lodged(world, client):
    half = replace(valid(world), bill_number="")
    answer = client.post("/declarations/new/", posted(half, do="draft"))
    case = Declaration.objects.get()
    assert answer.url == f"/declarations/{case.reference}/edit/"
    page = client.get(answer.url)
    assert page.status_code == 200
    data = posted(valid(world), do="lodge", version=str(case.version), submission_id=str(case.submission_id))
    assert client.post(answer.url, data).url == f"/cases/declaration/{case.reference}/"
    case.refresh_from_db()
    assert case.state == "lodged"


@pytest.mark.parametrize(("content", "status"), [(None, 200), (b"<a>\n<b></a>", 422), (b"", 422)])
def test_an_upload_fills_the_form_or_says_where_it_is_wrong(world, client, content, status):
    file = io.BytesIO(to_json(valid(world)) if content is None else content)
    file.name = "entry.dat"
    answer = client.post("/declarations/new/", {"do": "upload", "file": file})
    assert answer.status_code == status
    if content is None:
        assert valid(world).bill_number.encode() in answer.content
    elif content:
        assert answer.context["file_problems"][0]["line"] == 2
    assert not Declaration.objects.exists()


def test_pages_of_a_lodged_declaration(world, client):
    reference = lodged(world).reference
    for path in (
        f"/cases/declaration/{reference}/",
        f"/declarations/{reference}/print/",
        f"/declarations/{reference}/response.xml",
        f"/declarations/{reference}/file.xml",
        f"/declarations/{reference}/file.csv",
        "/cases/declaration/",
    ):
        assert client.get(path).status_code == 200, path
    assert client.get(f"/declarations/{reference}/file.exe").status_code == 404
    assert client.get(f"/declarations/{reference}/edit/").status_code == 302
    rival = Client()
    rival.force_login(world.users["rival"], backend="django.contrib.auth.backends.ModelBackend")
    for tail in ("print/", "response.xml", "file.json", "edit/"):
        assert rival.get(f"/declarations/{reference}/{tail}").status_code == 404


def test_a_damaged_base_is_told_not_raised(world):
    forms = DeclarationForms(posted(valid(world)) | {"base": "{"})
    assert forms.declaration() is None
    assert forms.header.non_field_errors()


def test_the_short_form_lodges_a_summary_and_the_whole_one_completes_it(world, client):
    whole = importable(world)
    data = posted(summary_of(whole), layout=SUMMARY, do="lodge", submission_id=str(uuid.uuid4()))
    page = client.get("/declarations/new/summary/")
    assert page.status_code == 200
    assert "id_levy_nature" not in page.content.decode(), "the form is short"
    answer = client.post("/declarations/new/summary/", data)
    case = Declaration.objects.get()
    assert (answer.url, case.stage) == (f"/cases/declaration/{case.reference}/", "summary")
    assert case.document == summary_of(whole)
    Declaration.objects.update(state="pick_up", entered_on=whole.movement_date)
    edit = f"/declarations/{case.reference}/edit/"
    forms = client.get(edit).context["forms"]
    assert forms.header["bill_number"].value() == whole.bill_number
    assert forms.header.fields["bill_number"].widget.attrs["readonly"]
    assert "readonly" not in forms.header.fields["levy_nature"].widget.attrs
    assert forms.goods.forms[0].fields["origin_country"].widget.attrs["readonly"]
    assert "readonly" not in forms.goods.forms[0].fields["hs_code"].widget.attrs, "more digits may be given"
    assert not forms.goods.can_delete
    data = posted(whole, do="lodge", version=str(case.version), submission_id=str(uuid.uuid4()))
    changed = client.post(edit, data | {"bill_number": "OTHER1234567"})
    assert changed.status_code == 422
    assert "bill_number" in changed.context["forms"].header.errors
    assert client.post(edit, data).status_code == 302
    case = Declaration.objects.get()
    assert (case.state, case.stage, case.document) == ("lodged", "complete", whole)


def test_a_refused_summary_says_it_at_its_field(world, client):
    data = posted(summary_of(importable(world)), layout=SUMMARY, do="lodge", bill_number="")
    answer = client.post("/declarations/new/summary/", data)
    assert answer.status_code == 422
    assert "bill_number" in answer.context["forms"].header.errors


def test_asking_for_an_amendment_and_a_cancellation_on_pages(world, client):
    reference = lodged(world).reference
    route(reference, "review")
    url = f"/declarations/{reference}/amend/"
    assert client.get(url).status_code == 200
    wanted = replace(Declaration.objects.get().document, note="typo")
    refused = client.post(url, posted(wanted))
    assert refused.status_code == 422, "without a reason"
    answer = client.post(url, posted(wanted, reason="typo"))
    request = ChangeRequest.objects.get()
    assert answer.url == f"/cases/change_request/{request.reference}/"
    assert b"typo" in client.get(answer.url).content
    page = client.get(f"/cases/declaration/{reference}/").content
    assert request.reference.encode() in page
    cancel = f"/declarations/{reference}/cancel/"
    assert client.get(cancel).status_code == 200
    assert client.post(cancel, {"reason": "x"}).status_code == 409, "one request at a time"
    Declaration.objects.update(state="inspection")
    for path in (url, cancel):
        assert client.get(path).status_code == 302, "under control"
    rival = Client()
    rival.force_login(world.users["rival"], backend="django.contrib.auth.backends.ModelBackend")
    assert [rival.get(path).status_code for path in (url, cancel)] == [404, 404]
