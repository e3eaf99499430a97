"""Travellers of the test world who declare; everybody is invented."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.factories.world import World
from tongguan.engines.mrz import check_digit
from tongguan.operations.passenger_declarations.actions.receipts import issued
from tongguan.operations.passenger_declarations.models import PassengerDeclaration
from tongguan.operations.passenger_declarations.queries.forms import form_on

ADDRESS = "/api/v1/passenger-declarations"


def zone(
    number: str = "E00000001",
    birth: str = "850314",
    sex: str = "F",
    expiry: str = "340101",
    name: str = "TESTER<<LING",
) -> str:
    """The zone of an invented passport of the invented state UTO, all check digits right."""
    number = number.ljust(9, "<")
    second = f"{number}{check_digit(number)}UTO{birth}{check_digit(birth)}{sex}{expiry}{check_digit(expiry)}"
    rest = "<" * 14
    second += rest + "0"
    whole = second[:10] + second[13:20] + second[21:43]
    return f"P<UTO{name}".ljust(44, "<") + "\n" + second + check_digit(whole)


def answers(number: str = "E00000001", **changed: Any) -> dict[str, Any]:
    """Everything answered as somebody who has nothing to declare; None takes an answer away."""
    given: dict[str, Any] = {
        "direction": "entry",
        "port": "9902",
        "transport": "plane",
        "travel_date": timezone.localdate().isoformat(),
        "flight": "TG101",
        "departed_from": "THA",
        "filer": "self",
        "document": {"mrz": zone(number)},
        "home": "elsewhere",
        "unwell": ["none"],
        "carry_in": ["none"],
        "truth": "yes",
    }
    given |= changed
    return {code: value for code, value in given.items() if value is not None}


def body(given: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """What a phone sends; by default the unknown flight is kept after the question about it."""
    told: dict[str, Any] = {
        "form": form_on("9902").code,
        "language": "zh",
        "mode": "phone",
        "answers": answers() if given is None else given,
        "kept": {"flight": "flight"},
    }
    return told | changed


def send(told: dict[str, Any], key: str = "", client: Client | None = None) -> Any:
    """Post a declaration as a device does."""
    return (client or Client()).post(
        ADDRESS,
        json.dumps(told),
        content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid.uuid4())},
    )


def new_passenger_declaration(world: World) -> tuple[Any, str, dict[str, Any]]:
    """An unsaved declaration for random walks, and the step that opens it."""
    now, today = timezone.now(), timezone.localdate()
    number = PassengerDeclaration.objects.count() + 1
    content, code = issued(
        now=now, day=today, colour=2, form=1, flight="TG101", travel_date=today, document=f"UTO:W{number}",
        leaving=False,
    )  # fmt: skip
    case = PassengerDeclaration(
        reference=f"TDWALK{number}",
        submission_id=uuid.uuid4(),
        submission_sha256="0" * 64,
        office=world.organisations["port"],
        form="base-1",
        language="en",
        mode="phone",
        leaving=False,
        flight="TG101",
        travel_date=today,
        colour=2,
        document_index=f"walk{number}",
        answers={},
        serial=content.serial,
        code=code,
        issued_at=content.issued_at,
        expires_at=content.expires_at,
    )
    return case, "submit", {}
