"""Drafting and lodging: once per submission, whatever the network does."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from tongguan.engines.declaration import GoodsDeclaration, difference
from tongguan.engines.problems import Problem, Text
from tongguan.operations.declarations.actions.columns import fill, new_key
from tongguan.operations.declarations.actions.effects import reference_of
from tongguan.operations.declarations.actions.parties import LODGE, Parties, parties_of, trader_role
from tongguan.operations.declarations.contracts import ONE_STEP, Lodged, Manner
from tongguan.operations.declarations.enums import TO_COMPLETE, Cause, Kind, Stage, State
from tongguan.operations.declarations.errors import SubmissionReused
from tongguan.operations.declarations.models import Declaration, DeclarationVersion, Lodgement
from tongguan.operations.declarations.queries import by_submission, unstorable, visible_declarations
from tongguan.operations.declarations.workflow import DECLARATION
from tongguan.platform.cases.interface import open_case, take_step
from tongguan.platform.permissions.interface import Actor, NotAllowed, NotFound, Refused

FIRST_STEP = {Stage.SINGLE: "lodge", Stage.SUMMARY: "lodge_summary"}


def lodge(
    *,
    actor: Actor,
    declaration: GoodsDeclaration,
    submission_id: UUID,
    reference: str = "",
    version: int | None = None,
    manner: Manner = ONE_STEP,
) -> Lodged:
    """Lodge a declaration, or answer as before where this submission was already accepted.

    `manner` says whether in one step or, as a summary, in two. With `reference` a draft or returned declaration is
    replaced by this one, or a summary completed with it, and lodged under a submission id of its own (a draft's own
    will do); `version` is the one the person saw. Raises Refused with every finding (pointers
    into the neutral model), SubmissionReused, NotFound, NotAllowed, WrongState, Overtaken, NotYours. Durable once
    it returns, unless the caller holds a transaction.
    """
    if reference:
        return _again(actor, declaration, submission_id, reference, version)
    parties = parties_of(actor, declaration)
    if parties.problems:
        earlier = _earlier(actor, declaration, submission_id)
        if earlier is not None:
            return earlier
        raise Refused(*parties.problems)
    case = Declaration(
        submission_id=submission_id, applicant_id=parties.applicant_id, office_id=parties.office_id
    )
    _in_manner(case, manner)
    fill(case, declaration)
    try:
        open_case(actor=actor, workflow=DECLARATION, case=case, step=FIRST_STEP[manner.stage])
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
    manner: Manner = ONE_STEP,
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
            _in_manner(case, manner)
            return _replace_draft(actor, case, declaration, version)
        parties = parties_of(actor, declaration)
        case = Declaration(
            submission_id=submission_id,
            applicant_id=_applicant(actor, parties),
            office_id=parties.office_id,
        )
        _in_manner(case, manner)
        fill(case, declaration)
        case.pk = new_key()
        case.reference = reference_of(case.pk)
        open_case(actor=actor, workflow=DECLARATION, case=case, step="save_draft")
    return case


def _in_manner(case: Declaration, manner: Manner) -> None:
    case.kind, case.stage, case.statement = manner.kind, manner.stage, {}
    if manner.kind is Kind.TWO_STEP:
        case.statement = manner.statement.as_dict()


def _again(
    actor: Actor, declaration: GoodsDeclaration, submission_id: UUID, reference: str, version: int | None
) -> Lodged:
    """Lodge a draft or a returned declaration, or complete a summary, once per submission id."""
    with transaction.atomic():
        case = visible_declarations(actor).select_for_update().filter(reference=reference).first()
        if case is None:
            raise NotFound(DECLARATION.title)
        if not actor.may_for(LODGE, case.applicant_id):
            raise NotAllowed(LODGE)
        digest = _digest(declaration)
        before = _lodged_before(case, submission_id, digest)
        if before is not None:
            return _answer(case, replayed=True, receipt=before)
        parties = parties_of(actor, declaration)
        problems = [*parties.problems, *_unchanged(case, declaration, parties)]
        if problems:
            raise Refused(*problems)
        step = _next_step(case)
        receipt = DECLARATION.by_code[step].receipt_for(case)
        case.applicant_id, case.office_id = parties.applicant_id, parties.office_id
        replace_content(case, declaration, Cause.COMPLETED if step == "complete" else Cause.CORRECTED)
        take_step(
            actor=actor,
            workflow=DECLARATION,
            reference=case.reference,
            step=step,
            version=case.version if version is None else version,
        )
        try:
            with transaction.atomic():
                Lodgement.objects.create(
                    submission_id=submission_id, content_sha256=digest, declaration=case, receipt=receipt
                )
        except IntegrityError:  # another declaration took the id meanwhile
            raise SubmissionReused from None
    case.refresh_from_db()
    return _answer(case, replayed=False, receipt=receipt)


def _next_step(case: Declaration) -> str:
    """The step that lodges what is given now: again, as a summary, or as the complete declaration of one."""
    if case.stage in (Stage.COMPLETE, Stage.LATE):
        return "complete_again"
    if case.state in TO_COMPLETE:
        return "complete"
    return FIRST_STEP[Stage(case.stage)]


def replace_content(
    case: Declaration, declaration: GoodsDeclaration, cause: Cause, reason: str = ""
) -> list[dict[str, object]]:
    """Put a content in place of another and save it; one that was lodged is kept as a version. Returns what changed."""
    changes: list[dict[str, object]] = []
    if case.declaration_number:
        changes = [change.as_dict() for change in difference(case.document, declaration)]
        DeclarationVersion.objects.create(
            declaration=case,
            number=case.versions.count() + 1,
            content=case.content,
            content_sha256=case.content_sha256,
            cause=cause,
            reason=reason,
            changes=changes,
        )
    fill(case, declaration)
    case.save()
    return changes


def _lodged_before(case: Declaration, submission_id: UUID, digest: str) -> str | None:
    """The receipt of this very lodging if it was accepted before; SubmissionReused where the id stands for something
    else."""
    earlier = Lodgement.objects.filter(submission_id=submission_id).first()
    if earlier is not None:
        if (earlier.declaration_id, earlier.content_sha256) != (case.pk, digest):
            raise SubmissionReused
        return earlier.receipt
    first = by_submission(submission_id)
    if first is not None and (first.pk != case.pk or case.declaration_number):
        raise SubmissionReused
    return None


def _digest(declaration: GoodsDeclaration) -> str:
    probe = Declaration()
    fill(probe, declaration)
    return probe.content_sha256


def _unchanged(case: Declaration, declaration: GoodsDeclaration, parties: Parties) -> list[Problem]:
    """What a numbered declaration can no longer change: its office, direction and trader."""
    if not case.declaration_number:
        return []
    message = Text(
        zh="退单修改时不能变更申报地海关、进出口标志和境内收发货人",
        en="A correction cannot change the office, the direction or the domestic trader",
    )
    trader = f"/{trader_role(declaration)}/code"
    pointers = {
        "/customs_office": case.customs_office != declaration.customs_office,
        "/flow": case.flow != declaration.flow,
        trader: case.applicant_id != parties.applicant_id,
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
        return _again(actor, declaration, submission_id, case.reference, None)
    if _digest(declaration) != case.submission_sha256:
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


def _answer(case: Declaration, *, replayed: bool, receipt: str = "") -> Lodged:
    first = FIRST_STEP[Stage.SUMMARY if case.kind == Kind.TWO_STEP else Stage.SINGLE]
    return Lodged(
        reference=case.reference,
        declaration_number=case.declaration_number or "",
        state=case.state,
        version=case.version,
        receipt=receipt or DECLARATION.by_code[first].receipt,
        replayed=replayed,
    )
