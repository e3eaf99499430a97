"""The whole form: header and grids ↔ the neutral declaration, and problems at their fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongguan.engines.declaration import GoodsDeclaration, from_plain, to_plain
from tongguan.engines.declaration.json_codec import parse_json
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.forms.fields import (
    SEPARATOR,
    SHORT_LISTS,
    HeaderForm,
    RowForm,
    grids,
    key,
)
from tongguan.operations.declarations.forms.layout import LISTS, WHOLE, Groups, Layout
from tongguan.platform.reference.interface import codes

SPLIT = re.compile(r"[\s,;，；、]+")
GRIDS = ("items", "containers", "documents")
BASE = Text(zh="表单数据已损坏，请重新打开页面", en="The form's data is damaged; open the page again")


class UploadForm(forms.Form):
    """A file that fills the form."""

    file = forms.FileField(label=_("WCO XML, JSON or CSV file"))


class DeclarationForms:
    """Header, goods lines, containers and documents as one form.

    What the form has no field for (extensions of an uploaded message, for example) travels in the hidden `base`
    and stays with its line. `layout` says which fields there are, `locked` which of them the summary fixed.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        declaration: GoodsDeclaration | None = None,
        layout: Layout = WHOLE,
        locked: Iterable[str] = (),
    ):
        fixed = frozenset(locked)
        plain = to_plain(declaration) if declaration is not None else {}
        self.problems: list[Problem] = []
        self.base = plain if data is None else self._base(data)
        self.base_text = _text(plain) if data is None else str(data.get("base") or "{}")
        self.header = HeaderForm(layout.groups, fixed, data, initial=_flat(plain, layout.groups))
        self.grids = {
            name: made(data, prefix=name, initial=_rows(plain.get(name, ()), name))
            for name, made in grids(layout, fixed).items()
        }
        self.shown: dict[str, list[RowForm]] = {}

    def _base(self, data: Mapping[str, Any]) -> dict[str, Any]:
        value, problem = parse_json(str(data.get("base") or "{}").encode("utf-8", "replace"))
        if problem is not None or not isinstance(value, dict):
            self.problems.append(Problem("declaration.form", BASE))
            return {}
        return value

    @property
    def parts(self) -> tuple[Any, ...]:
        """Everything the error summary looks at."""
        return (self.header, *self.grids.values())

    @property
    def goods(self) -> Any:
        """The grid of goods lines; templates cannot say `grids.items`, which is the mapping's own method."""
        return self.grids["items"]

    def declaration(self) -> GoodsDeclaration | None:
        """What was typed, as a declaration; None where a value cannot be read, then the fields say why."""
        valid = [part.is_valid() for part in self.parts]
        if not all(valid) or self.problems:
            self.show(self.problems)
            return None
        plain = {name: value for name, value in self.base.items() if name not in GRIDS}
        _overlay(plain, self.header.cleaned_data)
        for name, formset in self.grids.items():
            kept = [form for form in formset.forms if not form.cleaned_data.get("DELETE") and form.filled()]
            self.shown[name] = kept
            plain[name] = [
                _row(form, name, self.base.get(name) or [], number) for number, form in enumerate(kept, 1)
            ]
        found, problems = from_plain(plain)
        self.show(problems)
        return found

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field; what has no field stands above the form."""
        language = get_language() or "zh-hans"
        for problem in problems:
            form, name = self._place(problem.pointer)
            form.add_error(name if name in form.fields else None, problem.message.in_language(language))

    def _place(self, pointer: str) -> tuple[forms.Form, str]:
        steps = [step for step in pointer.split("/") if step]
        if len(steps) > 1 and steps[0] in self.shown and steps[1].isdigit():
            rows = self.shown[steps[0]]
            if int(steps[1]) < len(rows):
                return rows[int(steps[1])], steps[2] if len(steps) > 2 else ""
        name = SEPARATOR.join(steps)
        if name not in self.header.fields and name + SEPARATOR + "code" in self.header.fields:
            name += SEPARATOR + "code"
        return self.header, name


def _text(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _flat(plain: Mapping[str, Any], groups: Groups) -> dict[str, Any]:
    """Initial values of the header."""
    out = {}
    for _title, names in groups:
        for name in names:
            part, _dot, inner = name.rpartition(".")
            out[key(name)] = (plain.get(part) or {}).get(inner, "") if part else plain.get(inner, "")
    return out


def _rows(parts: Iterable[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    """Initial values of a grid; a new form shows one empty line of goods."""
    out = []
    for index, part in enumerate(parts):
        row = {k: " ".join(v) if k in SHORT_LISTS else v for k, v in part.items()}
        if isinstance(row.get("lcl"), bool):
            row["lcl"] = str(row["lcl"]).lower()
        out.append(row | {"row": str(index)})
    return out or ([{}] if name == "items" else [])


def _overlay(plain: dict[str, Any], typed: Mapping[str, str]) -> None:
    """Put the header's values over the base; an emptied field is gone, an emptied part too."""
    for name, raw in typed.items():
        value = (raw or "").strip()
        part, split, inner = name.partition(SEPARATOR)
        if not split:
            plain[name] = value or None
            continue
        held = dict(plain.get(part) or {}) if isinstance(plain.get(part), dict) else {}
        held[inner] = value or None
        plain[part] = held
    for part in {name.partition(SEPARATOR)[0] for name in typed if SEPARATOR in name}:
        held = {inner: value for inner, value in plain[part].items() if value not in (None, "", [])}
        only_currency = set(held) == {"currency"}
        plain[part] = held if held and not only_currency else None


def _row(form: RowForm, name: str, base: list[Any], number: int) -> dict[str, Any]:
    """A grid's row over the part it came from."""
    origin = form.cleaned_data.get("row") or ""
    held = base[int(origin)] if origin.isdecimal() and int(origin) < len(base) else {}
    row = {k: v for k, v in held.items() if k not in form.names} if isinstance(held, dict) else {}
    for field, value in form.filled().items():
        row[field] = [entry for entry in SPLIT.split(value) if entry] if field in SHORT_LISTS else value
    return row | ({"line_number": number} if name == "items" else {})


ASKED = "commodity"
"""The list that is asked for while its code is typed: the whole tariff has ten thousand lines."""


def code_lists() -> list[dict[str, Any]]:
    """The lists the fields are picked from: code and both names; the one that is asked for later is empty."""
    day, language = timezone.localdate(), get_language() or "zh-hans"
    made: list[dict[str, Any]] = [{"table": ASKED, "entries": []}]
    for table in sorted(set(LISTS.values()) - {ASKED}):
        entries = [
            {
                "code": value.code,
                "name": value.name.in_language(language),
                "other": value.name.en if language.startswith("zh") else value.name.zh,
            }
            for value in codes(table, day).values()
        ]
        made.append({"table": table, "entries": entries})
    return made
