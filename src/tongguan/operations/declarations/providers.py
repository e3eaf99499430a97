"""What this module gives to other mechanisms: how its cases are found, and how they are amended."""

from __future__ import annotations

from django.db.models import Q

from tongguan.engines.declaration.labels import LABELS
from tongguan.engines.identifiers import CONTAINER_NUMBER, DECLARATION_NUMBER
from tongguan.engines.problems import Text
from tongguan.operations.amendments.interface import Subject, register_subject
from tongguan.operations.declarations.actions.requesting import carry_out
from tongguan.operations.declarations.models import DeclarationContainer
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.permissions.interface import Actor
from tongguan.platform.search.interface import Asked, case_search, register_search


def found_by(actor: Actor, asked: Asked) -> list[Q]:
    """By declaration number, container or bill of lading."""
    number, container = DECLARATION_NUMBER.normalize(asked.code), CONTAINER_NUMBER.normalize(asked.code)
    if DECLARATION_NUMBER.is_valid(number):
        return [Q(declaration_number=number)]
    if CONTAINER_NUMBER.is_valid(container):
        return [Q(pk__in=DeclarationContainer.objects.filter(number=container).values("declaration"))]
    return [Q(bill_number=asked.code)]


def field_label(pointer: str) -> Text:
    """`/items/0/hs_code` in the words of the form, with the line's number."""
    steps = [step for step in pointer.split("/") if step]
    name = next((step for step in reversed(steps) if not step.isdigit()), "")
    label = LABELS.get(name, Text(zh=name, en=name))
    if steps[:1] == ["items"] and len(steps) > 1 and steps[1].isdigit():
        line = int(steps[1]) + 1
        return Text(zh=f"第 {line} 项{label.zh}", en=f"line {line}: {label.en}")
    return label


register_subject(Subject(DECLARATION.code, carry_out, field_label))
register_search(case_search(DECLARATION, found_by))
