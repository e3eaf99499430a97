"""The people and organisations of the demonstration port. All invented; never loaded except by `tongguan demo`."""

from __future__ import annotations

import json
import os
import random
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tongguan.engines.problems import Text

PASSWORD = "Tongguan-demo-1"  # noqa: S105 - printed at every start; the demonstration listens on loopback only
SINCE = date(2024, 1, 1)
SEED = 9900
PORT_OFFICE = "9901"
DRAWN_ROLES = ("inspector", "image_analyst")
ROSTER_SPAN = timedelta(days=7)
ROSTER_RENEWED_BEFORE = timedelta(days=2)
TOKEN_DAYS = 90
CALLS = ("traveller_calls", "language.en")


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
    Office("H-YUNGANG", Text(zh="云港市卫生健康委员会", en="Yungang Health Commission"), "agency"),
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
    Person("inspector", "贺川", "inspector", "9901", ("inspection", "dangerous_goods", *CALLS)),
    Person("inspector2", "白露", "inspector", "9901", ("inspection", "food", *CALLS, "language.ja")),
    Person("inspector3", "石坚", "inspector", "9901", ("inspection", *CALLS, "language.ko")),
    Person("inspector4", "柳依", "inspector", "9901", ("inspection", *CALLS, "language.ru")),
    Person("analyst", "苏静姝", "image_analyst", "9901", ("image_review",)),
    Person("analyst2", "唐亦辰", "image_analyst", "9901", ("image_review",)),
    Person("analyst3", "江映雪", "image_analyst", "9901", ("image_review",)),
    Person("risk", "魏知行", "risk_officer", "9900"),
    Person("risk2", "秦见微", "risk_officer", "9900"),
    Person("gate", "罗守一", "gate_officer", "9901"),
    Person("cashier", "许清和", "cashier", "9901"),
    Person("commander", "程望", "commander", "9900"),
    Person("auditor", "孟和平", "auditor", "9900"),
    Person("admin", "宋理", "administrator", "9900"),
    Person("quarantine", "季白芷", "quarantine_officer", "9902"),
    Person("laboratory", "温如玉", "laboratory_analyst", "9900"),
    Person("laboratory2", "陶然", "laboratory_analyst", "9900"),
    Person("signatory", "闻清", "laboratory_signatory", "9900"),
    Person("health", "霍远志", "health_officer", "H-YUNGANG"),
    Person("witness", "协会见证人", "witness", "W-TRADERS"),
)

DELEGATIONS = (("T-REDPINE", "B-HARBOUR"), ("T-LANTERN", "B-HARBOUR"))
DELEGATED = ("declarations.lodge", "declarations.view")
METHOD, THERMOCYCLERS = "pcr.ncov-dual", ("PCR-01", "PCR-02")
GUARANTEED = ("T-SEABRIGHT", "T-REDPINE", "T-LANTERN")
GUARANTEE_LIMIT_CNY = Decimal("80000000.00")
GUARANTEE_SPAN = timedelta(days=400)
GUARANTEES = uuid.UUID("5f0a6d0e-6c0b-4a7e-9a1d-1c8b6a2f4e11")
"""The name space of the demonstration's guarantees: one a firm and year."""


def load() -> int:
    """Create what is missing of the demonstration; returns how many people were added."""
    from django.db import transaction

    with transaction.atomic():
        load_organisations()
        added = load_people()
        load_delegations()
        load_duties()
        load_guarantees()
        load_laboratory()
    load_rules()
    return added


def load_organisations() -> None:
    """Customs offices and invented firms."""
    from tongguan.platform.identity.interface import Organisation
    from tongguan.simulator.declarations import uscc

    rng = random.Random(SEED)  # noqa: S311 - invented data
    for office in OFFICES:
        Organisation.objects.get_or_create(
            code=office.code,
            defaults={
                "name_zh": office.name.zh,
                "name_en": office.name.en,
                "kind": office.kind,
                "uscc": uscc(rng, "330200") if office.kind == "enterprise" else "",
                "credit_level": office.credit_level,
                "parent": Organisation.objects.filter(code=office.parent).first(),
            },
        )


def load_people() -> int:
    """People with one position each. All share one password, hashed once: a hash takes a good part of a second."""
    from django.contrib.auth.hashers import make_password

    from tongguan.platform.identity.interface import Organisation, User, appoint
    from tongguan.platform.permissions.interface import SYSTEM

    known = set(User.objects.values_list("username", flat=True))
    missing = [person for person in PEOPLE if person.username not in known]
    hashed = make_password(PASSWORD) if missing else ""
    for person in missing:
        user = User.objects.create(username=person.username, display_name=person.name, password=hashed)
        appoint(
            actor=SYSTEM,
            user=user,
            organisation=Organisation.objects.get(code=person.organisation),
            role_code=person.role,
            valid_from=SINCE,
            skills=person.skills,
        )
    return len(missing)


def load_delegations() -> None:
    """Firms that let a broker act for them."""
    from tongguan.platform.identity.interface import Delegation, Organisation, delegate
    from tongguan.platform.permissions.interface import SYSTEM

    for principal, agent in DELEGATIONS:
        if not Delegation.objects.filter(principal__code=principal, agent__code=agent).exists():
            delegate(
                actor=SYSTEM,
                principal=Organisation.objects.get(code=principal),
                agent=Organisation.objects.get(code=agent),
                permission_codes=DELEGATED,
                valid_from=SINCE,
            )


