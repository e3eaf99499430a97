"""Reads of requests, and what can be amended: the module that owns it stands above this one and registers it."""

from __future__ import annotations

from django.db.models import QuerySet

from tongguan.operations.amendments.contracts import Subject
from tongguan.operations.amendments.models import ChangeRequest
from tongguan.operations.amendments.workflow import CHANGE_REQUEST
from tongguan.platform.cases.interface import visible
from tongguan.platform.permissions.interface import Actor

_subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """Let cases of a workflow be amended; called by their module's `providers.py`."""
    _subjects[subject.workflow] = subject


def subject_of(workflow: str) -> Subject:
    """The subject with this workflow; KeyError where nobody registered it."""
    return _subjects[workflow]


def requests_about(actor: Actor, workflow: str, subject: str) -> QuerySet[ChangeRequest]:
    """The requests about a case that the actor may see, newest first."""
    found = visible(actor, CHANGE_REQUEST).filter(workflow=workflow, subject=subject)
    return found.defer("content").order_by("-id")
