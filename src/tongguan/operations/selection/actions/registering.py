"""Risk models into the register, and what going live does to the version before."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from tongguan.engines.problems import Problem, Text
from tongguan.engines.risk_learning import digest_of, loads
from tongguan.operations.selection.enums import ModelState
from tongguan.operations.selection.models import ModelFile, RiskModel
from tongguan.operations.selection.module import WRITE
from tongguan.operations.selection.workflow import RISK_MODEL
from tongguan.platform.cases.interface import Moving, open_case, take_step
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused, require

CODE = re.compile(r"[A-Z][A-Z0-9-]{1,29}")
_LOCK_SPACE = 0x6D6F6465  # advisory locks of this module


@transaction.atomic
def register_model(
    *, actor: Actor, office_id: int | None, code: str, title: Text, content: bytes, note: str = ""
) -> RiskModel:
    """A model file becomes the next version under a code, as a draft of an office.

    Raises NotAllowed, or Refused: a code of another form, a file that is no model, the very file that the code's
    latest version has.
    """
    require(actor, WRITE)
    if not CODE.fullmatch(code):
        zh = "模型代码由大写字母、数字和连字符组成，以字母开头，2 至 30 位"
        en = "A code has 2 to 30 capital letters, digits and hyphens and starts with a letter"
        raise Refused(Problem("risk_model.code", Text(zh=zh, en=en), "/code"))
    try:
        model = loads(content)
    except ValueError as fault:
        told = Text(zh=f"不是可用的模型文件：{fault}", en=f"Not a usable model file: {fault}")
        raise Refused(Problem("risk_model.file", told, "/content")) from None
    with connection.cursor() as cursor:  # two people must not both make the same version
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, code])
    digest, facts = digest_of(content), dict(model.facts)
    if RiskModel.objects.filter(code=code, model_sha256=digest).exists():
        told = Text(zh="该文件已登记", en="This file is registered already")
        raise Refused(Problem("risk_model.known", told, "/content"), status=409)
    last = RiskModel.objects.filter(code=code).aggregate(last=Max("revision"))["last"] or 0
    row = RiskModel(
        reference=f"{code}.{last + 1}", office_id=office_id, author_id=actor.user_id, code=code, revision=last + 1,
        algorithm=model.algorithm, scope={name: list(starts) for name, starts in model.scope.items()},
        model_sha256=digest, data_sha256=str(facts.get("data_sha256", ""))[:64],
        code_version=str(facts.get("code_version", ""))[:40], random_arm=facts.get("random_arm") is True,
        last_day=date.fromordinal(model.tables.day - 1), facts=facts,
    )  # fmt: skip
    open_case(
        actor=actor,
        workflow=RISK_MODEL,
        case=row,
        step="draft",
        data={"zh": title.zh, "en": title.en},
        note=note,
    )
    ModelFile.objects.create(model=row, content=content)
    return row


def registered(moving: Moving) -> None:
    """Effect of `draft`: the titles, and what is registered, into the record."""
    row = moving.case
    row.zh, row.en = moving.data["zh"], moving.data["en"]
    moving.facts["model"] = {
        "code": row.code, "version": row.revision, "model_sha256": row.model_sha256, "data_sha256": row.data_sha256,
    }  # fmt: skip


def promoted(moving: Moving) -> None:
    """Effect of `promote`: the version that was live makes way in the same transaction."""
    row = moving.case
    row.live_since, row.owner_id = timezone.now(), row.author_id
    for other in RiskModel.objects.filter(code=row.code, state=ModelState.LIVE).exclude(pk=row.pk):
        take_step(actor=SYSTEM, workflow=RISK_MODEL, reference=other.reference, step="make_way")
