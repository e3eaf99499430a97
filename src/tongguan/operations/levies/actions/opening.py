"""Opening a levy: by an officer, at the firm's request, or because an approved amendment changed what is due."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongguan.engines.declaration import to_plain
from tongguan.engines.problems import Text
from tongguan.operations.declarations.enums import LET_OUT
from tongguan.operations.declarations.interface import visible_declaration
from tongguan.operations.duties.interface import preview
from tongguan.operations.levies.contracts import Opening
from tongguan.operations.levies.enums import AMENDED
from tongguan.operations.levies.models import Levy
from tongguan.operations.levies.queries import (
    causes,
    corrected_content,
    heads,
    open_levy,
    problem,
    standing_of,
)
from tongguan.operations.levies.rules import declared_at
from tongguan.operations.levies.workflow import LEVY
from tongguan.platform.cases.interface import Submission, next_reference, once, open_case
from tongguan.platform.identity.interface import Organisation
from tongguan.platform.permissions.interface import SYSTEM, Actor, Refused

CAUSE = Text(zh="未知的补退税原因", en="no such cause of a levy or refund")
REASON = Text(zh="须说明理由", en="a reason must be given")
RELEASED = Text(zh="货物尚未放行，税款应在放行前更正", en="the goods are not released yet: correct the bill")
ONE = Text(zh="该报关单已有一件补退税未办结", en="a levy on this declaration is not ended yet")
BY_AMENDMENT = Text(
    zh="报关单放行后修改，税款有差额", en="the declaration was amended after release and its tax differs"
)


def open_levy_case(*, actor: Actor, opening: Opening, submission: Submission) -> tuple[Levy, bool]:
    """An officer opens a levy, once per submission: (the case, whether it was opened before).

    Raises NotFound, NotYours, or Refused with every problem of the corrections.
    """
    return _opened(actor, opening, submission, "open")


def ask(*, actor: Actor, opening: Opening, submission: Submission) -> tuple[Levy, bool]:
    """The firm asks for a refund, or tells what it owes; otherwise as `open_levy_case`."""
    return _opened(actor, opening, submission, "ask")


def _opened(actor: Actor, opening: Opening, submission: Submission, step: str) -> tuple[Levy, bool]:
    def make() -> Levy:
        found = visible_declaration(actor, opening.declaration)
        problems = []
        if opening.cause not in causes():
            problems.append(problem("cause", CAUSE, "/cause"))
        if not opening.reason.strip():
            problems.append(problem("reason", REASON, "/reason"))
        if found.state not in LET_OUT:
            problems.append(problem("not_released", RELEASED, "/declaration"))
        if problems:
            raise Refused(*problems)
        standing = standing_of(opening.declaration)
        corrected_content(standing, opening.corrections)
        case = _new(standing.snapshot, opening)
        plain = to_plain(standing.content)
        case.corrections = [
            {
                "pointer": each["pointer"],
                "value": each.get("value"),
                "before": declared_at(plain, each["pointer"]),
            }
            for each in opening.corrections
        ]
        case.submission_id, case.submission_sha256 = submission.id, submission.sha256
        case.asked_by_firm = step == "ask"
        try:
            with transaction.atomic():
                open_case(actor=actor, workflow=LEVY, case=case, step=step)
        except IntegrityError:
            if open_levy(opening.declaration) is None:
                raise
            raise Refused(problem("open", ONE, "/declaration"), status=409) from None
        return case

    return once(Levy, submission, make)


@transaction.atomic
def look_again(*, declaration: str) -> Levy | None:
    """After a change of a released declaration: open a levy where its bills are not what is due now, unless one is
    open already, which then is assessed on what stands."""
    standing = standing_of(declaration)
    if standing.snapshot["state"] not in LET_OUT or open_levy(declaration) is not None:
        return None
    result = preview(standing.snapshot, standing.law_day)
    if not result.problems and not any(head.difference for head in heads(declaration, result)):
        return None
    case = _new(standing.snapshot, Opening(declaration, AMENDED, f"{BY_AMENDMENT.zh} {BY_AMENDMENT.en}"))
    open_case(actor=SYSTEM, workflow=LEVY, case=case, step="open_amended")
    return case


def _new(snapshot: Mapping[str, Any], opening: Opening) -> Levy:
    key, reference = next_reference(Levy, "LV")
    return Levy(
        pk=key,
        reference=reference,
        applicant=Organisation.objects.filter(pk=snapshot["applicant"]).first(),
        office=Organisation.objects.filter(pk=snapshot["office"]).first(),
        declaration=opening.declaration,
        declaration_number=snapshot["declaration_number"],
        payer=snapshot["trader_name"],
        cause=opening.cause,
        reason=opening.reason.strip(),
        found_on=timezone.localdate(),
        base_sha256=snapshot["content_sha256"],
    )
