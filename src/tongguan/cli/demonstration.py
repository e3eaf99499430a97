"""The people and organisations of the demonstration port. All invented; never loaded except by `tongguan demo`."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from tongguan.engines.problems import Text

PASSWORD = "Tongguan-demo-1"  # noqa: S105 - printed at every start; the demonstration listens on loopback only
SINCE = date(2024, 1, 1)
SEED = 9900


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation of the demonstration; `parent` is the code of the one above."""

    code: str
    name: Text
    kind: str
    parent: str = ""
    credit_level: str = "general"


@dataclass(frozen=True, slots=True)
class Person:
    """A demonstration user with one position; `skills` matter to draws."""

    username: str
    name: str
    role: str
    organisation: str
    skills: tuple[str, ...] = ()


OFFICES = (
    Office("9900", Text(zh="云港海关", en="Yungang Customs District"), "customs"),
    Office("9901", Text(zh="云港口岸海关", en="Yungang Port Customs"), "customs", "9900"),
    Office("9902", Text(zh="云港空港海关", en="Yungang Airport Customs"), "customs", "9900"),
    Office(
        "T-SEABRIGHT",
        Text(zh="云港海明贸易有限公司", en="Yungang Seabright Trading"),
        "enterprise",
        "",
        "aeo",
    ),
    Office(
        "T-REDPINE", Text(zh="云港赤松进出口有限公司", en="Yungang Redpine Import & Export"), "enterprise"
    ),
    Office("T-LANTERN", Text(zh="云港灯塔电子有限公司", en="Yungang Lantern Electronics"), "enterprise"),
    Office(
        "B-HARBOUR",
        Text(zh="云港通达报关有限公司", en="Harbour Gate Customs Brokers"),
        "enterprise",
        "",
        "aeo",
    ),
    Office("C-EASTWIND", Text(zh="东风海运有限公司", en="Eastwind Shipping"), "enterprise"),
    Office("Q-YUNGANG", Text(zh="云港集装箱码头", en="Yungang Container Terminal"), "enterprise"),
    Office("W-TRADERS", Text(zh="云港进出口企业协会", en="Yungang Traders' Association"), "agency"),
)

PEOPLE = (
    Person("trader", "林知夏", "declarant", "T-SEABRIGHT"),
    Person("trader2", "顾南乔", "declarant", "T-REDPINE"),
    Person("trader3", "沈听澜", "declarant", "T-LANTERN"),
    Person("broker", "周牧野", "declarant", "B-HARBOUR"),
    Person("carrier", "韩远舟", "carrier", "C-EASTWIND"),
    Person("terminal", "陆安石", "terminal", "Q-YUNGANG"),
    Person("assessor", "叶明修", "assessor", "9901"),
    Person("assessor2", "方砚秋", "assessor", "9901"),
    Person("inspector", "贺川", "inspector", "9901", ("general", "dangerous_goods")),
    Person("inspector2", "白露", "inspector", "9901", ("general", "food")),
    Person("inspector3", "石坚", "inspector", "9901", ("general",)),
    Person("inspector4", "柳依", "inspector", "9901", ("general",)),
    Person("analyst", "苏静姝", "image_analyst", "9901", ("xray",)),
    Person("analyst2", "唐亦辰", "image_analyst", "9901", ("xray",)),
    Person("analyst3", "江映雪", "image_analyst", "9901", ("xray",)),
    Person("risk", "魏知行", "risk_officer", "9900"),
    Person("risk2", "秦见微", "risk_officer", "9900"),
    Person("gate", "罗守一", "gate_officer", "9901"),
    Person("cashier", "许清和", "cashier", "9901"),
    Person("commander", "程望", "commander", "9900"),
    Person("auditor", "孟和平", "auditor", "9900"),
    Person("admin", "宋理", "administrator", "9900"),
    Person("witness", "协会见证人", "witness", "W-TRADERS"),
)

DELEGATIONS = (("T-REDPINE", "B-HARBOUR"), ("T-LANTERN", "B-HARBOUR"))
DELEGATED = ("declarations.lodge", "declarations.view")


def load() -> int:
    """Create what is missing of the demonstration; returns how many people were added."""
    from django.db import transaction

    from tongguan.platform.identity.interface import appoint, delegate
    from tongguan.platform.identity.models import Delegation, Organisation, User
    from tongguan.platform.permissions.interface import SYSTEM
    from tongguan.simulator.declarations import uscc

    rng = random.Random(SEED)  # noqa: S311 - invented data
    with transaction.atomic():
        for office in OFFICES:
            code = uscc(rng, "330200") if office.kind == "enterprise" else ""
            Organisation.objects.get_or_create(
                code=office.code,
                defaults={
                    "name_zh": office.name.zh,
                    "name_en": office.name.en,
                    "kind": office.kind,
                    "uscc": code,
                    "credit_level": office.credit_level,
                    "parent": Organisation.objects.filter(code=office.parent).first(),
                },
            )
        by_code = {organisation.code: organisation for organisation in Organisation.objects.all()}
        added = 0
        for person in PEOPLE:
            user, new = User.objects.get_or_create(
                username=person.username, defaults={"display_name": person.name}
            )
            if not new:
                continue
            user.set_password(PASSWORD)
            user.save()
            appoint(
                actor=SYSTEM,
                user=user,
                organisation=by_code[person.organisation],
                role_code=person.role,
                valid_from=SINCE,
                skills=person.skills,
            )
            added += 1
        for principal, agent in DELEGATIONS:
            given = Delegation.objects.filter(principal=by_code[principal], agent=by_code[agent])
            if not given.exists():
                delegate(
                    actor=SYSTEM,
                    principal=by_code[principal],
                    agent=by_code[agent],
                    permission_codes=DELEGATED,
                    valid_from=SINCE,
                )
    return added
