"""Forms: the error stands at its field, is tied to it, and the summary leads there."""

from __future__ import annotations

import re
from typing import Any

from django.utils import translation

from tongguan.platform.ui import rendering, showcase


def test_groups_keep_every_field_once() -> None:
    form = showcase.SampleForm()
    names = [field.name for group in rendering.grouped(form) for field in group.fields]
    assert sorted(names) == sorted(form.fields)
    form.groups = (("Some", ("value", "absent")),)
    groups = rendering.grouped(form)
    assert [field.name for field in groups[0].fields] == ["value"]
    assert groups[-1].label == ""


def test_errors_are_tied_to_their_fields() -> None:
    form, _lines = showcase.wrong_forms()
    html = form.render()
    for name in ("arrival", "value"):
        assert f'<ul class="field-error" id="id_{name}_error">' in html
        control = re.search(rf'<input[^>]*id="id_{name}"[^>]*>', html)
        assert control
        assert 'aria-invalid="true"' in control[0]
        assert f"id_{name}_error" in control[0]
        assert f'href="#id_{name}"' in html
    assert 'aria-describedby="id_trader_helptext"' in html
    assert 'id="id_trader_helptext"' in html


def test_an_untouched_form_shows_no_error() -> None:
    html = showcase.SampleForm().render()
    assert "field-error" not in html
    assert "error-summary" not in html
    assert html.count("required") >= 5


def test_lines_name_the_row_in_the_summary() -> None:
    _form, lines = showcase.wrong_forms()
    with translation.override("en"):
        errors = rendering.form_errors(lines)
    assert [str(error.label) for error in errors] == ["Line 2 · HS code", "Line 2 · Quantity"]
    assert errors[0].anchor == "id_lines-1-code"


def test_lines_bring_a_template_row_and_a_management_form() -> None:
    lines: Any = showcase.SampleLines(prefix="rows")
    html = lines.render()
    assert 'name="rows-TOTAL_FORMS"' in html
    assert "rows-__prefix__-code" in html.split("<template>")[1]
    assert "__prefix__" not in html.split("<template>")[0]
