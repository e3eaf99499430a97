"""Invented declarations of the Chinese shape: the same seed gives the same one, and every one is valid.

Pure: no clock, no database, no global randomness. Firms, people and numbers are invented; codes are real.
`faults` damages a declaration in named ways, each of which one rule must find.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from tongguan.engines.declaration import (
    IMPORT,
    Container,
    Document,
    GoodsDeclaration,
    Item,
    Money,
    Party,
)
from tongguan.engines.identifiers import (
    USCC_ALPHABET,
    container_check_digit,
    imo_check_digit,
    organisation_check_character,
    uscc_check_character,
)
from tongguan.simulator.goods import GOODS, Goods

CONTAINER_PAYLOAD_KG = 21_000
LOCALITIES = (
    ("440300", "深圳"), ("440100", "广州"), ("310115", "上海"), ("330200", "宁波"), ("350200", "厦门"),
    ("370200", "青岛"), ("120116", "天津"), ("320500", "苏州"), ("441900", "东莞"), ("330782", "义乌"),
)  # fmt: skip
NAME_FIRST = "汇宏远鼎诚泰嘉瑞启恒卓海澜明信润和盛凯博"
NAME_SECOND = "达通源丰联程翔越兴隆邦川舟帆屿岚途立升宇"
TRADES = (
    "国际贸易",
    "进出口",
    "供应链管理",
    "电子科技",
    "食品",
    "纺织品",
    "机械设备",
    "化工材料",
    "家居用品",
)
BROKERS = ("报关", "国际货运代理", "国际物流")
FOREIGN_FIRST = ("Alder", "Brightwater", "Castello", "Danvik", "Eastmere", "Fontaine", "Greyfield", "Halden")
FOREIGN_SECOND = ("Trading", "Commodities", "Industries", "Export House", "Supply", "Merchants", "Products")
FOREIGN_FORM = {"DEU": "GmbH", "FRA": "SARL", "ITA": "S.r.l.", "JPN": "K.K.", "BRA": "Ltda.", "CHL": "S.A."}
SHIP_NAMES = (
    "LINGDING STAR",
    "COASTAL HARMONY",
    "EASTERN HERON",
    "NORDIC LARCH",
    "PEARL DELTA",
    "JADE CURRENT",
)
# Country → its UN/LOCODE of loading or discharge.
PORTS = {
    "ARG": "ARBUE", "AUS": "AUMEL", "BEL": "BEANR", "BRA": "BRSSZ", "CAN": "CAVAN", "CHE": "NLRTM",
    "CHL": "CLSAI", "CUB": "CUMAR", "DEU": "DEHAM", "FIN": "FIHEL", "FRA": "FRLEH", "GBR": "GBFXT",
    "IDN": "IDJKT", "IND": "INNSA", "IRN": "IRBND", "ITA": "ITGOA", "JAM": "JMKIN", "JPN": "JPYOK",
    "KOR": "KRPUS", "LKA": "LKCMB", "MYS": "MYPKG", "NZL": "NZTRG", "PHL": "PHMNL", "RUS": "RUVVO",
    "SAU": "SAJED", "SGP": "SGSIN", "THA": "THLCH", "UKR": "UAODS", "USA": "USLAX",
    "VNM": "VNSGN", "ZMB": "TZDAR",
}  # fmt: skip
BUYERS = ("USA", "DEU", "JPN", "GBR", "FRA", "AUS", "KOR", "VNM", "SGP", "BRA")
# Supervision mode, nature of levy, levy mode of the lines, weight: ordinary trade is most of it.
MODES = (("0110", "101", "1", 84), ("0615", "503", "3", 11), ("0214", "502", "3", 5))
DEFAULT_DATE = dt.date(2026, 11, 20)


def generate(
    rng: random.Random,
    flow: str,
    lines: int,
    *,
    on_date: dt.date = DEFAULT_DATE,
    office: str = "5316",
    border_port: str = "CNYTN",
    conveyance: tuple[str, str, str] | None = None,
    faults: Sequence[str] = (),
) -> GoodsDeclaration:
    """A declaration of `lines` goods lines, flow I or E; `conveyance` is ship's name, IMO number, voyage."""
    goods = _choose(rng, flow, lines)
    country = (
        rng.choice([code for code in goods[0].origins if code != "CHN"])
        if flow == IMPORT
        else rng.choice(BUYERS)
    )
    mode, nature, levy_mode, _ = rng.choices(MODES, [row[3] for row in MODES])[0]
    items = tuple(_item(rng, index + 1, entry, flow, country, levy_mode) for index, entry in enumerate(goods))
    gross = sum((item.gross_mass_kg or Decimal(0) for item in items), Decimal(0))
    containers = _containers(rng, gross)
    items = tuple(replace(item, container_numbers=_share(index, containers, len(items)))
                  for index, item in enumerate(items))  # fmt: skip
    home, abroad = firm(rng), _foreign_firm(rng, country)
    ship, imo, voyage = conveyance or _ship(rng)
    terms = rng.choice("1123") if flow == IMPORT else rng.choice("3312")
    declaration = GoodsDeclaration(
        flow=flow,
        customs_office=office,
        trader_reference=f"TG{on_date:%y%m%d}{rng.randrange(10**8):08d}",
        supervision_mode=mode,
        levy_nature=nature,
        transport_mode="2",
        conveyance_name=ship,
        conveyance_imo=imo,
        voyage_number=voyage,
        bill_number=f"{rng.choice(('LDSL', 'EHSU', 'NLXL'))}{rng.randrange(10**9):09d}",
        movement_date=on_date,
        departure_country=country if flow == IMPORT else "CHN",
        destination_country="CHN" if flow == IMPORT else country,
        trade_country=country,
        departure_port=PORTS[country] if flow == IMPORT else border_port,
        call_port=PORTS[country],
        border_port=border_port,
        transaction_mode=terms,
        freight=_charge(gross, "0.06") if (flow == IMPORT) == (terms == "3") else None,
        insurance=_charge(gross, "0.004") if (flow == IMPORT) == (terms in "23") else None,
        package_count=max(1, int(gross / 25)),
        package_type=rng.choice(("22", "22", "93", "06")),
        gross_mass_kg=gross,
        net_mass_kg=sum((item.net_mass_kg or Decimal(0) for item in items), Decimal(0)),
        contract_number=f"{home.code[2:6]}-{on_date:%Y}-{rng.randrange(10**4):04d}",
        goods_location="堆场",
        consignor=abroad if flow == IMPORT else home,
        consignee=home if flow == IMPORT else abroad,
        owner=home,
        declarant=firm(rng, BROKERS),
        containers=containers,
        items=items,
        documents=(Document(code="00000001", number=f"INV{rng.randrange(10**7):07d}", name="发票"),),
        note="N/M",
    )
    for fault in faults:
        declaration = FAULTS[fault](rng, declaration)
    return declaration


