"""Refusals."""

from tongguan.engines.problems import Problem, Text


class Refused(Exception):
    """Something a person asked for was not done; says why, in both languages, at which field.

    `status` is the HTTP status that fits: 403 not allowed, 404 not visible, 409 conflict, 422 bad input. `receipt` is
    the official receipt code that stands for the refusal, where there is one.
    """

    status = 422

    def __init__(self, *problems: Problem, status: int | None = None, receipt: str = "") -> None:
        super().__init__("; ".join(f"{p.code} {p.pointer}: {p.message.en}" for p in problems))
        self.problems = problems
        self.receipt = receipt
        if status is not None:
            self.status = status


class NotAllowed(Refused):
    """The actor lacks the permission."""

    status = 403

    def __init__(self, permission: str) -> None:
        super().__init__(
            Problem(
                "permission.denied",
                Text(
                    zh=f"您没有此项权限（{permission}）", en=f"You do not have this permission ({permission})"
                ),
            )
        )
        self.permission = permission


class NotFound(Refused):
    """No such thing, or none the actor may see: the two are told alike."""

    status = 404

    def __init__(self, what: Text) -> None:
        super().__init__(Problem("not_found", Text(zh=f"未找到：{what.zh}", en=f"Not found: {what.en}")))
