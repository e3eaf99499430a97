"""Forms: a rule's content, and its condition as rows or JSON."""

from tongguan.operations.selection.forms.content import RuleForm, content_of, in_condition
from tongguan.operations.selection.forms.editing import (
    Editor,
    blame,
    changed,
    condition_text,
    posted,
    started,
)

__all__ = [
    "Editor",
    "RuleForm",
    "blame",
    "changed",
    "condition_text",
    "content_of",
    "in_condition",
    "posted",
    "started",
]
