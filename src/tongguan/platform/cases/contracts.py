"""The words a workflow is declared in. Plain data: no Django, no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Actor

NEW = ""
"""The source of a transition that opens a case."""


class Group(StrEnum):
    """Whose turn it is."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class Relation(StrEnum):
    """How the actor must stand to the case, besides holding the permission."""

    APPLICANT = "applicant"
    OFFICE = "office"
    OWNER = "owner"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class State:
    """A state with its label, its group and how the page marks it (a `Tone` of the design system)."""

    code: str
    title: Text
    group: Group = Group.OPEN
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Who:
    """Who may take a step: a permission, a relation to the case, and whose earlier steps exclude them.

    `other_than` names transitions of this case: whoever took one of them may not take this one.
    """

    permission: str
    relation: Relation
    other_than: tuple[str, ...] = ()


SYSTEM_ONLY = Who(permission="", relation=Relation.SYSTEM)


class Kind(StrEnum):
    """What a form field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a transition's form. `codes` names a reference code list as the source of choices,
    `choices_from` the import string of a function that gives those of this moment as (code, Text)."""

    name: str
    title: Text
    kind: Kind = Kind.TEXT
    required: bool = True
    choices: tuple[tuple[str, Text], ...] = ()
    codes: str = ""
    choices_from: str = ""
    help: Text | None = None
    min_count: int = 0
    max_length: int = 2000


class CaseLike(Protocol):
    """What guards may read of a case: see `tongguan.platform.cases.models.Case`."""

    reference: str
    state: str
    version: int
    applicant_id: int | None
    office_id: int | None
    owner_id: int | None


@dataclass(frozen=True, slots=True)
class Moving:
    """A step being taken: what guards check and effects act on.

    What effects put into `facts` joins the form's data in the timeline, the audit entry and the event.
    """

    workflow: Workflow
    transition: Transition
    case: Any
    actor: Actor
    data: Mapping[str, Any]
    note: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


class Guard(Protocol):
    """A rule about a step. Its docstring is the English message, `zh` the Chinese, `source` where it stands.

    One with `foreseeable = True` looks at actor and case alone: pages say beforehand that it will refuse.
    """

    code: str
    zh: str
    source: str

    def holds(self, moving: Moving) -> bool:
        """Whether the step may be taken."""
        ...


def problem_of(guard: Guard) -> Problem:
    """What a broken guard tells: its docstring in English, its `zh` in Chinese."""
    return Problem(guard.code, Text(zh=guard.zh, en=(guard.__doc__ or guard.code).strip()))


@dataclass(frozen=True, slots=True)
class Notice:
    """Whom a transition tells, and what. `to` is `applicant`, `owner` or a role code at the case's office.

    The text may use `{reference}`.
    """

    to: str
    text: Text


@dataclass(frozen=True, slots=True)
class Transition:
    """A named step. `receipt` is the official receipt code the applicant gets; `effects` are import strings
    `package.module:function` of functions that take a Moving and act inside the same transaction.

    `tells` names what the applicant's side learns of a step that it does not take itself: fields, facts of effects,
    and `note` for the free note. What is not named stays inside customs.

    A kind of case may have a column `stage`: `stages` are those in which the step exists (empty: all), `receipts` pairs
    of a stage and the receipt that the step gives there instead of `receipt`."""

    code: str
    title: Text
    source: tuple[str, ...]
    target: str
    who: Who
    fields: tuple[Field, ...] = ()
    guards: tuple[Guard, ...] = ()
    effects: tuple[str, ...] = ()
    receipt: str = ""
    notices: tuple[Notice, ...] = ()
    tells: tuple[str, ...] = ()
    primary: bool = False
    optional: bool = False
    danger: bool = False
    stages: tuple[str, ...] = ()
    receipts: tuple[tuple[str, str], ...] = ()

    def exists_for(self, case: Any) -> bool:
        """Whether the case is at a stage that has this step."""
        return not self.stages or getattr(case, "stage", "") in self.stages

    def receipt_for(self, case: Any) -> str:
        """The receipt code that the step gives at the case's stage."""
        return dict(self.receipts).get(getattr(case, "stage", ""), self.receipt)


@dataclass(frozen=True, slots=True)
class Clock:
    """A legal or service time limit: runs while the case is in `runs`, rests in `stops`, ends elsewhere.

    `limit` is the code of a dated legal number; its unit is that of the number: `minute`, `hour`, `working_day` …
    A limit that counts from something else than a state names in `ends_at` the column of the case that holds its end
    (null: not yet known).
    """

    code: str
    title: Text
    runs: tuple[str, ...]
    stops: tuple[str, ...]
    limit: str
    unit: str = "working_days"
    ends_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A case type. `model` is `app_label.Model`; `view` the permission to see cases of this type at all.

    `claimable` is False where people are drawn: then nobody takes a case by claiming it. `sealed` is the import
    string of a function (actor, case) → whether people's steps and their content are closed to this reader now.
    """

    code: str
    title: Text
    model: str
    view: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    clocks: tuple[Clock, ...] = ()
    detail_url: str = ""
    list_columns: tuple[str, ...] = ()
    icon: str = "document"
    claimable: bool = True
    sealed: str = ""
    by_state: Mapping[str, State] = field(init=False, repr=False, default_factory=dict)
    by_code: Mapping[str, Transition] = field(init=False, repr=False, default_factory=dict)
    waits_for: Mapping[str, frozenset[str]] = field(init=False, repr=False, default_factory=dict)
    """By open state: the permissions of the steps that a person must take there."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_state", {state.code: state for state in self.states})
        object.__setattr__(self, "by_code", {step.code: step for step in self.transitions})
        must = [s for s in self.transitions if s.who.relation is not Relation.SYSTEM and not s.optional]
        waits_for = {
            state.code: frozenset(step.who.permission for step in must if state.code in step.source)
            for state in self.states
            if state.group is not Group.CLOSED
        }
        object.__setattr__(self, "waits_for", waits_for)

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """The transitions that leave a state."""
        return tuple(step for step in self.transitions if state in step.source)


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that is this actor's to take; `refusals` say why it would be refused now, whatever the form says."""

    step: Transition
    refusals: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """That a case reached a state, for those who wait for it."""

    workflow: Workflow
    reference: str
    target: str
    at: datetime

    @property
    def state(self) -> Text | str:
        """The state in words, also one that a later version of the workflow no longer has."""
        known = self.workflow.by_state.get(self.target)
        return known.title if known else self.target


Effect = Callable[[Moving], None]
