"""How to reach a PostgreSQL database, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from tongguan.engines.problems import Text
from tongguan.platform.database.errors import DatabaseProblem


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """Name, user, password, host (a name, or the folder of a unix socket), port and libpq options."""

    name: str
    user: str
    password: str = field(repr=False)
    host: str
    port: int = 5432
    options: dict[str, str] = field(default_factory=dict)

    def url(self) -> str:
        """A `postgresql://` address; a socket folder travels as the `host` parameter."""
        login = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        name = quote(self.name, safe="")
        if self.host.startswith("/"):
            query = encoded({"host": self.host, "port": str(self.port), **self.options})
            return f"postgresql://{login}@/{name}?{query}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        query = f"?{encoded(self.options)}" if self.options else ""
        return f"postgresql://{login}@{host}:{self.port}/{name}{query}"

    def django(self) -> dict[str, Any]:
        """The entry for Django's DATABASES; pool and other options are the caller's to add."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": str(self.port),
            "OPTIONS": dict(self.options),
        }

    @classmethod
    def from_url(cls, url: str) -> ConnectionSettings:
        """Read a `postgresql://user:password@host:port/name?option=value` address.

        Raises DatabaseProblem when the address is not one of PostgreSQL or names no database.
        """
        try:
            parts = urlsplit(url)
            options = {
                unquote(key): unquote(value)  # libpq takes a plus sign for itself, unlike a web form
                for key, _, value in (item.partition("=") for item in parts.query.split("&") if item)
            }
            port = int(options.pop("port", 0)) or parts.port or 5432
            host = options.pop("host", "") or unquote(parts.hostname or "localhost")
        except ValueError as error:
            raise unusable_address() from error
        name = unquote(parts.path.removeprefix("/")) or options.pop("dbname", "")
        if parts.scheme not in ("postgres", "postgresql") or not name or not 0 < port < 65536:
            raise unusable_address()
        user = unquote(parts.username or "") or options.pop("user", "")
        password = unquote(parts.password or "") or options.pop("password", "")
        return cls(name, user, password, host, port, options)


def encoded(options: dict[str, str]) -> str:
    """Options as a query, blanks as %20."""
    return urlencode(options, quote_via=quote, safe="")


def unusable_address() -> DatabaseProblem:
    """The address itself is not repeated: it may hold a password."""
    return DatabaseProblem(
        Text(
            zh="TONGGUAN_DATABASE_URL 不是可用的 PostgreSQL 地址。",
            en="TONGGUAN_DATABASE_URL is not a usable PostgreSQL address.",
        ),
        Text(
            zh="请写成 postgresql://用户:密码@主机:端口/库名。",
            en="Write it as postgresql://user:password@host:port/name.",
        ),
    )
