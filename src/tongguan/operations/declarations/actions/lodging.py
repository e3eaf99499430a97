"""Drafting and lodging: once per submission, whatever the network does."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.actions.columns import fill, new_key
from tongguan.operations.declarations.actions.effects import reference_of
from tongguan.operations.declarations.actions.parties import LODGE, Parties, parties_of
from tongguan.operations.declarations.contracts import Lodged
from tongguan.operations.declarations.enums import State
from tongguan.operations.declarations.errors import SubmissionReused
from tongguan.operations.declarations.models import Declaration
from tongguan.operations.declarations.queries import by_submission, unstorable, visible_declarations
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import open_case, take_step
from tongguan.platform.permissions.interface import Actor, NotAllowed, NotFound, Refused

RECEIPT = DECLARATION.by_code["lodge"].receipt


def lodge(
    *,
    actor: Actor,
    declaration: GoodsDeclaration,
    submission_id: UUID,
    reference: str = "",
    version: int | None = None,
) -> Lodged:
    """Lodge a declaration, or answer as before where this submission was already accepted.

    With `reference` a draft or returned declaration is replaced by this one and lodged; `version` is the one
    the person saw. Raises Refused with every finding (pointers into the neutral model), SubmissionReused,
    NotFound, WrongState, Overtaken, NotYours. Durable once it returns, unless the caller holds a transaction.
    """
    if reference:
        return _again(actor, declaration, reference, version)
    parties = parties_of(actor, declaration)
    if parties.problems:
        earlier = _earlier(actor, declaration, submission_id)
        if earlier is not None:
            return earlier
        raise Refused(*parties.problems)
    case = Declaration(
        submission_id=submission_id, applicant_id=parties.applicant_id, office_id=parties.office_id
    )
    fill(case, declaration)
    try:
        open_case(actor=actor, workflow=DECLARATION, case=case, step="lodge")
    except (IntegrityError, Refused):
        earlier = _earlier(actor, declaration, submission_id)
        if earlier is None:
            raise
        return earlier
    return _answer(case, replayed=False)


def save_draft(
    *,
    actor: Actor,
    declaration: GoodsDeclaration,
    submission_id: UUID,
    reference: str = "",
    version: int | None = None,
) -> Declaration:
    """Keep an unfinished declaration; under the same submission id the draft is replaced, never doubled."""
    problems = unstorable(declaration)
    if problems:
        raise Refused(*problems)
    with transaction.atomic():
        case = _found(actor, reference, submission_id)
        if case is not None:
            if case.state != State.DRAFT:
                raise SubmissionReused
            return _replace_draft(actor, case, declaration, version)
        parties = parties_of(actor, declaration)
        case = Declaration(
            submission_id=submission_id,
            applicant_id=_applicant(actor, parties),
            office_id=parties.office_id,
        )
        fill(case, declaration)
        case.pk = new_key()
        case.reference = reference_of(case.pk)
        open_case(actor=actor, workflow=DECLARATION, case=case, step="save_draft")
    return case


def _again(actor: Actor, declaration: GoodsDeclaration, reference: str, version: int | None) -> Lodged:
    with transaction.atomic():
        case = visible_declarations(actor).select_for_update().filter(reference=reference).first()
        if case is None:
            raise NotFound(DECLARATION.title)
        parties = parties_of(actor, declaration)
        if parties.problems:
            raise Refused(*parties.problems)
        fixed = _unchanged(case, declaration, parties)
        if fixed:
            raise Refused(*fixed)
        before = case.content_sha256
        case.applicant_id, case.office_id = parties.applicant_id, parties.office_id
        fill(case, declaration)
        if case.lodged_at is not None and case.state != State.RETURNED and case.content_sha256 == before:
            return _answer(case, replayed=True)
        case.save()
        take_step(
            actor=actor,
            workflow=DECLARATION,
            reference=case.reference,
            step="lodge",
            version=case.version if version is None else version,
        )
    case.refresh_from_db()
    return _answer(case, replayed=False)


def _unchanged(case: Declaration, declaration: GoodsDeclaration, parties: Parties) -> list[Problem]:
    """What a numbered declaration can no longer change: its office, direction and trader."""
    if not case.declaration_number:
        return []
    message = Text(
        zh="退单修改时不能变更申报地海关、进出口标志和境内收发货人",
        en="A correction cannot change the office, the direction or the domestic trader",
    )
    pointers = {
        "/customs_office": case.customs_office != declaration.customs_office,
        "/flow": case.flow != declaration.flow,
        "/consignee/code" if declaration.flow == "I" else "/consignor/code": case.applicant_id
        != parties.applicant_id,
    }
    return [Problem("declaration.fixed_field", message, at) for at, changed in pointers.items() if changed]


def _earlier(actor: Actor, declaration: GoodsDeclaration, submission_id: UUID) -> Lodged | None:
    """The answer where this submission id is known: the same again, or a conflict; None where it is new."""
    case = by_submission(submission_id)
    if case is None:
        return None
    if not actor.may_for(LODGE, case.applicant_id):
        raise SubmissionReused
    if case.state == State.DRAFT:
        return _again(actor, declaration, case.reference, None)
    probe = Declaration()
    fill(probe, declaration)
    if probe.content_sha256 != case.submission_sha256:
        raise SubmissionReused
    return _answer(case, replayed=True)


def _replace_draft(
    actor: Actor, case: Declaration, declaration: GoodsDeclaration, version: int | None
) -> Declaration:
    parties = parties_of(actor, declaration)
    case.applicant_id = _applicant(actor, parties) if parties.applicant_id else case.applicant_id
    case.office_id = parties.office_id
    fill(case, declaration)
    case.save()
    take_step(
        actor=actor,
        workflow=DECLARATION,
        reference=case.reference,
        step="save_draft",
        version=case.version if version is None else version,
    )
    case.refresh_from_db()
    return case


def _found(actor: Actor, reference: str, submission_id: UUID) -> Declaration | None:
    """The draft meant: by reference among those the actor may see, else by its submission id."""
    if reference:
        case = visible_declarations(actor).select_for_update().filter(reference=reference).first()
        if case is None:
            raise NotFound(DECLARATION.title)
        return case
    case = Declaration.objects.select_for_update().filter(submission_id=submission_id).first()
    if case is not None and not actor.may_for(LODGE, case.applicant_id):
        raise SubmissionReused
    return case


def _applicant(actor: Actor, parties: Parties) -> int:
    """A draft belongs to its trader where the actor may act for it, else to the actor's own firm."""
    if parties.applicant_id is not None and actor.may_for(LODGE, parties.applicant_id):
        return parties.applicant_id
    own = next((key for key, held in actor.organisations.items() if LODGE in held), None)
    if own is None:
        raise NotAllowed(LODGE)
    return own


def _answer(case: Declaration, *, replayed: bool) -> Lodged:
    return Lodged(
        reference=case.reference,
        declaration_number=case.declaration_number or "",
        state=case.state,
        version=case.version,
        receipt=RECEIPT,
        replayed=replayed,
    )
