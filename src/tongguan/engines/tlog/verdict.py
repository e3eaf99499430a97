"""What a check by a stranger says: yes, or everything that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongguan.engines.problems import Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of an offline verification.

    `ok` is true only when there is no problem; `checked` names the parts that were really examined, so that a
    record with a withheld part is never mistaken for a fully checked one.
    """

    ok: bool
    problems: tuple[Problem, ...] = ()
    checked: tuple[str, ...] = ()

    @classmethod
    def of(cls, problems: list[Problem], checked: tuple[str, ...] = ()) -> Verdict:
        """A verdict that is good exactly when `problems` is empty."""
        return cls(ok=not problems, problems=tuple(problems), checked=checked)

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """A JSON-ready form."""
        return {
            "ok": self.ok,
            "checked": list(self.checked),
            "problems": [problem.as_dict(language) for problem in self.problems],
        }
