"""What can go wrong with the database, said in both languages with the way out."""

from __future__ import annotations

from tongguan.engines.problems import Text


class DatabaseProblem(Exception):
    """The database cannot be used as asked; `message` says why, `remedy` what to do."""

    def __init__(self, message: Text, remedy: Text | None = None) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(message.en if remedy is None else f"{message.en} {remedy.en}")
