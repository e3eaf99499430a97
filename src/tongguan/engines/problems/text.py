"""A sentence or label in the two languages every officer's page has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A bilingual string; `zh` is Simplified Chinese, `en` English. Both must be given."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            raise ValueError(f"a Text needs both languages: {self.zh!r} / {self.en!r}")

    def in_language(self, language: str) -> str:
        """The string for a language tag such as `zh-hans`, `en` or `fr`; anything but Chinese reads English."""
        return self.zh if language.lower().startswith("zh") else self.en

    def filled(self, **values: Any) -> Text:
        """The same text with `{name}` places filled in both languages; a Text fills each with its own words."""
        zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
        en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(zh=self.zh.format(**zh), en=self.en.format(**en))

    def __str__(self) -> str:
        return self.en
