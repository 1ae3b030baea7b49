"""Working credentials for each method, in the words of ``sftui connect --from``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sftui.demo.apps import App
from sftui.demo.demo_keys import demo_private_key
from sftui.demo.people import Person
from sftui.demo.seed import CLASSIC_APP, LOCAL_CALLBACK, PIPELINE_APP, TERMINAL_APP
from sftui.demo.sessions import approve, open_session
from sftui.demo.steering import Steering

if TYPE_CHECKING:
    from sftui.demo.server import DemoSalesforce

Credentials = dict[str, str]


def _client(app: App) -> Credentials:
    return {"client_id": app.client_id, "client_secret": app.client_secret}


def password_credentials(sf: Steering, person: Person, login_url: str) -> Credentials:
    return {
        "method": "password",
        "login_url": login_url,
        "username": person.username,
        "password": person.password,
        "security_token": person.security_token,
        **_client(sf.app(CLASSIC_APP)),
    }


def web_credentials(sf: Steering, login_url: str) -> Credentials:
    return {
        "method": "web",
        "login_url": login_url,
        **_client(sf.app(TERMINAL_APP)),
        "redirect_uri": LOCAL_CALLBACK,
        "scope": "api refresh_token",
    }


def token_credentials(sf: Steering, person: Person) -> Credentials:
    """A fresh approval for this person: each call counts towards the limit of five."""
    app = sf.app(CLASSIC_APP)
    with sf.world.lock:
        approval = approve(sf.world, person, app, app.scopes)
        session = open_session(sf.world, person, app, app.scopes, approval)
    return {
        "method": "tokens",
        "login_url": person.org.url,
        **_client(app),
        "access_token": session.access_token,
        "refresh_token": approval.refresh_token,
    }


def jwt_credentials(sf: Steering, person: Person, login_url: str) -> Credentials:
    return {
        "method": "jwt",
        "login_url": login_url,
        "username": person.username,
        "client_id": sf.app(PIPELINE_APP).client_id,
        "private_key": demo_private_key(),
    }


def client_credentials(my_domain_url: str, app: App) -> Credentials:
    return {"method": "client-credentials", "login_url": my_domain_url, **_client(app)}


def device_credentials(sf: Steering, login_url: str) -> Credentials:
    return {"method": "device", "login_url": login_url, **_client(sf.app(TERMINAL_APP))}


def credentials(sf: DemoSalesforce) -> dict[str, Credentials]:
    """One object for each method id, all for the production org; each can be given to ``--from`` as it is."""
    ada = sf.person("ada@acme.com")
    return {
        "web": web_credentials(sf, sf.login_url),
        "password": password_credentials(sf, ada, sf.login_url),
        "tokens": token_credentials(sf, ada),
        "jwt": jwt_credentials(sf, ada, sf.login_url),
        "client-credentials": client_credentials(sf.my_domain_url, sf.app(TERMINAL_APP)),
        "device": device_credentials(sf, sf.login_url),
    }


def describe(sf: DemoSalesforce) -> dict[str, object]:
    """The line that ``sftui demo --serve`` prints: addresses, credentials and who can sign in."""
    return {
        "url": sf.login_url,
        "test_url": sf.test_url,
        "my_domain_url": sf.my_domain_url,
        "sandbox_url": sf.sandbox_url,
        "setup_url": sf.setup_url,
        "control_url": f"{sf.login_url}/demo/",
        "credentials": credentials(sf),
        "people": [
            {
                "username": person.username,
                "password": person.password,
                "security_token": person.security_token,
                "login_url": sf.world.generic_url(person.org),
            }
            for person in sf.world.people.values()
            if person.active and not person.api_only
        ],
    }
