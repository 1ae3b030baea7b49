"""What the forms ask for in the demo, for each method, as its org knows it now."""

from __future__ import annotations

from sftui.demo.credentials import (
    Credentials,
    client_credentials,
    device_credentials,
    jwt_credentials,
    password_credentials,
    token_credentials,
    web_credentials,
)
from sftui.demo.seed import TERMINAL_APP
from sftui.demo.server import DemoSalesforce


def given(demo: DemoSalesforce, tokens: Credentials) -> dict[str, Credentials]:
    """By the ids of the methods; ``tokens`` come from :func:`spare_tokens`."""
    ada = demo.person("ada@acme.com")
    return {
        "web": web_credentials(demo, demo.login_url),
        "password": password_credentials(demo, ada, demo.login_url),
        "tokens": tokens,
        "jwt": jwt_credentials(demo, ada, demo.login_url),
        "client-credentials": client_credentials(demo.my_domain_url, demo.app(TERMINAL_APP)),
        "device": device_credentials(demo, demo.login_url),
    }


def spare_tokens(demo: DemoSalesforce) -> Credentials:
    """An approval of Lee's, made once: a sixth of one user would end the oldest."""
    return token_credentials(demo, demo.person("lee@acme.com"))
