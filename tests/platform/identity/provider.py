"""A small OpenID Connect provider on this machine: discovery, authorisation code with PKCE, RS256 ID tokens, JWKS,
user info. What it does wrong is set by the test."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "tongguan", "of-the-test"


def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """`claims` overrides claims of the next ID tokens (None takes one away); `algorithm`, `signing` and `kid` how they
    are signed; `info` overrides the user info; `issuer` what the description names."""

    subject: str = "officer-7"
    email: str = "officer@example.org"
    claims: dict[str, Any] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    kid: str = "k1"
    issuer: str = ""
    down: bool = False
    published: rsa.RSAPrivateKey = field(default_factory=key)
    signing: rsa.RSAPrivateKey | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    url: str = ""

    def authorise(self, query: dict[str, str]) -> str:
        """The person agrees: back to the client with a code."""
        self.asked.append(query)
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code, once, for whoever knows the client's secret and the verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = form.get("client_id") == CLIENT and form.get("client_secret") == SECRET
        if asked is None or not known or challenge != asked["code_challenge"]:
            return None
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        answer = {"access_token": "at-1", "token_type": "Bearer", "expires_in": 60}
        return answer | {"id_token": self.id_token(asked.get("nonce", ""))}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.url, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce,
        }  # fmt: skip
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        if self.algorithm == "none":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": self.kid})
        if self.algorithm == "HS256":  # the public key taken for a shared secret
            return jwt.encode(claims, "x" * 40, algorithm="HS256", headers={"kid": self.kid})
        return jwt.encode(
            claims, self.signing or self.published, algorithm="RS256", headers={"kid": self.kid}
        )

    def answer(self, path: str) -> dict[str, Any] | None:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        if path == "/jwks":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key(), as_dict=True)
            return {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]}
        if path == "/userinfo":
            told = {
                "sub": self.subject,
                "email": self.email,
                "email_verified": True,
                "preferred_username": "boss",
            }
            return told | self.info
        return None


def serve(provider: Provider) -> ThreadingHTTPServer:
    """Start it on a free port of this machine; `provider.url` is its issuer. The caller shuts it down."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_given: Any) -> None:
            pass

        def tell(self, told: dict[str, Any] | None, status: int = 400) -> None:
            body = json.dumps(told if told is not None else {"error": "invalid_grant"}).encode()
            self.send_response(503 if provider.down else 200 if told is not None else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_header("Location", provider.authorise(query))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if parts.path == "/userinfo" and self.headers.get("Authorization") != "Bearer at-1":
                self.tell(None, 401)
                return
            self.tell(provider.answer(parts.path), 404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self.tell(provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
