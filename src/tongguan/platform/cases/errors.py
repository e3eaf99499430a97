"""Refusals of the case mechanism."""

from __future__ import annotations

from tongguan.engines.problems import Problem, Text
from tongguan.platform.permissions.interface import Refused


class WorkflowError(Exception):
    """A workflow's declaration contradicts itself; raised when it is loaded."""


class WrongState(Refused):
    """The transition does not leave from the case's present state."""

    status = 409

    def __init__(self, title: Text, state: Text) -> None:
        super().__init__(
            Problem(
                "case.wrong_state",
                Text(
                    zh=f"当前状态“{state.zh}”不能办理“{title.zh}”",
                    en=f"“{title.en}” is not possible while the case is “{state.en}”",
                ),
                pointer="/state",
            )
        )


class Overtaken(Refused):
    """Somebody moved the case since this person looked."""

    status = 409

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(
            Problem(
                "case.overtaken",
                Text(
                    zh="此案件在您查看后已有新的变化，请刷新后再办理；您填写的内容未丢失。",
                    en="This case changed since you looked at it. Reload and try again; nothing was changed.",
                ),
                pointer="/version",
            )
        )
        self.expected = expected
        self.actual = actual


class NotYours(Refused):
    """The actor is not one who may take this step on this case."""

    status = 403

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