def inspectable(declaration: GoodsDeclaration) -> GoodsDeclaration:
    """The same with what inspection and quarantine ask for: use 99 (other), attribute 19 (ordinary goods)."""
    items = tuple(replace(item, intended_use="99", goods_attributes="19") for item in declaration.items)
    return replace(declaration, items=items)


def summary_of(declaration: GoodsDeclaration) -> GoodsDeclaration:
    """What of a declaration its summary states: nine items, the gross mass, the boxes, what inspection asks for."""
    return GoodsDeclaration(
        flow=declaration.flow,
        customs_office=declaration.customs_office,
        transport_mode=declaration.transport_mode,
        conveyance_name=declaration.conveyance_name,
        conveyance_imo=declaration.conveyance_imo,
        voyage_number=declaration.voyage_number,
        bill_number=declaration.bill_number,
        movement_date=declaration.movement_date,
        supervision_mode=declaration.supervision_mode,
        gross_mass_kg=declaration.gross_mass_kg,
        consignee=declaration.consignee,
        declarant=declaration.declarant,
        containers=declaration.containers,
        documents=declaration.documents,
        items=tuple(
            Item(
                line_number=item.line_number,
                hs_code=item.hs_code,
                description=item.description,
                origin_country=item.origin_country,
                quantity=item.quantity,
                unit=item.unit,
                total_price=item.total_price,
                currency=item.currency,
                container_numbers=item.container_numbers,
                intended_use=item.intended_use,
                goods_attributes=item.goods_attributes,
            )
            for item in declaration.items
        ),
    )


def _choose(rng: random.Random, flow: str, lines: int) -> list[Goods]:
    """Goods that come from abroad, or that are made here; the first line decides the country."""
    pool = [
        entry for entry in GOODS if (entry.origins[0] != "CHN" if flow == IMPORT else "CHN" in entry.origins)
    ]
    return [rng.choice(pool) for _ in range(lines)]


