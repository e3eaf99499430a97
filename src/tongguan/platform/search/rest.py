"""Search over HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from tongguan.engines.problems import Text
from tongguan.platform.permissions.interface import requires
from tongguan.platform.search.actions import search

router = Router()
PREFIX = "/search"


class Found(Schema):
    """One thing found, with the address of its page."""

    title: str
    url: str
    what_zh: str
    what_en: str
    state_zh: str
    state_en: str


class FoundKind(Schema):
    """The hits of one kind, newest first, at most ten."""

    kind: str
    title_zh: str
    title_en: str
    hits: list[Found]


@router.get(
    "", auth=requires(), response=list[FoundKind], summary="Find by number, container, bill, ship or firm"
)
def get_search(request: HttpRequest, q: str = Query(max_length=200)) -> list[dict[str, Any]]:
    """What the caller may see under this number or code; empty where it has fewer than three characters."""
    groups = search(actor=request.auth, typed=q)  # type: ignore[attr-defined]
    return [
        {
            "kind": group.provider.kind,
            "title_zh": group.provider.title.zh,
            "title_en": group.provider.title.en,
            "hits": [
                {"title": hit.title, "url": hit.url}
                | {f"what_{code}": _in(hit.what, code) for code in ("zh", "en")}
                | {f"state_{code}": _in(hit.state, code) for code in ("zh", "en")}
                for hit in group.hits
            ],
        }
        for group in groups
    ]


def _in(text: Text | str, language: str) -> str:
    return text if isinstance(text, str) else text.in_language(language)
