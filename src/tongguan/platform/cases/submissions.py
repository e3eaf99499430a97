"""Once per submission: a client-made id and the digest of what was sent decide whether a request is a repetition."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused

Row = TypeVar("Row")
NO_KEY = Problem(
    "submission.key",
    Text(
        zh="须在 Idempotency-Key 头中给出提交编号（UUID）",
        en="The Idempotency-Key header must hold the submission id, a UUID",
    ),
    "/submission_id",
)
REUSED = Problem(
    "submission.reused",
    Text(
        zh="此提交编号已用于另一份内容；请使用新的提交编号",
        en="This submission id was already used for other content; send it under a new id",
    ),
    "/submission_id",
)


@dataclass(frozen=True, slots=True)
class Submission:
    """The client's id of a request and the SHA-256 (hexadecimal) of its body."""

    id: UUID
    sha256: str


def submission_of(request: HttpRequest) -> Submission:
    """The submission of an HTTP request; raises Refused (400) without a UUID in `Idempotency-Key`."""
    try:
        key = UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError:
        raise Refused(NO_KEY, status=400) from None
    return Submission(key, hashlib.sha256(request.body).hexdigest())


def form_submission_id(request: HttpRequest) -> UUID:
    """The id in the hidden field `submission_id` of a page's form; a new one for a form that has none yet."""
    try:
        return UUID(request.POST.get("submission_id", ""))
    except ValueError:
        return uuid.uuid4()


def form_submission(request: HttpRequest, content: object) -> Submission:
    """The submission of a page's form: its hidden id, and the digest of what was understood from it."""
    return Submission(form_submission_id(request), hashlib.sha256(repr(content).encode()).hexdigest())


def once(model: type[Row], submission: Submission, make: Callable[[], Row]) -> tuple[Row, bool]:
    """Make a row under a submission, or find the one made before: (row, whether it is a repetition).

    The model has the columns `submission_id` (unique) and `submission_sha256`; `make` sets them. Raises Refused
    (409) where the id was used for other content, and whatever `make` raises.
    """
    found = _earlier(model, submission)
    if found is not None:
        return found, True
    try:
        with transaction.atomic():
            return make(), False
    except (IntegrityError, Refused):
        found = _earlier(model, submission)
        if found is None:
            raise
        return found, True


def _earlier(model: Any, submission: Submission) -> Any:
    found = model.objects.filter(submission_id=submission.id).first()
    if found is not None and found.submission_sha256 != submission.sha256:
        raise Refused(REUSED, status=409)
    return found
