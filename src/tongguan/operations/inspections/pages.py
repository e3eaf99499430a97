"""What other modules add to the inspector's phone: each registers a page in its `providers.py`."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from tongguan.engines.problems import Text


@dataclass(frozen=True, slots=True)
class PhonePage:
    """A page about one inspection, `url_name` with its reference, below /inspect/ so that the phone keeps it.

    `files` are the static files it needs without a network.
    """

    title: Text
    url_name: str
    files: tuple[str, ...] = ()


_pages: dict[str, PhonePage] = {}


def register_phone_page(page: PhonePage) -> None:
    """Offer a page with every inspection on the phone."""
    _pages[page.url_name] = page


def phone_pages(reference: str) -> list[tuple[Text, str]]:
    """Titles and addresses of the pages offered with an inspection."""
    return [(page.title, reverse(page.url_name, args=[reference])) for page in _pages.values()]


def phone_files() -> list[str]:
    """The static files of all these pages."""
    return [path for page in _pages.values() for path in page.files]
