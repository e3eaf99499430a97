"""What a WCO message can be read as."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from tongguan.engines.declaration import Extension, GoodsDeclaration
from tongguan.engines.problems import Problem


class Kind(StrEnum):
    """What a message is for."""

    DECLARATION = "declaration"
    AMENDMENT = "amendment"
    CANCELLATION = "cancellation"
    PRESENTATION = "presentation"
    RESPONSE = "response"
    INVENTORY_LINKING = "inventory_linking"
    QUERY = "query"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One amended or cancelled place: a reason code and a WCO pointer such as `42A[1]/67A[1]/68A[2]/03A[1]/225`."""

    reason_code: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A message about an earlier declaration: amendment, cancellation or presentation of the goods.

    `fields` are all of the message's fields by path, so that a change is never taken for a whole declaration.
    """

    declaration_number: str = ""
    trader_reference: str = ""
    type_code: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()
    fields: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseError:
    """An error a customs administration reports; `pointer` is a WCO pointer."""

    code: str = ""
    description: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class ResponseStatus:
    """A status a declaration has reached."""

    code: str = ""
    effective_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A customs administration's answer to a declaration; `function_code` says which kind of answer."""

    function_code: str = ""
    reference: str = ""
    issued_at: dt.datetime | None = None
    declaration_number: str = ""
    trader_reference: str = ""
    version: str = ""
    statuses: tuple[ResponseStatus, ...] = ()
    errors: tuple[ResponseError, ...] = ()
    fields: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. At most one of `declaration`, `request`, `response` is there, and none with problems.

    `kind` is None where the input is not XML at all. `envelope` are the fields around the message proper;
    `fields` those of a message that is neither of the three.
    """

    kind: Kind | None
    declaration: GoodsDeclaration | None = None
    request: Request | None = None
    response: Response | None = None
    problems: tuple[Problem, ...] = ()
    envelope: tuple[Extension, ...] = ()
    fields: tuple[Extension, ...] = ()
