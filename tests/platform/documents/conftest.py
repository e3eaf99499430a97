"""A key of each test's own, and a kind of document to issue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tongguan.engines.problems import Text
from tongguan.platform.documents import registry
from tongguan.platform.documents.interface import Document, DocumentKind, document_kind, issue
from tongguan.platform.permissions.interface import SYSTEM, Actor

DATA = {
    "title": Text(zh="放行凭证", en="Release note"),
    "sections": [
        {
            "title": Text(zh="货物", en="Goods"),
            "facts": [
                (Text(zh="品名", en="Goods"), "滚珠轴承 𠮷"),
                (Text(zh="金额", en="Amount"), "1,234.50"),
            ],
            "text": [Text(zh="准予放行。", en="Released.")],
            "heads": [Text(zh="税种", en="Tax"), Text(zh="金额", en="Amount")],
            "rows": [["关税", "270.00"], ["#import 'x'", "*<script>*"]],
            "numbers": [1],
        }
    ],
}
"""A record with Chinese, a rare character, and text that would be markup if it were taken for it."""


@pytest.fixture(autouse=True)
def kind(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's data folder, and the kind `test.note`, which only who is named `owner` sees."""
    settings.DATA_DIR = tmp_path
    settings.PUBLIC_ADDRESS = "https://customs.example.org"
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    document_kind(
        DocumentKind(
            code="test.note",
            title=Text(zh="测试凭证", en="Test note"),
            letters="TST",
            may_see=lambda actor, ref: actor.name == "owner",
        )
    )


def issued(ref: str = "A-1", actor: Actor = SYSTEM) -> Document:
    """A document of the test's kind."""
    return issue(
        kind="test.note", subject=("thing", ref), template="documents/record.typ", data=DATA, actor=actor
    )
