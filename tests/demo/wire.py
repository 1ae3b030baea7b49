"""Plain HTTP for the tests of the demo org: what is sent is what stands in the test."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sftui.demo.apps import App
from sftui.demo.server import DemoSalesforce

PATIENCE = 30.0
"""Seconds that a test waits for what comes at once on an idle machine."""
TOKEN_PATH = "/services/oauth2/token"
CLASSIC, PIPELINE, TERMINAL, PUBLIC = (
    "Acme Integration",
    "Acme Pipeline",
    "Acme Terminal",
    "Acme Public Client",
)
VERIFIER = "verifier-" + "0123456789abcdef" * 3


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of a reply."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def refusal(self) -> tuple[str, str]:
        """``error`` and ``error_description`` of an OAuth error."""
        return self.json["error"], self.json.get("error_description", "")


def send(
    address: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, body, headers or {})
        reply = connection.getresponse()
        return Answer(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


def post(address: str, form: dict[str, str], headers: dict[str, str] | None = None) -> Answer:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return send(address, "POST", urlencode(form).encode(), {**kind, **(headers or {})})


def token(url: str, **form: str) -> Answer:
    """One call of the token endpoint of a host."""
    return post(url + TOKEN_PATH, form)


def get(address: str, access_token: str = "", headers: dict[str, str] | None = None) -> Answer:
    bearer = {"Authorization": f"Bearer {access_token}"} if access_token else {}
    return send(address, headers={**bearer, **(headers or {})})


def client(app: App) -> dict[str, str]:
    return {"client_id": app.client_id, "client_secret": app.client_secret}


def with_password(
    sf: DemoSalesforce, username: str = "ada@acme.com", password: str | None = None, url: str = ""
) -> Answer:
    """A password login; the right password with its token unless another is given."""
    person = sf.person(username)
    sent = person.password + person.security_token if password is None else password
    form = {"grant_type": "password", "username": username, "password": sent, **client(sf.app(CLASSIC))}
    return token(url or sf.login_url, **form)


def access_token(sf: DemoSalesforce, username: str = "ada@acme.com") -> str:
    person = sf.person(username)
    found: str = with_password(sf, username, url=person.org.url).json["access_token"]
    return found


def query(sf: DemoSalesforce, access: str, soql: str, url: str = "") -> Answer:
    return get(f"{url or sf.my_domain_url}/services/data/v68.0/query?q={quote(soql)}", access)


def challenge(verifier: str = VERIFIER) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def authorize_url(
    sf: DemoSalesforce, app: str = TERMINAL, host: str = "", *, without: tuple[str, ...] = (), **changes: str
) -> str:
    """An authorize address with everything right, apart from what the test changes or leaves out."""
    asked = {
        "response_type": "code",
        "client_id": sf.app(app).client_id,
        "redirect_uri": "http://localhost:1717/OauthRedirect",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        "state": "st&te=1",
        "scope": "api refresh_token",
        "prompt": "login",
        **changes,
    }
    kept = {name: value for name, value in asked.items() if name not in without}
    return f"{host or sf.login_url}/services/oauth2/authorize?{urlencode(kept)}"


def redeem(sf: DemoSalesforce, code: str, app: str = TERMINAL, url: str = "", **changes: str) -> Answer:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "http://localhost:1717/OauthRedirect",
        "code_verifier": VERIFIER,
        **client(sf.app(app)),
        **changes,
    }
    return token(url or sf.login_url, **form)


def refresh(sf: DemoSalesforce, refresh_token: str, app: str = CLASSIC, **changes: str) -> Answer:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **client(sf.app(app)), **changes}
    return token(sf.my_domain_url, **form)
