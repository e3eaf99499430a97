"""What a rule is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from tongguan.engines.declaration.facts import Facts
from tongguan.engines.declaration.model import GoodsDeclaration
from tongguan.engines.problems import Problem, Text

# Where the finding is, and what to fill into the message.
Finding = tuple[str, dict[str, Any]]


class Rule:
    """A check on a declaration; each rule's docstring is its English message.

    `code` is stable, `source` says where the requirement comes from, `zh` is the Chinese message. `check` is
    pure: it yields a pointer and the values for the message's places, one for each finding.
    """

    code: ClassVar[str]
    source: ClassVar[str]
    zh: ClassVar[str]

    def check(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Finding]:
        """The findings of this rule."""
        raise NotImplementedError

    def problems(self, declaration: GoodsDeclaration, facts: Facts) -> Iterator[Problem]:
        """The findings as problems with their message in both languages."""
        for pointer, values in self.check(declaration, facts):
            zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
            message = Text(zh=self.zh.format(**zh), en=(type(self).__doc__ or "").format(**values))
            yield Problem(self.code, message, pointer)