def uscc(rng: random.Random, division: str) -> str:
    """A well-made but invented unified social credit code of a firm in an administrative division."""
    organisation = "MA" + "".join(rng.choice(USCC_ALPHABET) for _ in range(6))
    body = f"91{division}{organisation}{organisation_check_character(organisation)}"
    return body + uscc_check_character(body)


def firm(rng: random.Random, trades: Sequence[str] = TRADES) -> Party:
    """An invented Chinese firm."""
    division, city = rng.choice(LOCALITIES)
    name = rng.choice(NAME_FIRST) + rng.choice(NAME_SECOND) + rng.choice(trades)
    return Party(code=uscc(rng, division), name=f"{city}{name}有限公司", country="CHN")


def _foreign_firm(rng: random.Random, country: str) -> Party:
    name = f"{rng.choice(FOREIGN_FIRST)} {rng.choice(FOREIGN_SECOND)} {FOREIGN_FORM.get(country, 'Ltd.')}"
    return Party(code="", name=name, country=country)


def container_number(rng: random.Random) -> str:
    """A container number with a right check digit, of an owner code that is invented."""
    body = f"{rng.choice(('TGNU', 'LDQU', 'EHXU'))}{rng.randrange(10**6):06d}"
    return body + container_check_digit(body)


def _ship(rng: random.Random) -> tuple[str, str, str]:
    body = f"9{rng.randrange(10**5):05d}"
    return (
        rng.choice(SHIP_NAMES),
        body + imo_check_digit(body),
        f"{rng.randrange(1, 600):03d}{rng.choice('EW')}",
    )


def _cents(value: Decimal | float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))


def _item(rng: random.Random, line: int, goods: Goods, flow: str, country: str, levy_mode: str) -> Item:
    target_kg = min(9_000.0, rng.lognormvariate(6.3, 1.0))
    quantity = Decimal(max(1, round(target_kg / goods.unit_mass_kg)))
    net = _cents(quantity * Decimal(str(goods.unit_mass_kg)))
    price = Decimal(goods.unit_price * rng.uniform(0.85, 1.2)).quantize(Decimal("0.0001"))
    second = None
    if goods.second_unit == "035":
        second = net
    elif goods.second_unit:
        second = _cents(quantity * Decimal(str(rng.uniform(0.1, 2.0)))) + Decimal("0.01")
    origin = country if flow == IMPORT and country in goods.origins else goods.origins[0]
    return Item(
        line_number=line,
        hs_code=goods.hs_code,
        description=goods.description,
        specification=goods.specification,
        origin_country="CHN" if flow != IMPORT else origin,
        destination_country="CHN" if flow == IMPORT else country,
        quantity=quantity,
        unit=goods.first_unit,
        first_quantity=quantity,
        first_unit=goods.first_unit,
        second_quantity=second,
        second_unit=goods.second_unit,
        unit_price=price,
        total_price=_cents(price * quantity),
        currency="USD",
        levy_mode=levy_mode,
        net_mass_kg=net,
        gross_mass_kg=_cents(net * Decimal(str(rng.uniform(1.02, 1.12)))) + Decimal("0.01"),
    )


