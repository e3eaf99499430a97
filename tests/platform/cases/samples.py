"""Random answers to a transition's form, from its declared fields."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image

from tongguan.platform.cases.contracts import Field, Kind, Transition
from tongguan.platform.cases.fields import choices_of
from tongguan.platform.files.interface import store
from tongguan.platform.permissions.interface import Actor


def picture(rng: random.Random) -> bytes:
    """A small photograph nobody has seen before."""
    out = BytesIO()
    Image.frombytes("RGB", (8, 8), rng.randbytes(192)).save(out, "PNG")
    return out.getvalue()


def answer(question: Field, rng: random.Random, actor: Actor) -> Any:
    match question.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            return f"说明 {rng.randrange(1000)}，随机填写的文字"[: question.max_length]
        case Kind.INTEGER:
            return rng.randrange(0, 50)
        case Kind.DECIMAL:
            return str(Decimal(rng.randrange(0, 100000)) / 100)
        case Kind.DATE:
            return (date(2026, 1, 1) + timedelta(days=rng.randrange(300))).isoformat()
        case Kind.BOOLEAN:
            return True
        case Kind.CHOICE:
            return rng.choice([code for code, _title in choices_of(question) if code])
        case Kind.CHOICES:
            return [rng.choice([code for code, _title in choices_of(question) if code])]
        case Kind.EVIDENCE:
            count = max(1, question.min_count)
            return [
                store(picture(rng), actor=actor, declared_name="p.png", purpose="test").digest
                for _n in range(count)
            ]


def answers(step: Transition, rng: random.Random, actor: Actor) -> dict[str, Any]:
    """A filled form; optional fields are left out half of the time."""
    return {
        question.name: answer(question, rng, actor)
        for question in step.fields
        if question.required or rng.random() < 0.5
    }
