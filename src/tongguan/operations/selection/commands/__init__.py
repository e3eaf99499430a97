"""Command-line verbs: risk rules, and learned risk models."""

from tongguan.operations.selection.commands.rules import rules
from tongguan.operations.selection.commands.targeting import targeting

commands = [rules, targeting]
