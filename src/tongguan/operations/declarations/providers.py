"""What this module gives to other mechanisms: how its cases are found, and how they are amended."""

from __future__ import annotations

from django.db.models import Q

from tongguan.engines.identifiers import CONTAINER_NUMBER, DECLARATION_NUMBER
from tongguan.operations.amendments.interface import Subject, register_subject
from tongguan.operations.declarations.actions.requesting import carry_out
from tongguan.operations.declarations.models import DeclarationContainer
from tongguan.operations.declarations.queries import field_label
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


register_subject(Subject(DECLARATION.code, carry_out, field_label))
register_search(case_search(DECLARATION, found_by))
