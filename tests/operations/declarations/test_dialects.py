"""One validation, told three ways: every rule that can fire is told at a place that exists in each dialect."""

from __future__ import annotations

import csv
import json
import random
import re
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import pytest
from click.testing import CliRunner

from tests.engines.declaration.chinese_facts import FACTS
from tongguan.engines import decmessage, wco
from tongguan.engines.declaration import Money, Party, validate
from tongguan.operations.declarations.commands import declarations
from tongguan.operations.declarations.commands import telling as telling_module
from tongguan.operations.declarations.forms.fields import ContainerGrid, DocumentGrid, HeaderForm, ItemGrid
from tongguan.operations.declarations.queries.checks import _lodging
from tongguan.operations.declarations.queries.messages import Dialect, read_message, written
from tongguan.operations.declarations.queries.places import PLACES, WHOLE, item_number, located
from tongguan.platform.reference.interface import load_shipped
from tongguan.simulator.declarations import FAULTS, generate

GRIDS = {"items": ItemGrid, "containers": ContainerGrid, "documents": DocumentGrid}


def _with_item(declaration, **changes):
    first, *rest = declaration.items
    return replace(declaration, items=(replace(first, **changes), *rest))


# The rules no fault of the generator breaks.
FURTHER = {
    "flow": lambda d: replace(d, flow="X"),
    "party_unidentified": lambda d: replace(d, declarant=Party(country="CHN")),
    "no_lines": lambda d: replace(d, items=()),
    "too_many_lines": lambda d: replace(d, items=d.items * 20),
    "negative": lambda d: replace(_with_item(d, unit_price=Decimal(-1)), freight=Money(Decimal(-1), "USD")),
    "second_quantity": lambda d: _with_item(d, second_quantity=Decimal(4), second_unit=""),
    "container_unknown": lambda d: _with_item(d, container_numbers=("CSQU3054383",)),
    "container_unused": lambda d: replace(
        d, containers=(*d.containers, replace(d.containers[0], number="CSQU3054383", lcl=False))
    ),
    "number": lambda d: replace(d, declaration_number="020220260000000042"),
    "number_given": lambda d: replace(d, declaration_number="531620261000000042"),
    "too_many_packages": lambda d: replace(d, package_count=10**12),
    "text_length": lambda d: replace(
        _with_item(d, description="x" * 3000), note="x" * 3000, containers=(replace(d.containers[0], spec="x" * 90),)
    ),
}  # fmt: skip


def _broken(code: str, flow: str):
    declaration = generate(random.Random(11), flow, 3)
    if code in FAULTS:
        return FAULTS[code](random.Random(1), declaration)
    return FURTHER[code](declaration)


def _layout(engine: str, name: str) -> set[str]:
    with (files(f"tongguan.engines.{engine}") / name).open(encoding="utf-8") as lines:
        return {row["path"] for row in csv.DictReader(lines)}


WCO, WCO_IDS = _layout("wco", "declaration_layout.csv"), re.compile(r"[0-9A-Z]{2,4}(\[[0-9]+\])?")
WINDOW = _layout("decmessage", "layout.csv")


def _in_form(place: str) -> bool:
    grid, _, rest = place.partition("-")
    if grid in GRIDS and not rest:
        return True
    if grid in GRIDS:
        number, _, name = rest.partition("-")
        return number.isdigit() and name in {*GRIDS[grid]().empty_form.fields, WHOLE}
    return place in {*HeaderForm().fields, WHOLE}


def _bare(xpath: str) -> str:
    return re.sub(r"\[[0-9]+\]|/@.*", "", xpath).strip("/")


RULES = {rule.code.removeprefix("declaration."): rule for rule in _lodging()}


def test_every_rule_is_among_the_broken_ones():
    assert set(RULES) == set(FAULTS) | set(FURTHER)


@pytest.mark.parametrize("flow", ["I", "E"])
@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_is_told_in_every_dialect_at_a_place_that_exists(code, flow):
    declaration = _broken(code, flow)
    found = validate(declaration, FACTS, (RULES[code],))
    assert found
    for problem in found:
        told = {name: located(problem, name, declaration.flow).pointer for name in PLACES}
        assert _in_form(told["form"]), told
        assert _bare(told["xml"]) in WCO, told
        assert all(WCO_IDS.fullmatch(step) for step in told["wco"].split("/@")[0].split("/")), told
        assert _bare(told["decmessage"]) in WINDOW, told
        number = item_number(problem.pointer)
        if number is not None:
            assert f"DecList[{number}]" in told["decmessage"]
            assert f"68A[{number}]" in told["wco"]
            assert told["form"].startswith(f"items-{number - 1}-")


@pytest.mark.parametrize("dialect", list(Dialect))
def test_every_form_is_recognised_read_and_written(dialect):
    declaration = generate(random.Random(2), "E", 4)
    message = read_message(written(declaration, dialect))
    assert (message.dialect, message.kind, message.problems) == (dialect, "declaration", ())
    assert message.declarations == (declaration,)
    assert message.reference == declaration.trader_reference


def test_a_window_message_is_known_behind_a_long_comment_a_prefix_and_another_encoding():
    declaration = generate(random.Random(2), "I", 1)
    text = decmessage.write(declaration).decode()
    head, body = text.split("\n", 1)
    for data in (
        f"{head}<!--{'x' * 9000}-->{body}".encode(),
        text.replace("UTF-8", "GB18030").encode("gb18030"),
        text.replace("UTF-8", "UTF-16").encode("utf-16"),
        body.replace("xmlns=", "xmlns:d=")
        .replace("</", "</d:")
        .replace("<", "<d:")
        .replace("<d:/d:", "</d:")
        .encode(),
    ):
        message = read_message(data, Dialect.XML)
        assert message.dialect is Dialect.DECMESSAGE
        assert message.declarations == (declaration,)
    assert read_message(text.encode()[:2000]).problems[0].code == "decmessage.syntax"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dialect", "place"),
    [
        ("form", "items-1-total_price"),
        ("decmessage", "/DecMessage/DecLists/DecList[2]/DeclTotal"),
        ("wco", "42A/67A/68A[2]/23A/79A/112"),
        (
            None,
            "/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]/Commodity/InvoiceLine/ItemChargeAmount",
        ),
    ],
)
def test_the_shell_checks_a_file_in_a_dialect(tmp_path, monkeypatch, dialect, place):
    import contextlib

    monkeypatch.setattr(telling_module, "database", contextlib.nullcontext)
    monkeypatch.setattr("tongguan.operations.declarations.commands.checking.database", contextlib.nullcontext)
    load_shipped()
    declaration = generate(random.Random(11), "I", 3)
    first, second, third = declaration.items
    wrong = replace(declaration, items=(first, replace(second, total_price=second.total_price + 1), third))
    path = tmp_path / "entry.xml"
    path.write_bytes(wco.write(wrong))
    options = ["--dialect", dialect] if dialect else []
    result = CliRunner().invoke(declarations, ["check", str(path), "--json", *options])
    told = json.loads(result.stdout)
    assert (result.exit_code, told["accepted"], told["kind"]) == (1, False, "declaration")
    errors = {error["code"]: error for error in told["errors"]}
    assert errors["declaration.total_price"]["pointer"] == place
    assert errors["declaration.total_price"]["item"] == 2
    if dialect is None:  # in the file's own terms: where it stands in the text
        place = errors["declaration.total_price"]
        line = path.read_text().splitlines()[place["line"] - 1]
        assert line[place["column"] - 1 :].startswith("<ItemChargeAmount")
