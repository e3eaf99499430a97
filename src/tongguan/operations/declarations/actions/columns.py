"""From the declaration to its rows: everything a table repeats of the content is written here."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.db import connection, models

from tongguan.engines.declaration import GoodsDeclaration, Party, to_json
from tongguan.engines.declaration.fields import fields_of
from tongguan.operations.declarations.actions.parties import trader_role
from tongguan.operations.declarations.models import Declaration, DeclarationContainer, DeclarationItem

NAME_LENGTH = 300
CODE_LENGTH = 64


def fill(case: Declaration, declaration: GoodsDeclaration) -> None:
    """Set content, digest and header columns; saves nothing."""
    content = to_json(declaration)
    case.content, case.content_sha256 = content.decode(), hashlib.sha256(content).hexdigest()
    case.__dict__["document"] = declaration
    for name in _repeated():
        setattr(case, name, getattr(declaration, name))
    trader: Party = getattr(declaration, trader_role(declaration)) or Party()
    declarant = declaration.declarant or Party()
    case.trader_code, case.trader_name = trader.code[:CODE_LENGTH], trader.name[:NAME_LENGTH]
    case.declarant_code, case.declarant_name = declarant.code[:CODE_LENGTH], declarant.name[:NAME_LENGTH]
    items = declaration.items
    case.line_count, case.container_count = len(items), len(declaration.containers)
    case.goods = items[0].description[:NAME_LENGTH] if items else ""
    currencies = {item.currency for item in items}
    prices = [item.total_price for item in items]
    single = len(currencies) == 1 and None not in prices
    case.currency = currencies.pop()[:3] if single else ""
    case.total_price = sum(prices, Decimal(0)) if single else None


@cache
def _repeated() -> tuple[str, ...]:
    """The columns of the header named as a field of the neutral model."""
    own = {column.name for column in Declaration._meta.concrete_fields}
    single = {name for name, field in fields_of(GoodsDeclaration).items() if field.kind != "part"}
    return tuple(sorted(own & single - {"declaration_number", "submission_id"}))


def allot(customs_office: str, year: int, flow: str, submission_id: UUID) -> tuple[int, int, bool]:
    """In one round trip: a new primary key, the next sequence number of the office, year and direction, and whether
    the submission id was used for lodging another declaration again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('declarations_declaration_id_seq'), declarations_next_number(%s, %s, %s), "
            "EXISTS (SELECT 1 FROM declarations_lodgement WHERE submission_id = %s)",
            [customs_office, year, "E" if flow == "E" else "I", submission_id],
        )
        return cursor.fetchone()


def new_key() -> int:
    """A new primary key, for a draft, which has no number yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('declarations_declaration_id_seq')")
        return cursor.fetchone()[0]


def store_lines(case: Declaration) -> None:
    """Insert goods lines and containers in one statement, read by the database from the content itself.

    The foreign keys are checked at commit, so the rows may come before their declaration.
    """
    with connection.cursor() as cursor:
        cursor.execute(_insert(), {"declaration": case.pk, "content": case.content})


def drop_lines(case: Declaration) -> None:
    """Remove the rows of an earlier lodgement that is being corrected."""
    DeclarationItem.objects.filter(declaration=case).delete()
    DeclarationContainer.objects.filter(declaration=case).delete()


@cache
def _insert() -> str:
    lines = _rows(DeclarationItem, "items")
    boxes = _rows(DeclarationContainer, "containers")
    return f"WITH document AS (SELECT %(content)s::jsonb AS d), lines AS ({lines}) {boxes}"


def _rows(model: type[models.Model], part: str) -> str:
    """INSERT … SELECT from a list in the document; every name comes from the models, none from input."""
    columns = [
        column for column in model._meta.concrete_fields if column.name not in ("id", "declaration", "out_at")
    ]
    types = ", ".join(f'"{c.column}" {_type(c)}' for c in columns)
    values = ", ".join(_value(c) for c in columns)
    names = ", ".join(f'"{c.column}"' for c in columns)
    return (
        f'INSERT INTO "{model._meta.db_table}" (declaration_id, {names}) '  # noqa: S608
        f"SELECT %(declaration)s, {values} FROM document, "
        f"jsonb_to_recordset(coalesce(d->'{part}', '[]'::jsonb)) AS x({types})"
    )


def _type(column: models.Field) -> str:
    return column.db_type(connection).split("(")[0].replace("varchar", "text")


def _value(column: models.Field) -> str:
    """Absent texts are empty, absent lists are empty lists, absent numbers are null."""
    if isinstance(column, models.JSONField):
        return f"coalesce(x.\"{column.column}\", '[]'::jsonb)"
    if isinstance(column, (models.CharField, models.TextField)):
        return f"coalesce(x.\"{column.column}\", '')"
    return f'x."{column.column}"'