def load_guarantees() -> None:
    """A bank stands for each firm that imports, so that goods can be picked up before their duties are paid."""
    from django.utils import timezone

    from tongguan.operations.guarantees.interface import GUARANTEE, Application, apply
    from tongguan.platform.cases.interface import Submission, take_step
    from tongguan.platform.permissions.interface import SYSTEM

    today = timezone.localdate()
    for firm in GUARANTEED:
        application = Application(
            firm=firm,
            kind="bank",
            issuer="云港商业银行",
            document_number=f"LG-{firm}",
            limit_cny=GUARANTEE_LIMIT_CNY,
            valid_from=today,
            valid_to=today + GUARANTEE_SPAN,
        )
        key = uuid.uuid5(GUARANTEES, f"{firm} {today.year}")
        case, known = apply(
            actor=SYSTEM, application=application, office=PORT_OFFICE, submission=Submission(key, key.hex * 2)
        )
        if not known:
            take_step(actor=SYSTEM, workflow=GUARANTEE, reference=case.reference, step="accept")


def load_duties() -> None:
    """Whoever may be drawn is on duty for the coming days: nobody on duty, nobody to draw."""
    from django.db.models import Max
    from django.utils import timezone

    from tongguan.platform.identity.interface import Position
    from tongguan.platform.permissions.interface import SYSTEM
    from tongguan.platform.queues.interface import Duty, put_on_duty

    now = timezone.now()
    until = dict(Duty.objects.values_list("position").annotate(last=Max("ends_at")))
    names = [person.username for person in PEOPLE]
    for position in Position.objects.filter(role__in=DRAWN_ROLES, user__username__in=names).order_by("id"):
        begins = max(until.get(position.pk, now), now)
        if begins < now + ROSTER_RENEWED_BEFORE:
            put_on_duty(
                actor=SYSTEM,
                position_id=position.pk,
                site=PORT_OFFICE,
                starts_at=begins,
                ends_at=begins + ROSTER_SPAN,
            )


def load_laboratory() -> None:
    """A thermocycler that is calibrated, the method of the laboratory, and who may do it."""
    from django.utils import timezone

    from tongguan.platform.identity.interface import Organisation, User
    from tongguan.platform.measurement.interface import (
        authorise,
        authorised,
        calibrate,
        method_on,
        register_instrument,
        set_method,
        valid_instrument,
    )
    from tongguan.platform.permissions.interface import SYSTEM

    today, office = timezone.localdate(), Organisation.objects.get(code="9900")
    if method_on(METHOD, today) is None:
        set_method(
            actor=SYSTEM, code=METHOD, version="1", zh="新型冠状病毒核酸检测（双靶标荧光 PCR）",
            en="SARS-CoV-2 nucleic acid, dual-target RT-PCR", instrument_kinds=["thermocycler"],
            evaluator="pcr.ct/1", source="demonstration", valid_from=SINCE,
        )  # fmt: skip
    for code in THERMOCYCLERS:
        found = valid_instrument(code, METHOD)
        if any(problem.code == "measurement.instrument_unknown" for problem in found.problems):
            register_instrument(
                actor=SYSTEM, code=code, kind="thermocycler", name="荧光定量 PCR 仪", office_id=office.pk,
                in_service_from=SINCE, place="空港实验室",
            )  # fmt: skip
        if not valid_instrument(code, METHOD).ok:
            calibrate(
                actor=SYSTEM, instrument=code, certificate=f"{code}-{today:%Y%m}", issued_by="云港计量检测院",
                valid_from=today, valid_to=today + timedelta(days=365), uncertainty="0.3 ℃",
            )  # fmt: skip
    for username in ("laboratory", "laboratory2"):
        person = User.objects.get(username=username).pk
        if not authorised(person, METHOD).ok:
            authorise(actor=SYSTEM, person=person, method=METHOD, valid_from=SINCE)


def load_rules() -> None:
    """A dozen risk rules, written by one risk officer and approved by another."""
    from tongguan.operations.selection.interface import load_demonstration_rules
    from tongguan.platform.identity.interface import User, actor_of

    writer, approver = (actor_of(User.objects.get(username=name)) for name in ("risk", "risk2"))
    load_demonstration_rules(writer, approver)


def write_tokens(folder: Path) -> Path:
    """A file with an API token for every demonstration person, for the simulator; good tokens are kept.

    The file is for its owner's eyes (0600).
    """
    from tongguan.platform.identity.interface import (
        Delegation,
        Organisation,
        User,
        issue_token,
        user_of_token,
    )
    from tongguan.platform.permissions.interface import SYSTEM

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "tokens.json"
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    firms = {
        o.code: {"code": o.code, "uscc": o.uscc, "name_zh": o.name_zh} for o in Organisation.objects.all()
    }
    given = Delegation.objects.filter(revoked_at=None).values_list("agent__code", "principal__code")
    rows = {}
    users = {user.username: user for user in User.objects.all()}
    for person in PEOPLE:
        token = before.get(person.username, {}).get("token", "")
        if not token or user_of_token(token) is None:
            token = issue_token(
                actor=SYSTEM, user=users[person.username], name="simulator", valid_days=TOKEN_DAYS
            )
        rows[person.username] = {
            "token": token,
            "role": person.role,
            "organisation": firms[person.organisation],
            "acts_for": [firms[principal] for agent, principal in given if agent == person.organisation],
        }
    draft = path.with_suffix(".draft")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(rows, out, ensure_ascii=False, indent=1)
    draft.replace(path)
    return path