def _containers(rng: random.Random, gross: Decimal) -> tuple[Container, ...]:
    count = int(gross // CONTAINER_PAYLOAD_KG) + 1
    numbers: dict[str, None] = {}
    while len(numbers) < count:
        numbers[container_number(rng)] = None
    lcl = count == 1 and gross < 3_000
    share = _cents(gross / count)
    return tuple(
        Container(number, rng.choice(("11", "21")), lcl, (f"TG{rng.randrange(10**6):06d}",), share)
        for number in numbers
    )


def _share(index: int, containers: tuple[Container, ...], lines: int) -> tuple[str, ...]:
    """Lines are spread over the containers in turn, and every container holds at least one line."""
    numbers = [container.number for container in containers]
    return tuple(numbers[index::lines]) if len(numbers) > lines else (numbers[index % len(numbers)],)


def _charge(gross: Decimal, per_kg: str) -> Money:
    return Money(_cents(gross * Decimal(per_kg)) + 20, "USD")


def _on_item(**changes: object) -> Callable[[random.Random, GoodsDeclaration], GoodsDeclaration]:
    def damage(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
        items = list(declaration.items)
        index = rng.randrange(len(items))
        items[index] = replace(items[index], **changes)  # type: ignore[arg-type]
        return replace(declaration, items=tuple(items))

    return damage


def _on_head(**changes: object) -> Callable[[random.Random, GoodsDeclaration], GoodsDeclaration]:
    return lambda rng, declaration: replace(declaration, **changes)  # type: ignore[arg-type]


def _on_container(**changes: object) -> Callable[[random.Random, GoodsDeclaration], GoodsDeclaration]:
    def damage(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
        first, *rest = declaration.containers
        return replace(declaration, containers=(replace(first, **changes), *rest))  # type: ignore[arg-type]

    return damage


def _wrong_total(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
    item = declaration.items[0]
    changed = replace(item, total_price=(item.total_price or Decimal(0)) + Decimal("0.50"))
    return replace(declaration, items=(changed, *declaration.items[1:]))


def _wrong_check_digit(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
    old = declaration.containers[0].number
    new = old[:10] + str((int(old[10]) + rng.randrange(1, 10)) % 10)
    items = tuple(
        replace(item, container_numbers=tuple(new if n == old else n for n in item.container_numbers))
        for item in declaration.items
    )
    return replace(_on_container(number=new)(rng, declaration), items=items)


def _twice(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
    return replace(declaration, containers=(*declaration.containers, declaration.containers[0]))


def _line_gap(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
    last = declaration.items[-1]
    changed = replace(last, line_number=(last.line_number or 0) + 1)
    return replace(declaration, items=(*declaration.items[:-1], changed))


def _net_over_gross(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
    item = declaration.items[0]
    swapped = replace(item, net_mass_kg=item.gross_mass_kg, gross_mass_kg=item.net_mass_kg)
    net = sum((entry.net_mass_kg or Decimal(0) for entry in (swapped, *declaration.items[1:])), Decimal(0))
    gross = sum(
        (entry.gross_mass_kg or Decimal(0) for entry in (swapped, *declaration.items[1:])), Decimal(0)
    )
    return replace(declaration, items=(swapped, *declaration.items[1:]), net_mass_kg=net, gross_mass_kg=gross)


def _line_again(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
    """The last line takes the words and numbers of the first."""
    first, last = declaration.items[0], declaration.items[-1]
    items = (*declaration.items[:-1], replace(first, line_number=last.line_number))
    used = {number for item in items for number in item.container_numbers}
    containers = tuple(c for c in declaration.containers if c.lcl is not False or c.number in used)
    masses = {
        name: sum((getattr(item, name) or Decimal(0) for item in items), Decimal(0))
        for name in ("net_mass_kg", "gross_mass_kg")
    }
    return replace(declaration, items=items, containers=containers, **masses)  # type: ignore[arg-type]


def _charged_twice(rng: random.Random, declaration: GoodsDeclaration) -> GoodsDeclaration:
    terms = "1" if declaration.flow == IMPORT else "3"
    return replace(declaration, transaction_mode=terms, freight=Money(Decimal(900), "USD"), insurance=None)


# Name of the fault → how it is made. The name is the last part of the code of the problem it causes.
FAULTS: dict[str, Callable[[random.Random, GoodsDeclaration], GoodsDeclaration]] = {
    "required": _on_item(description=""),
    "not_positive": _on_head(package_count=0),
    "line_numbers": _line_gap,
    "net_exceeds_gross": _net_over_gross,
    "mass_sum": lambda rng, d: replace(d, gross_mass_kg=(d.gross_mass_kg or Decimal(0)) + 250),
    "total_price": _wrong_total,
    "unknown_code": _on_item(origin_country="XYZ"),
    "unknown_commodity": _on_item(hs_code="8471999900"),
    "unit_mismatch": _on_item(first_unit="163"),
    "mode_levy_pair": _on_head(supervision_mode="0110", levy_nature="503"),
    "container_number": _wrong_check_digit,
    "container_duplicate": _twice,
    "line_duplicate": _line_again,
    "charge_missing": _on_head(transaction_mode="2", insurance=None, freight=None),
    "charge_surplus": _charged_twice,
    "transport_port": _on_head(transport_mode="5"),
    "bill_not_one": _on_head(bill_number="LDSL000000001;LDSL000000002"),
    "lcl_missing": _on_container(lcl=None),
    "firm_code": _on_head(owner=Party(code="91440300MA5EXAMP17", name="深圳示例有限公司", country="CHN")),
    "imo_number": _on_head(conveyance_imo="9074728"),
}
